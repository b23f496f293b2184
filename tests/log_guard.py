"""Catches warnings that the program logs while a test runs."""

import logging
import re
from dataclasses import dataclass, field

# The driver's word on a refused batch of rows, which comes as an error besides.
_ALWAYS = (re.compile(r"^error ignored terminating <psycopg\.Pipeline"),)


@dataclass
class ExpectedLogs:
    """What a test allows to be logged; anything else at WARNING or above fails it."""

    records: list[logging.LogRecord] = field(default_factory=list)
    _allowed: list[re.Pattern[str]] = field(default_factory=list)

    def allow(self, pattern: str) -> None:
        """Let messages pass that the regular expression is found in."""
        self._allowed.append(re.compile(pattern))

    def unexpected(self) -> list[str]:
        """Lines for the records that nothing allows."""
        return [
            f"{record.name} {record.levelname}: {record.getMessage()}"
            for record in self.records
            if not any(
                pattern.search(record.getMessage()) for pattern in (*_ALWAYS, *self._allowed)
            )
        ]


class LogCatcher(logging.Handler):
    """Keeps records of level WARNING and above."""

    def __init__(self, into: ExpectedLogs) -> None:
        super().__init__(logging.WARNING)
        self._into = into

    def emit(self, record: logging.LogRecord) -> None:
        self._into.records.append(record)
