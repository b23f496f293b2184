"""The figures above the rooms table, in words."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication

from app.kit.kpi import Kpi
from app.kit.numbers import DASH, THIN, compact, grouped, unit
from app.kit.stage_strip import StageCount
from app.kit.times import duration
from app.rooms.queries import QuoteTotals, RoomFigures
from app.rooms.rules import Status
from app.rooms.view.labels import STAGES, status_words, wait_words

translate = QCoreApplication.translate


def figure_cells(figures: RoomFigures) -> tuple[Kpi, ...]:
    """The six figures of the strip."""
    return (
        Kpi(
            translate("Rooms", "Rooms"),
            grouped(figures.rooms),
            context=translate("Rooms", "{count} new in 7 days").format(
                count=grouped(figures.new_rooms)
            ),
        ),
        _waiting(figures),
        Kpi(
            translate("Rooms", "Median time to trading"),
            DASH if figures.median_to_trading is None else duration(figures.median_to_trading),
            context=translate("Rooms", "30 days, {count} rooms").format(
                count=grouped(figures.became_trading)
            ),
        ),
        Kpi(
            translate("Rooms", "Trading now"),
            grouped(figures.traded_lately),
            translate("Rooms", "of {count}").format(count=grouped(figures.trading)),
            translate("Rooms", "at least one trade in 24 h"),
        ),
        _amounts(
            translate("Rooms", "Curve reserve"),
            translate("Rooms", "all rooms"),
            figures.totals,
            lambda totals: totals.reserve,
        ),
        _amounts(
            translate("Rooms", "Creator fees"),
            translate("Rooms", "earned so far"),
            figures.totals,
            lambda totals: totals.creator_fees,
        ),
    )


def blank_cells() -> tuple[Kpi, ...]:
    """The figures while nothing is known yet, as high as they will be."""
    nothing = RoomFigures(0, 0, 0, 0, 0, 0, None, 0, {}, ())
    return tuple(Kpi(cell.label, DASH, context=" ") for cell in figure_cells(nothing))


def stages(figures: RoomFigures) -> tuple[StageCount, ...]:
    """The stages with how many rooms are in each, and for whom they wait."""
    return tuple(_stage(status, figures) for status in STAGES)


def _stage(status: Status, figures: RoomFigures) -> StageCount:
    note = wait_words(status)
    failed = figures.by_status.get(Status.FAILED, 0)
    if status is Status.DEPLOY_REQUESTED and failed:
        note = translate("Rooms", "{note}, {count} failed").format(note=note, count=grouped(failed))
    return StageCount(status.value, status_words(status), figures.by_status.get(status, 0), note)


def _waiting(figures: RoomFigures) -> Kpi:
    late = figures.waiting_long
    words = translate("Rooms", "{count} older than 24 h") if late else ""
    return Kpi(
        translate("Rooms", "Waiting for an admin"),
        grouped(figures.waiting),
        context=words.format(count=grouped(late)) or translate("Rooms", "none older than 24 h"),
        tone="warn" if late else "",
    )


def _amounts(
    label: str,
    note: str,
    totals: Sequence[QuoteTotals],
    amount: Callable[[QuoteTotals], int],
) -> Kpi:
    """The first asset's amount as the value, the other assets' beside it in the context."""
    if not totals:
        return Kpi(label, DASH, context=note)
    first, *others = totals
    figure, _, letter = compact(amount(first)).partition(THIN)
    shown = [f"{compact(amount(each))}{THIN}{unit(each.quote)}" for each in others]
    return Kpi(
        label,
        figure,
        f"{letter} {unit(first.quote)}".strip(),
        (", ".join(shown) and translate("Rooms", "and {amounts}").format(amounts=", ".join(shown)))
        or note,
    )
