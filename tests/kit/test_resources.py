"""Finding the files that the program brings with it."""

import pytest

from app.kit.resources import resource, resource_text


def test_style_sheet_is_found() -> None:
    assert resource("themes", "tokendesk.qss").is_file()
    assert "QPushButton" in resource_text("themes", "tokendesk.qss")


def test_a_missing_file_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"nothing\.svg"):
        resource("icons", "nothing.svg")
