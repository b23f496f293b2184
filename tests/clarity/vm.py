"""Talks to a real Clarity VM: a Node program that runs contracts as the chain would."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
INSTALLED = HERE / "node_modules" / ".installed"
OLDEST_NODE = 20
SKIP_REASON = (
    "Clarity VM tests: skipped, they need Node 20 or later and what `make test` installs with it."
)


class VmFault(Exception):
    """The VM refused to do it at all: a contract that isn't valid, arithmetic that overflowed."""


class ClarityVm:
    """One VM in a process of its own; each loaded project is a chain of its own."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            ["node", "machine.mjs"],
            cwd=HERE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._loaded: dict[Path, str] = {}
        self.deployer = ""
        self.contracts: Mapping[str, str] = {}

    def load(self, project: Path) -> None:
        """Check and deploy a Clarinet project. Raises VmFault with what is wrong with it."""
        # The VM knows a project again by its path, and doesn't look whether it is the same.
        files = sorted(project.glob("contracts/*"))
        content = sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
        assert self._loaded.setdefault(project, content) == content
        found = self._ask(do="load", manifest=str(project / "Clarinet.toml"))
        self.deployer, self.contracts = found["deployer"], found["contracts"]

    def deploy(self, name: str, source: str) -> Any:
        """Deploy one more contract. Raises VmFault with what is wrong with it."""
        return self._ask(do="deploy", name=name, source=source)["result"]

    def call(self, contract: str, function: str, *arguments: str, sender: str = "") -> Any:
        """What a public function returns; arguments in Clarity's notation."""
        return self.receipt(contract, function, *arguments, sender=sender)["result"]

    def receipt(self, contract: str, function: str, *arguments: str, sender: str = "") -> Any:
        """`result` and `prints` of a public function."""
        wish = {"contract": contract, "function": function, "arguments": arguments}
        return self._ask(do="call", **wish, **({"sender": sender} if sender else {}))

    def read(self, contract: str, function: str, *arguments: str) -> Any:
        """What a read-only function returns."""
        return self._ask(do="read", contract=contract, function=function, arguments=arguments)

    def run(self, source: str) -> Any:
        """What a piece of Clarity evaluates to, as the deployer."""
        return self._ask(do="run", source=source)["result"]

    def fund(self, token: str, holder: str, amount: int) -> None:
        """Give somebody STX, or an asset by its identifier."""
        self._ask(do="fund", token=token, holder=holder, amount=str(amount))

    def assets(self) -> dict[str, dict[str, int]]:
        """What everybody holds, by asset."""
        found: dict[str, dict[str, int]] = self._ask(do="assets")
        return found

    def call_and_look(
        self, contract: str, function: str, *arguments: str, sender: str, at: str
    ) -> tuple[Any, dict[str, dict[str, int]], Any]:
        """What a public function returns, what everybody holds then, and the machine's state.

        One question instead of three, since the way there and back costs more than the answer.
        """
        wishes = [
            {
                "do": "call",
                "contract": contract,
                "function": function,
                "arguments": arguments,
                "sender": sender or self.deployer,
            },
            {"do": "assets"},
            {"do": "read", "contract": at, "function": "get-state", "arguments": []},
        ]
        receipt, assets, state = self._ask(do="several", wishes=wishes)
        return receipt["result"], assets, state

    def close(self) -> None:
        """End the process."""
        self._process.communicate(timeout=30)

    def _ask(self, **wish: object) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(wish) + "\n")
        self._process.stdin.flush()
        said = json.loads(self._process.stdout.readline())
        if "fault" in said:
            raise VmFault(said["fault"])
        return said["value"]


def is_available() -> bool:
    """Whether there is a Node that is new enough, and what it needs is installed."""
    return INSTALLED.exists() and shutil.which("node") is not None
