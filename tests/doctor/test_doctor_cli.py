"""`tokendesk curve doctor` as people and scripts use it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.doctor.report import grouped
from tests.command_line import printed, refused, run

USTX = ["linear", "--param", "base=1000000", "--param", "slope=100000"]


def doctor(*words: str | Path) -> Result:
    return run("curve", "doctor", *words)


def verdict(result: Result) -> dict[str, Any]:
    """The JSON of a verdict, whichever way it went."""
    found: dict[str, Any] = json.loads(result.stdout)
    assert result.exit_code == (0 if found["sound"] else 1), result.output
    assert result.stderr == ""
    return found


def check(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in found["checks"] if one["check"] == name)


class TestVerdicts:
    def test_a_sound_curve_ends_in_0(self) -> None:
        result = doctor(*USTX)
        assert result.exit_code == 0
        lines = result.stdout.splitlines()
        assert lines[0] == "Sound: Linear: price = base + slope·s"
        assert [line.split("  ")[0] for line in lines[2:]] == ["ok"] * 9

    def test_the_tutorial_ends_in_1_with_the_trades_that_break_it(self) -> None:
        result = doctor("tutorial", "--supply", "100", "--keys", "10")
        assert result.exit_code == 1
        lines = result.stdout.splitlines()
        assert lines[0].startswith("Broken in 4 of 9 checks: buy(s, n) = 10 + floor(")
        start = lines.index("Round trip: 5 won")
        assert lines[start + 1 : start + 4] == [
            "      Supply  Keys  Paid  Got",
            "buy        0     5    10",
            "sell       5     5         15",
        ]
        assert "instead of" in lines
        assert lines[-4:] == [
            "Round trip as asked, with fees: a profit of 98",
            "      Supply  Keys  Amount  Fees   Paid    Got",
            "buy      100    10   1\u202f220    60  1\u202f280",
            "sell     110    10   1\u202f450    72         1\u202f378",
        ]

    def test_its_json_holds_the_numbers(self) -> None:
        found = verdict(doctor("tutorial", "--supply", "100", "--keys", "10", "--json"))
        assert [one["gross"] for one in found["round_trip"]["steps"]] == [1_220, 1_450]
        assert (found["supply_limit"], found["examined_to"]) == (1_000_000, 1_000_000)
        trip = check(found, "round_trip")
        assert trip["status"] == "broken"
        assert trip["counter_example"] == {
            "supply": 0, "keys": 5, "amount": 5, "instead": [],
            "steps": [
                {"side": "buy", "supply": 0, "keys": 5, "gross": 10, "fees": 0, "total": 10,
                 "supply_after": 5},
                {"side": "sell", "supply": 5, "keys": 5, "gross": 15, "fees": 0, "total": 15,
                 "supply_after": 0},
            ],
        }  # fmt: skip

    def test_a_pair_of_expressions(self) -> None:
        formula = "10 + (s+n)**2//100*n"
        found = verdict(doctor("--buy", formula, "--sell", formula, "--json"))
        assert check(found, "round_trip")["counter_example"]["keys"] == 5

    def test_a_price_of_one_key(self) -> None:
        assert doctor("--price", "100 + s*s/10").exit_code == 0
        assert doctor("--price", "100 - s").exit_code == 1

    def test_a_table_from_a_file_and_from_standard_input(self, tmp_path: Path) -> None:
        file = tmp_path / "prices.csv"
        file.write_text("supply,price\n0,5\n10,7\n20,7\n")
        found = verdict(doctor("--prices", file, "--json"))
        assert (found["subject"], found["supply_limit"]) == ("Table of 3 prices", 21)
        piped = subprocess.run(
            [sys.executable, "-m", "app", "curve", "doctor", "--prices", "-"],
            input=b"0,5\n1,4\n", capture_output=True, check=False,
        )  # fmt: skip
        assert piped.returncode == 1
        assert b"The next key costs 5 at supply 0, and 4 at supply 1." in piped.stdout

    def test_the_limit_of_supply_decides_about_overflow(self) -> None:
        words = ["quadratic", "--param", f"unit={10**18}", "--json", "--supply-limit"]
        assert check(verdict(doctor(*words, "76")), "overflow_64")["status"] == "sound"
        assert check(verdict(doctor(*words, "77")), "overflow_64")["status"] == "note"

    def test_fees_can_be_chosen_and_taken_inside(self) -> None:
        found = verdict(doctor(*USTX, "--fee-mode", "inside", "--json"))
        assert check(found, "reserve")["counter_example"]["amount"] == 50_000
        found = verdict(
            doctor(*USTX, "--creator-bps", "0", "--protocol-bps", "0", "--json", "--keys", "3")
        )
        assert found["round_trip"]["profit"] == 0

    def test_long_counter_examples_are_cut_for_people(self) -> None:
        result = doctor("--buy", "s*n//100 + n", "--sell", "n + min(max(n - 40, 0), 1)")
        assert result.exit_code == 1
        result = doctor("--buy", "n + max(n - 30, 0)", "--sell", "n")
        assert "… and 19 more" in result.stdout.splitlines()

    def test_numbers_of_any_length_print(self) -> None:
        result = doctor("flat", "--param", "price=" + "9" * 1_000, "--keys", str(10**18))
        assert result.exit_code == 0
        assert verdict(doctor("flat", "--param", "price=" + "9" * 1_000, "--json"))["sound"]


def test_numbers_have_groups_and_a_true_minus() -> None:
    assert (grouped(1_234_567), grouped(-1_000)) == ("1\u202f234\u202f567", "−1\u202f000")


class TestBesideQuotes:
    def test_a_quote_works_as_before(self) -> None:
        assert printed(run("curve", *USTX, "--buy", "10", "--json"))["total"] == 15_225_000

    def test_help_of_both_names_the_other_and_itself(self) -> None:
        shown = run("curve", "--help").stdout
        assert shown.startswith("Usage: tokendesk curve [OPTIONS] FAMILY")
        assert "doctor  Find out whether a curve can be broken." in shown
        shown = doctor("--help").stdout
        assert shown.startswith("Usage: tokendesk curve doctor [OPTIONS] [FAMILY]")
        assert "tokendesk curve doctor tutorial --supply 100 --keys 10" in shown

    def test_only_the_first_word_chooses_the_doctor(self) -> None:
        sentence = refused(run("curve", "--buy", "1", "doctor"), "INVALID_INPUT", exit_code=2)
        assert sentence.startswith("family: Choose one of these curves")

    def test_it_imports_no_database(self) -> None:
        code = (
            "import sys; from app.cli import tokendesk\n"
            "tokendesk(['curve', 'doctor', 'flat', '--param', 'price=1'], standalone_mode=False)\n"
            "print([name for name in ('PySide6', 'numpy', 'sqlalchemy') if name in sys.modules])"
        )
        found = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        assert found.stdout.endswith("[]\n")


class TestRefusals:
    @pytest.mark.parametrize(
        ("words", "code", "sentence"),
        [
            ([], "USAGE", "Give one of FAMILY, --prices, --buy with --sell, and --price."),
            (
                ["flat", "--price", "1"],
                "USAGE",
                "Give one of FAMILY, --prices, --buy with --sell, and --price.",
            ),
            (["--buy", "n"], "USAGE", "Give both --buy and --sell."),
            (["--price", "1", "--param", "a=1"], "USAGE", "Only a family takes --param."),
            (["tutorial", "--param", "a=1"], "USAGE", "Only a family takes --param."),
            (
                ["--buy", "n+", "--sell", "n"],
                "INVALID_INPUT",
                "buy: Column 3: the expression stops in the middle.",
            ),
            (
                ["--buy", "n", "--sell", "m"],
                "INVALID_INPUT",
                "sell: Column 1: “m” is unknown; there are s, n, floor, ceil, abs, min, max.",
            ),
            (
                ["--price", "n"],
                "INVALID_INPUT",
                "price: Column 1: “n” is unknown; there are s, floor, ceil, abs, min, max.",
            ),
            (
                ["linear", "--param", "base=1"],
                "INVALID_INPUT",
                "slope: The linear curve needs this value.",
            ),
            (
                ["--prices", "/no/such/file"],
                "INVALID_INPUT",
                "prices: The file can't be read: No such file or directory.",
            ),
            (["--prices", "/"], "INVALID_INPUT", "prices: The file can't be read: Is a directory."),
            (
                [*USTX, "--supply-limit", "0"],
                "INVALID_INPUT",
                "supply_limit: The smallest value is 1.",
            ),
            (
                [*USTX, "--creator-bps", "1001"],
                "INVALID_INPUT",
                "creator_bps: The largest value is 1000.",
            ),
            ([*USTX, "--keys", "0"], "INVALID_INPUT", "keys: The smallest value is 1."),
            (
                ["stepped", "--param", "bands=5:1", "--supply", "5"],
                "INVALID_INPUT",
                "keys: This curve ends at 5 keys.",
            ),
            (
                ["--price", "s", "--keys", "999999"],
                "INVALID_INPUT",
                "keys: So many keys take too long to add up here.",
            ),
            (
                ["--price", "1/s", "--keys", "1"],
                "NO_PRICE",
                "supply: Column 2: it divides by zero at s = 0, n = 1.",
            ),
        ],
    )
    def test_wrong_usage_is_named(self, words: list[str], code: str, sentence: str) -> None:
        assert refused(doctor(*words), code, exit_code=2) == sentence

    def test_an_unknown_family_is_told_of_the_tutorial(self) -> None:
        assert refused(doctor("cubic"), "INVALID_INPUT", exit_code=2).endswith("stepped, tutorial.")

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            (b"0,5\n1;2;3\n", "Line 2: write supply and price, such as 10,2500."),
            (b"0,5\n\xff,1\n", "Line 2: this is no UTF-8 text."),
            (b"", "A table needs at least one price."),
            (b"0" * 8_000_001, "A table has at most 8000000 bytes."),
        ],
    )
    def test_a_bad_file_names_the_line(self, data: bytes, sentence: str, tmp_path: Path) -> None:
        file = tmp_path / "prices.csv"
        file.write_bytes(data)
        result = doctor("--prices", file)
        assert refused(result, "INVALID_INPUT", exit_code=2) == f"prices: {sentence}"

    @settings(suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.sampled_from(["--param", "--price", "--supply-limit", "--supply", "--keys", "--prices"]),
        st.text() | st.text(alphabet="s0123456789+-*/()= "),
    )
    def test_any_text_anywhere_is_a_verdict_or_one_line(self, option: str, text: str) -> None:
        base = [] if option in ("--price", "--prices") else ["flat", "--param", "price=3"]
        result = doctor(*base, f"{option}={text}", "--json")
        assert result.exit_code in (0, 1, 2)
        if result.exit_code == 2:
            assert result.stderr.startswith("error: ")
            assert result.stderr.count("\n") == 1
        else:
            verdict(result)
