"""The page cache behaves like the whole list it shows parts of."""

from hypothesis import given
from hypothesis import strategies as st

from app.kit.table.pages import CACHED_PAGES, PAGE_ROWS, PageCache


def cache_of(rows: list[int], *pages: int) -> PageCache:
    cache = PageCache()
    cache.total = len(rows)
    for page in pages:
        cache.put(page * PAGE_ROWS, rows[page * PAGE_ROWS : (page + 1) * PAGE_ROWS])
    return cache


def test_rows_of_pages_that_are_not_there_are_none_and_wanted() -> None:
    cache = cache_of(list(range(1000)), 1)
    assert cache.row(PAGE_ROWS) == PAGE_ROWS
    assert cache.row(0) is None
    assert (cache.wants(0), cache.wants(1), cache.wants(3), cache.wants(4)) == (
        True,
        False,
        True,
        False,
    )
    assert not cache.complete()


def test_a_short_last_page_is_complete() -> None:
    cache = cache_of(list(range(PAGE_ROWS + 1)), 0, 1)
    assert cache.complete()
    assert cache.row(PAGE_ROWS) == PAGE_ROWS
    assert cache.row(PAGE_ROWS + 1) is None


def test_an_empty_list_is_complete() -> None:
    assert cache_of([], 0).complete()


def test_the_least_used_pages_are_let_go() -> None:
    rows = list(range(PAGE_ROWS * (CACHED_PAGES + 2)))
    cache = cache_of(rows, *range(CACHED_PAGES))
    assert cache.row(0) == 0
    cache.put(CACHED_PAGES * PAGE_ROWS, rows[CACHED_PAGES * PAGE_ROWS :][:PAGE_ROWS])
    assert cache.row(0) == 0
    assert cache.row(PAGE_ROWS) is None
    assert len(list(cache.loaded())) == CACHED_PAGES * PAGE_ROWS


def test_put_tells_which_rows_differ() -> None:
    rows = list(range(2 * PAGE_ROWS))
    cache = cache_of(rows, 0, 1)
    rows[3] = rows[4] = rows[10] = rows[PAGE_ROWS] = -1
    assert cache.put(0, rows) == [(3, 4), (10, 10), (PAGE_ROWS, PAGE_ROWS)]
    assert cache.put(0, rows) == []


def test_stale_rows_are_shown_and_wanted_until_they_are_put_again() -> None:
    cache = cache_of(list(range(1000)), 0, 1)
    cache.mark_stale()
    assert cache.row(3) == 3
    assert cache.wants_row(3)
    cache.put(0, list(range(PAGE_ROWS)))
    assert not cache.wants_row(3)
    assert cache.wants(1)


def test_fresh_pages_come_last_so_that_they_win() -> None:
    cache = cache_of([7] * 2 * PAGE_ROWS, 0, 1)
    cache.mark_stale()
    cache.put(0, [7] * PAGE_ROWS)
    assert [at for at, _ in cache.loaded()][-1] == PAGE_ROWS - 1


@given(
    st.integers(0, 2000),
    st.sets(st.integers(0, 8)),
    st.lists(st.tuples(st.booleans(), st.integers(0, 2000), st.integers(1, 600)), max_size=4),
)
def test_moved_rows_are_where_the_whole_list_has_them(
    size: int, pages: set[int], edits: list[tuple[bool, int, int]]
) -> None:
    rows: list[int] = list(range(size))
    cache = cache_of(rows, *pages)
    for insert, at, count in edits:
        at = min(at, len(rows))
        if insert:
            rows[at:at] = [-1] * count
            cache.insert(at, count)
        else:
            count = min(count, len(rows) - at)
            del rows[at : at + count]
            cache.remove(at, count)
    assert cache.total == len(rows)
    for at, row in cache.loaded():
        assert row == rows[at]


def test_what_was_loaded_stays_loaded_when_rows_come_in_above() -> None:
    cache = cache_of(list(range(3 * PAGE_ROWS)), 0, 1)
    cache.insert(0, 5)
    assert [cache.row(at) for at in (4, 5, 5 + PAGE_ROWS, 4 + 2 * PAGE_ROWS)] == [
        None,
        0,
        PAGE_ROWS,
        2 * PAGE_ROWS - 1,
    ]
    assert cache.wants_row(5)
    assert cache.wants(0)


def test_clearing_forgets_everything() -> None:
    cache = cache_of(list(range(10)), 0)
    cache.clear()
    assert (cache.total, cache.row(0), list(cache.loaded())) == (0, None, [])
