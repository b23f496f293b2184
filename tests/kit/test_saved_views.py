"""Views of a table as files for a colleague."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Unavailable
from app.kit.saved_views import (
    ColumnState,
    SavedView,
    view_from_json,
    view_to_json,
    write_view,
)
from app.listing import Listing

VIEW = SavedView(
    "Waiting for an admin",
    (ColumnState("id", 60), ColumnState("stage", 120, shown=False)),
    Listing("changed", True, "proof", {"stage": ("requested", "set")}),
)


def test_a_file_says_what_it_is(tmp_path: Path) -> None:
    write_view(tmp_path / "view.json", "rooms", VIEW)
    content = json.loads((tmp_path / "view.json").read_text(encoding="utf-8"))
    assert (content["format"], content["table"]) == ("tokendesk-view-1", "rooms")
    assert view_from_json(content) == VIEW


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="not written"):
        write_view(tmp_path / "no" / "view.json", "rooms", VIEW)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=10,
)
KEYS = st.sampled_from(["name", "columns", "sort", "descending", "search", "filters"])


@given(st.dictionaries(KEYS, JSON))
def test_any_values_make_some_view(data: dict[str, object]) -> None:
    view = view_from_json(data)
    assert view_from_json(json.loads(json.dumps(view_to_json(view)))) == view
