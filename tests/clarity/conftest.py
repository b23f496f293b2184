"""The VM, and a workspace whose rooms are exported into it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clarity.vm import SKIP_REASON, ClarityVm, is_available


@pytest.fixture(scope="session")
def vm_process() -> Iterator[ClarityVm]:
    """A VM; skips where none can be had."""
    if not is_available():
        pytest.skip(SKIP_REASON)
    vm = ClarityVm()
    yield vm
    vm.close()


@pytest.fixture(scope="session")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for exported projects; the VM loads one that it knows again at once."""
    return tmp_path_factory.mktemp("projects")


@pytest.fixture
def vm(vm_process: ClarityVm) -> ClarityVm:
    """A VM; what an earlier test did is forgotten as soon as a project is loaded."""
    return vm_process
