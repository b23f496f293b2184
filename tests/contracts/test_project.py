"""What stands in an exported project besides the contracts."""

import json
import re
import tomllib

from app.addresses import Network
from app.contracts.plans import DEPLOYER_PLACEHOLDER, DEVNET_DEPLOYER
from app.contracts.project import MARK, project_of
from app.contracts.sources import SBTC
from tests.contracts.specs import CREATOR, machine, room
from tests.factories import principal_of

TESTNET = Network.TESTNET
SENDERS = re.compile(r"expected-sender: (\S+)")
PUBLISHED = re.compile(r"contract-name: (\S+)")


def test_a_project_has_all_that_clarinet_wants() -> None:
    files = project_of([room()], TESTNET).files
    assert sorted(files) == [
        "Clarinet.toml",
        "README.md",
        "contracts/Factory.clar",
        "contracts/KeyToken-LOBBY.clar",
        "contracts/KeyVendingMachine-LOBBY.clar",
        "contracts/sip-010-trait.clar",
        "deployments/default.devnet-plan.yaml",
        "deployments/default.testnet-plan.yaml",
        "settings/Devnet.toml",
        "settings/Mainnet.toml",
        "settings/Testnet.toml",
        "tokendesk.json",
    ]
    said = tomllib.loads(files["Clarinet.toml"])
    assert said["contracts"]["KeyToken-LOBBY"] == {
        "path": "contracts/KeyToken-LOBBY.clar",
        "clarity_version": 3,
        "epoch": "3.0",
    }
    for name in said["contracts"]:
        assert f"contracts/{name}.clar" in files
    assert "requirements" not in said["project"]


def test_rooms_share_one_factory() -> None:
    project = project_of([room(), room(room_id="hall", symbol="HALL")], TESTNET)
    assert list(project.hashes) == [
        "sip-010-trait", "Factory", "KeyToken-LOBBY", "KeyVendingMachine-LOBBY",
        "KeyToken-HALL", "KeyVendingMachine-HALL",
    ]  # fmt: skip
    assert PUBLISHED.findall(project.files["deployments/default.testnet-plan.yaml"]) == list(
        project.hashes
    )


def test_no_secret_of_anybody_is_written() -> None:
    files = project_of([room()], TESTNET).files
    for name in ("Testnet", "Mainnet"):
        said = tomllib.loads(files[f"settings/{name}.toml"])
        assert said["accounts"]["deployer"]["mnemonic"] == "<THE DEPLOYER'S WORDS>"


def test_a_plan_names_the_deployer_where_it_is_known() -> None:
    deployer = principal_of("deployer")
    unknown = project_of([room()], TESTNET).files
    known = project_of([room()], TESTNET, deployer).files
    path = "deployments/default.testnet-plan.yaml"
    assert set(SENDERS.findall(unknown[path])) == {DEPLOYER_PLACEHOLDER}
    assert set(SENDERS.findall(known[path])) == {deployer}
    assert set(SENDERS.findall(known["deployments/default.devnet-plan.yaml"])) == {DEVNET_DEPLOYER}
    assert DEPLOYER_PLACEHOLDER in unknown["README.md"]
    assert DEPLOYER_PLACEHOLDER not in known["README.md"]
    assert f"`{deployer}.KeyToken-LOBBY`" in known["README.md"]


def test_sats_ask_for_the_sbtc_of_a_test_network() -> None:
    files = project_of([room(machine=machine(quote="sats"))], TESTNET).files
    said = tomllib.loads(files["Clarinet.toml"])
    assert said["project"]["requirements"] == [{"contract_id": SBTC[TESTNET]}]
    assert "deployments/default.devnet-plan.yaml" not in files
    assert "deployments generate --devnet" in files["README.md"]


def test_the_main_network_has_a_plan_of_its_own_only() -> None:
    files = project_of([room(network=Network.MAINNET)], Network.MAINNET).files
    plans = [path for path in files if path.startswith("deployments/")]
    assert plans == ["deployments/default.mainnet-plan.yaml"]
    assert "clarinet deployments apply --mainnet" in files["README.md"]


def test_the_readme_says_the_terms_and_the_hashes() -> None:
    bands = machine(
        family="stepped", parameters={"bands": "5:100,17:2500"}, quote="sats", last_key_kept=True
    )
    project = project_of([room(machine=bands)], TESTNET)
    text = project.files["README.md"]
    assert "| curve | stepped: bands [[5, 100], [17, 2500]] |" in text
    assert "| most keys | 17 |" in text
    assert "| last key can't be sold | yes |" in text
    for name, hashed in project.hashes.items():
        assert f"| {name} | `{hashed}` |" in text


def test_a_room_without_a_machine_says_how_it_gets_one() -> None:
    text = project_of([room(machine=None)], TESTNET).files["README.md"]
    assert "export the room into this folder again" in text
    assert "buy-keys" not in text


def test_the_mark_knows_the_rooms_and_every_file() -> None:
    files = project_of([room()], TESTNET).files
    said = json.loads(files[MARK])
    assert said["rooms"] == [{"room_id": "lobby", "creator": CREATOR}]
    assert set(said["files"]) == set(files) - {MARK}


def test_the_same_rooms_give_the_same_files() -> None:
    assert project_of([room()], TESTNET) == project_of([room()], TESTNET)
