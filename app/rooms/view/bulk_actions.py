"""What can be done to several rooms at once: the menu, the questions, the summary."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

from app.errors import InvalidInput, UserError
from app.kit.actions import DIVIDER, Action
from app.kit.files import ask_folder
from app.kit.icons import Icons
from app.kit.labels import escaped
from app.kit.numbers import grouped
from app.kit.page import ViewContext
from app.kit.report_dialog import ReportDialog
from app.kit.table.clipboard import stretches
from app.kit.table.pane import TablePane
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.operators.view.denial import needs
from app.rooms import service
from app.rooms.rules import Step
from app.rooms.view.bulk import BulkResult, Take, refusal_lines, run_bulk
from app.rooms.view.panels import RoomPanels
from app.rooms.view.room_actions import BUYS_AND_SALES, pause_choices
from app.rooms.view.step_dialog import StepDialog, StepQuestion

translate = QCoreApplication.translate

MOST = 5_000


class BulkActions(QObject):
    """Works on the rows that are selected in the table, loaded or not."""

    def __init__(
        self, context: ViewContext, desk: Desk, table: TablePane, panels: RoomPanels
    ) -> None:
        super().__init__(table)
        self._panels = panels
        self._context = context
        self._desk = desk
        self._table = table

    def menu(self) -> Sequence[Action]:
        """What can be done with the selected rows."""
        tr = self.tr
        return [
            Action(
                tr("Request deployment"), self.request, "clock",
                denied=self._denied(Step.REQUEST_DEPLOYMENT),
            ),
            Action(tr("Pause…"), self.pause, "pause", denied=self._denied(Step.PAUSE)),
            Action(tr("Resume"), self.resume, "play", denied=self._denied(Step.RESUME)),
            DIVIDER,
            *self._contracts(),
            Action(tr("Copy as CSV"), self._table.clipboard.copy_csv, "copy"),
            Action(tr("Export all…"), self._table.export, "export", "Ctrl+E"),
        ]  # fmt: skip

    def _contracts(self) -> Sequence[Action]:
        if self._panels.export_many is None:
            return ()
        denied = needs(self._desk, Permission.EXPORT)
        return (Action(self.tr("Export contracts…"), self.export_contracts, "file", denied=denied),)

    def export_contracts(self) -> None:
        """Write the contracts of all selected rooms, after asking where to."""
        title = translate("Rooms", "Folder for the contracts")
        ask_folder(self._table.window(), title, self._context.settings, self.export_contracts_to)

    def export_contracts_to(self, folder: Path) -> None:
        """Write them below this folder, as one project."""
        desk, export = self._desk, self._panels.export_many
        if export is None:
            return
        try:
            ids = self._selected()
        except InvalidInput as error:
            self._on_failed(None, error)
            return
        self._context.tasks.long(
            lambda progress: export(desk, ids(), folder, progress),
            title=self.tr("Exporting the contracts"),
            done=partial(self._tell, self.tr("rooms exported")),
            failed=partial(self._on_failed, None),
        )

    def request(self) -> None:
        """Request the deployment of all selected rooms, after a question."""
        count = self._table.paged.selection.count()
        title = self.tr("Request {count} deployments?").format(count=grouped(count))
        text = self.tr(
            "Drafts and failed rooms then wait for an admin; other rooms stay as they are."
        )
        take = partial(service.request_deployment, self._desk)
        run = partial(self._run, take, self.tr("deployments requested"))
        self._context.messages.confirm(
            title, escaped(text), yes=self.tr("Request"), on_yes=run, icon="clock"
        )

    def resume(self) -> None:
        """Resume all selected rooms; they can be paused again."""
        self._run(partial(service.resume, self._desk), self.tr("rooms resumed"))

    def pause(self) -> None:
        """Pause all selected rooms, after asking what and why."""
        count = self._table.paged.selection.count()
        question = StepQuestion(
            title=self.tr("Pause {count} rooms?").format(count=grouped(count)),
            text=escaped(self.tr("Rooms that don't trade stay as they are.")),
            yes=self.tr("Pause"),
            busy=self.tr("Pausing…"),
            icon="pause",
            choices=pause_choices(),
            choice_label=self.tr("What to pause"),
        )
        dialog = StepDialog(
            self._context, question, self._on_pause_decided, parent=self._table.window()
        )
        self._context.messages.show(dialog)

    def _on_pause_decided(self, dialog: StepDialog, reason: str, what: object) -> None:
        desk, sells = self._desk, what == BUYS_AND_SALES
        self._run(
            lambda row_id: service.pause(desk, row_id, sells=sells, reason=reason),
            self.tr("rooms paused"),
            dialog,
        )

    def _run(self, take: Take, news: str, dialog: StepDialog | None = None) -> None:
        desk = self._desk
        try:
            ids = self._selected()
        except InvalidInput as error:
            self._on_failed(dialog, error)
            return
        self._context.tasks.long(
            lambda work: run_bulk(desk, ids, take, work, work.announce),
            title=news[:1].upper() + news[1:],
            done=partial(self._on_run, news, dialog),
            failed=partial(self._on_failed, dialog),
        )

    def _selected(self) -> Callable[[], Sequence[int]]:
        """Row ids of what is selected, asked for on the worker where they aren't loaded."""
        paged = self._table.paged
        count, known = paged.selection.count(), paged.selection.ids()
        if count > MOST:
            message = self.tr("At most {most} rooms at once.").format(most=grouped(MOST))
            raise InvalidInput(message, code="TOO_MANY_ROWS")
        if len(known) == count:
            return lambda: known
        ranges, listing, source = paged.view.selected_ranges(), paged.listing, paged.source
        return lambda: tuple(row.id for row in stretches(source, listing, ranges))

    def _on_run(self, news: str, dialog: StepDialog | None, result: BulkResult) -> None:
        if dialog is not None and shiboken6.isValid(dialog):
            dialog.finish()
        self._tell(news, result)

    def _tell(self, news: str, result: BulkResult) -> None:
        title = self.tr("{count} {news}").format(count=grouped(len(result.done)), news=news)
        if result.refused:
            self._context.messages.show(
                BulkDialog(self._context.icons, title, result, parent=self._table.window())
            )
            return
        left = self.tr("{count} rooms were left as they were.")
        text = left.format(count=grouped(result.stopped)) if result.stopped else ""
        self._context.messages.success(title, text)

    def _on_failed(self, dialog: StepDialog | None, error: UserError) -> None:
        if dialog is not None and shiboken6.isValid(dialog) and dialog.isVisible():
            dialog.refuse(error)
        else:
            self._context.messages.error(error)

    def _denied(self, step: Step) -> str:
        reason = needs(self._desk, service.PERMISSIONS[step])
        return reason[:1].lower() + reason[1:]


class BulkDialog(ReportDialog):
    """Says how many rooms were done, and each refusal with its reason."""

    def __init__(
        self, icons: Icons, title: str, result: BulkResult, *, parent: QWidget | None = None
    ) -> None:
        words = translate("BulkDialog", "{count} refused; these rooms stay as they were.")
        super().__init__(
            icons,
            title,
            words.format(count=grouped(len(result.refused))),
            refusal_lines(result.refused),
            name="rooms.bulk",
            label=translate("BulkDialog", "Refused rooms"),
            icon="info-circle",
            wrap=True,
            height=160,
            parent=parent,
        )
