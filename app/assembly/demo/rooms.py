"""The rooms of the demo, as data: every status, every curve, oldest first."""

from app.assembly.demo.story import (
    DAY,
    HOUR,
    MINUTE,
    Later,
    MarketStory,
    Purchase,
    RoomStory,
    path,
)
from app.rooms.rules import Step
from app.vending.quotes import SATS, USTX
from app.vending.rules import FeeMode

# How long rooms wait for each step; several, so that the median is one of something.
_QUICK = (40 * MINUTE, 5 * HOUR, 25 * MINUTE, 2 * HOUR)
_USUAL = (85 * MINUTE, 22 * HOUR, 95 * MINUTE, 5 * HOUR)
_SLOW = (3 * HOUR, 43 * HOUR, 6 * HOUR, 9 * HOUR)

_OLDEST = (
    RoomStory(
        "106", "Fee Lab", "FEELAB", "ada.l", 84 * DAY, _QUICK,
        MarketStory(
            USTX, "linear", {"base": 1_000_000, "slope": 100_000}, trades=160, crowd=90,
            points=path((70, 30), (55, 18), (30, 44), (18, 33), (3, 42), (1, 38), (0, 40)),
            fee_mode=FeeMode.INSIDE,
        ),
    ),
    RoomStory(
        "107", "Airdrop Alley", "AIRDR", "tomasz", 82 * DAY, _USUAL,
        MarketStory(
            SATS, "quadratic", {"unit": 500}, trades=220, crowd=140,
            points=path((76, 120), (70, 210), (64, 150), (50, 96), (35, 70), (20, 58), (0, 22)),
        ),
        later=(
            Later(20 * DAY, Step.DEPRECATE, "Its people moved on to Stacks Builders."),
        ),
    ),
    RoomStory(
        "108", "Clarity Study Group", "CLRTY", "sana", 80 * DAY, _USUAL,
        MarketStory(
            SATS, "sigmoid", {"max": 20_000, "steepness_permille": 20, "mid": 220},
            trades=760, crowd=260,
            points=path(
                (70, 40), (60, 110), (52, 180), (45, 150), (33, 232), (27, 205), (14, 262),
                (6, 238), (1, 242), (0.4, 252), (0, 247),
            ),
            kept=(Purchase(68 * DAY, "mirela", 3), Purchase(40 * DAY, "mirela", 3)),
        ),
    ),
    RoomStory(
        "109", "Stacks Builders", "BUILD", "ibrahim", 79 * DAY, _SLOW,
        MarketStory(
            USTX, "linear", {"base": 1_000_000, "slope": 100_000}, trades=620, crowd=240,
            points=path(
                (65, 24), (58, 52), (49, 41), (38, 70), (30, 58), (20, 79), (9, 68), (4, 90),
                (1, 86), (0, 84),
            ),
        ),
        later=(Later(31 * DAY, Step.CHANGE_TREASURY),),
    ),
    RoomStory(
        "110", "Ordinals Lounge", "ORDLG", "dario", 76 * DAY, _USUAL,
        MarketStory(
            SATS, "exponential", {"base": 400, "rate_bps": 150}, trades=560, crowd=220,
            points=path(
                (69, 60), (60, 130), (55, 98), (44, 165), (40, 148), (30, 182), (21, 150),
                (10, 191), (5, 172), (1, 187), (0, 195),
            ),
        ),
        later=(
            Later(40 * DAY, Step.PAUSE, "The treasury moves to another address."),
            Later(39.6 * DAY, Step.RESUME),
        ),
    ),
    RoomStory(
        "111", "sBTC Watch", "SBTCW", "kwame", 72 * DAY, _SLOW,
        MarketStory(
            SATS, "constant_product", {"virtual_quote": 1_500_000, "virtual_keys": 800},
            trades=480, crowd=210,
            points=path(
                (60, 120), (52, 220), (47, 175), (35, 280), (25, 236), (12, 325), (5, 290),
                (1, 312), (0, 314),
            ),
        ),
    ),
    RoomStory(
        "112", "Design Critique", "DSGNC", "hana", 70 * DAY, _USUAL,
        MarketStory(
            SATS, "linear", {"base": 500, "slope": 25}, trades=420, crowd=190,
            points=path(
                (62, 40), (50, 104), (44, 80), (30, 150), (22, 128), (11, 172), (4, 155),
                (1, 162), (0, 154),
            ),
        ),
    ),
    RoomStory(
        "113", "Zero-Knowledge Cafe", "ZKCAF", "wren", 66 * DAY, _QUICK,
        MarketStory(
            SATS, "stepped", {"bands": "50:400,120:1100,200:2356,400:4200"},
            trades=360, crowd=170,
            points=path((55, 48), (45, 90), (38, 66), (25, 140), (14, 118), (6, 166), (0, 160)),
        ),
    ),
    RoomStory(
        "114", "Node Runners", "NODES", "dario", 64 * DAY, _USUAL,
        MarketStory(
            SATS, "linear", {"base": 1_000_000, "slope": 10_000}, trades=260, crowd=260,
            points=path((50, 9), (40, 16), (34, 11), (20, 22), (11, 17), (4, 26), (0, 24)),
            supply_cap=500, last_key_kept=True,
        ),
    ),
    RoomStory(
        "115", "Morning Standup", "STAND", "bruno", 60 * DAY, _QUICK,
        MarketStory(
            SATS, "flat", {"price": 2_500}, trades=300, crowd=180,
            points=path((50, 70), (40, 130), (33, 104), (20, 180), (10, 162), (0, 207)),
        ),
    ),
    RoomStory("116", "Parents of Toddlers", "PRNTS", "lucia", 55 * DAY, (53 * DAY,)),
)  # fmt: skip

_RECENT = (
    RoomStory(
        "118", "Rustaceans", "RUSTY", "rho", 50 * DAY, _SLOW,
        MarketStory(
            SATS, "quadratic", {"unit": 1_000}, trades=330, crowd=170, fee_bps=100,
            points=path((40, 44), (32, 90), (27, 70), (15, 126), (8, 108), (1, 140), (0, 142)),
        ),
    ),
    RoomStory(
        "119", "Game Night", "GAMEN", "pixel", 46 * DAY, _QUICK,
        MarketStory(
            SATS, "linear", {"base": 100, "slope": 7}, trades=240, crowd=150,
            points=path((38, 40), (30, 82), (25, 66), (12, 118), (4, 110), (2, 112), (0, 104)),
        ),
        later=(Later(2 * DAY, Step.PAUSE, "Complaints about made-up prize draws; under review."),),
    ),
    RoomStory(
        "120", "Photo Walks", "PHOTO", "milo", 40 * DAY, _USUAL,
        MarketStory(
            SATS, "linear", {"base": 50, "slope": 6}, trades=260, crowd=150,
            points=path((33, 26), (25, 52), (20, 40), (10, 78), (5, 66), (1, 80), (0, 84)),
            kept=(Purchase(22 * DAY, "mirela", 10),),
        ),
    ),
    RoomStory(
        "121", "Book Club", "BOOKS", "priya", 27 * DAY, _QUICK,
        MarketStory(
            SATS, "exponential", {"base": 100, "rate_bps": 200}, trades=200, crowd=130,
            points=path((20, 28), (15, 44), (11, 34), (5, 66), (1, 62), (0, 60)),
            supply_cap=100,
        ),
    ),
    RoomStory(
        "122", "Chess Corner", "CHESS", "zeke", 25 * DAY,
        (22 * DAY, 3 * DAY - 14 * HOUR),
    ),
    RoomStory(
        "123", "Lightning Devs", "LNDEV", "ada.l", 24 * DAY, _USUAL,
        MarketStory(
            SATS, "quadratic", {"unit": 1_000}, trades=960, crowd=220,
            points=path(
                (21, 60), (18, 142), (16.5, 110), (13, 214), (11, 176), (8, 262), (6, 225),
                (4.5, 248), (3, 231), (2, 268), (1, 283), (0.4, 331), (0, 312),
            ),
            kept=(
                Purchase(19.2 * DAY, "mirela", 12),
                Purchase(12.3 * DAY, "mirela", 20),
                Purchase(5.1 * DAY, "mirela", 16),
            ),
        ),
    ),
    RoomStory("124", "Language Swap", "LANGS", "hana", 8 * DAY, (8 * DAY - 9 * HOUR,)),
    RoomStory(
        "126", "Kitchen Table", "KITCH", "ines", 6 * DAY, _QUICK,
        MarketStory(
            SATS, "linear", {"base": 100, "slope": 2}, trades=80, crowd=90,
            points=path((4, 12), (2.5, 26), (1, 23), (0, 32)),
            first_key_creators=True,
        ),
    ),
    RoomStory(
        "127", "Garden Exchange", "GARDN", "fern", 4 * DAY,
        (5 * HOUR, 2 * DAY + 13 * HOUR),
    ),
    RoomStory(
        "128", "Sound Lab", "SNDLB", "otis", 3 * DAY, (26 * HOUR,),
        later=(
            Later(
                2 * HOUR, Step.REPORT_FAILURE,
                "The deployer ran out of STX for the transaction fee.",
            ),
        ),
    ),
    RoomStory(
        "129", "Treasury Talk", "TRSRY", "kwame", 2 * DAY, (3 * HOUR, 40 * HOUR, 4 * HOUR),
    ),
    RoomStory("130", "Frontend Clinic", "FRNTC", "lena", 38 * MINUTE),
    RoomStory("131", "Proof Party", "PROOF", "yuki", 34 * MINUTE, (22 * MINUTE,)),
)  # fmt: skip

ROOMS = _OLDEST + _RECENT
"""All rooms, in the order in which they were created."""
