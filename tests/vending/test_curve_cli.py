"""`tokendesk curve` as scripts use it."""

import json
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from app.vending.curve_cli import curve
from app.vending.curves import FAMILIES

USTX = ["linear", "--param", "base=1000000", "--param", "slope=100000"]
STEPS = ["stepped", "--param", "bands=10:100,50:200"]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(curve, arguments)


def figures(*arguments: str) -> dict[str, int]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    assert result.stdout.count("\n") == 1
    found: dict[str, int] = json.loads(result.stdout)
    return found


def refusal(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    return result.stderr.strip()


class TestQuotes:
    def test_a_buy_prints_the_keys_that_scripts_rely_on(self) -> None:
        assert figures(*USTX, "--supply", "0", "--buy", "10") == {
            "gross": 14_500_000,
            "creator_fee": 362_500,
            "protocol_fee": 362_500,
            "total": 15_225_000,
            "price_before": 1_000_000,
            "price_after": 2_000_000,
            "supply_after": 10,
        }

    def test_a_sale_prints_a_payout(self) -> None:
        assert figures(*USTX, "--supply", "10", "--sell", "10") == {
            "gross": 14_500_000,
            "creator_fee": 362_500,
            "protocol_fee": 362_500,
            "payout": 13_775_000,
            "price_before": 2_000_000,
            "price_after": 1_000_000,
            "supply_after": 0,
        }

    def test_a_budget_prints_how_many_keys_it_buys(self) -> None:
        found = figures(*USTX, "--budget", "15224999")
        assert (found["keys"], found["supply_after"]) == (9, 9)
        assert found["total"] <= 15_224_999
        assert figures(*USTX, "--budget", "0")["keys"] == 0

    @pytest.mark.parametrize(("supply", "buy", "gross"), [
        ("1", "1", 62_500_000_000_000), ("1", "100", 21_146_875_000_000_000_000),
    ])  # fmt: skip
    def test_the_quadratic_divisor_is_friend_techs(self, supply: str, buy: str, gross: int) -> None:
        found = figures("quadratic", "--param", f"unit={10**18}", "--supply", supply, "--buy", buy)
        assert found["gross"] == gross

    @pytest.mark.parametrize(
        ("family", "params"),
        [
            ("linear", ["base=5", "slope=1"]),
            ("quadratic", ["unit=5", "divisor=3"]),
            ("flat", ["price=7"]),
            ("exponential", ["base=1000", "rate_bps=500"]),
            ("sigmoid", ["max=1000", "steepness_permille=50", "mid=100"]),
            ("constant_product", ["virtual_quote=30000", "virtual_keys=1000"]),
            ("stepped", ["bands=10:100,500:200"]),
        ],
    )
    def test_every_family_is_quoted(self, family: str, params: list[str]) -> None:
        given_ones = [part for one in params for part in ("--param", one)]
        bought = figures(family, *given_ones, "--supply", "20", "--buy", "5")
        sold = figures(family, *given_ones, "--supply", "25", "--sell", "5")
        assert bought["gross"] == sold["gross"] > 0
        assert bought["supply_after"] == 25

    def test_fees_can_be_chosen(self) -> None:
        found = figures(*USTX, "--buy", "10", "--creator-bps", "0", "--protocol-bps", "1000")
        assert (found["creator_fee"], found["protocol_fee"]) == (0, 1_450_000)

    def test_integers_have_any_size(self) -> None:
        huge = 10**300
        found = figures("flat", "--param", f"price={huge}", "--supply", str(huge), "--buy", "2")
        assert found["gross"] == 2 * huge
        assert found["supply_after"] == huge + 2

    def test_the_largest_numbers_still_print(self) -> None:
        most = "9" * 1_000
        steepest = ["quadratic", "--param", f"unit={most}", "--param", "divisor=1"]
        found = figures(*steepest, "--supply", most, "--buy", most)
        assert len(str(found["total"])) == 4_001
        assert run(*steepest, "--supply", most, "--buy", most).exit_code == 0

    def test_people_get_a_table(self) -> None:
        result = run(*USTX, "--buy", "10")
        assert result.stdout.splitlines() == [
            "Keys to buy               10",
            "Curve cost        14\u202f500\u202f000",
            "Creator fee          362\u202f500",
            "Protocol fee         362\u202f500",
            "Total to pay      15\u202f225\u202f000",
            "Key price before   1\u202f000\u202f000",
            "Key price after    2\u202f000\u202f000",
            "Supply after              10",
        ]
        assert "Payout" in run(*USTX, "--supply", "3", "--sell", "1").stdout

    def test_the_help_lists_families_and_parameters(self) -> None:
        text = run("--help").stdout
        for family in FAMILIES.values():
            assert f"{family.key}: {' '.join(one.name for one in family.parameters)}" in text


class TestRefusals:
    @pytest.mark.parametrize(
        ("arguments", "line"),
        [
            ([*USTX, "--buy", "0"], "INVALID_INPUT: buy: The smallest value is 1."),
            ([*USTX, "--buy", "-5"], "INVALID_INPUT: buy: The smallest value is 1."),
            (
                [*USTX, "--buy", "ten"],
                "INVALID_INPUT: buy: “ten” is not a number. Type digits only.",
            ),
            ([*USTX, "--sell", "1"], "u202: sell: There are 0 keys; 1 can't be sold."),
            ([*USTX, "--budget", "-1"], "INVALID_INPUT: budget: The smallest value is 0."),
            (
                [*USTX, "--supply", "-1", "--buy", "1"],
                "INVALID_INPUT: supply: The smallest value is 0.",
            ),
            (
                [*STEPS, "--supply", "45", "--buy", "6"],
                "u206: buy: There can be 50 keys, so 5 more can be bought.",
            ),
            ([*STEPS, "--supply", "51", "--buy", "1"], "u206: supply: This curve ends at 50 keys."),
            (
                [*USTX, "--buy", "1", "--creator-bps", "1001"],
                "INVALID_INPUT: creator_bps: The largest value is 1000.",
            ),
            (
                [*USTX, "--buy", "1", "--protocol-bps", "x"],
                "INVALID_INPUT: protocol_bps: “x” is not a number. Type digits only.",
            ),
            (
                ["linear", "--param", "base=1", "--buy", "1"],
                "INVALID_INPUT: slope: The linear curve needs this value.",
            ),
            (
                [*USTX, "--param", "top=1", "--buy", "1"],
                "INVALID_INPUT: top: The linear curve has no such parameter; it has base, slope.",
            ),
            (
                [*USTX, "--param", "base=1", "--buy", "1"],
                "INVALID_INPUT: base: This parameter is given twice.",
            ),
            (
                ["linear", "--param", "base", "--buy", "1"],
                "INVALID_INPUT: base: Write each parameter as NAME=VALUE.",
            ),
            (
                ["linear", "--param", "", "--buy", "1"],
                "INVALID_INPUT: param: Write each parameter as NAME=VALUE.",
            ),
            ([*USTX], "USAGE: Give one of --buy, --sell and --budget."),
            (
                [*USTX, "--buy", "1", "--sell", "1"],
                "USAGE: Give one of --buy, --sell and --budget.",
            ),
            ([], "USAGE: Missing argument 'FAMILY'."),
        ],
    )
    def test_wrong_arguments_are_named(self, arguments: list[str], line: str) -> None:
        assert refusal(*arguments) == f"error: {line}"

    def test_an_unknown_family_is_named(self) -> None:
        assert refusal("cubic", "--buy", "1").startswith("error: INVALID_INPUT: family: Choose")

    @pytest.mark.parametrize(("supply", "field"), [("10000000", "supply"), ("0", "buy")])
    def test_amounts_too_long_to_work_out_are_refused(self, supply: str, field: str) -> None:
        steep = ["exponential", "--param", "base=1", "--param", "rate_bps=100"]
        line = refusal(*steep, "--supply", supply, "--buy", "10000000")
        assert line.startswith(f"error: AMOUNT_OVERFLOW: {field}: ")

    @given(
        st.sampled_from(["--param", "--supply", "--buy", "--creator-bps", "--protocol-bps"]),
        st.text() | st.from_regex(r"(base|slope)?=?[0-9−,. e-]{0,12}", fullmatch=True),
    )
    def test_any_text_anywhere_is_a_quote_or_one_line(self, option: str, text: str) -> None:
        arguments = [*USTX, option, text]
        if option != "--buy":
            arguments += ["--buy", "1"]
        result = run(*arguments, "--json")
        assert result.exit_code in (0, 2)
        if result.exit_code:
            assert result.stderr.startswith("error: ")
            assert result.stderr.count("\n") == 1
        else:
            json.loads(result.stdout)

    @given(st.text().filter(lambda text: text not in FAMILIES))
    def test_any_text_as_a_family_is_one_line(self, text: str) -> None:
        result = run("--buy", "1", "--", text)
        assert result.exit_code == 2
        assert result.stderr.startswith("error: INVALID_INPUT: family: ")


def test_it_starts_without_window_database_or_numpy_and_quickly() -> None:
    program = (
        "import sys\n"
        "from app.vending.curve_cli import curve\n"
        "from app.members.wallets_cli import wallets\n"
        "found = {'PySide6', 'sqlalchemy', 'numpy', 'pyqtgraph', 'msgspec'} & set(sys.modules)\n"
        "sys.exit(', '.join(found) or 0)\n"
    )
    best = 10.0
    for _ in range(5):
        start = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
        best = min(best, time.perf_counter() - start)
        assert done.stderr == b""
    assert best < 0.4
