"""How many examples a property is tried with, and how long a race or a walk goes on.

`make test` takes the profile `suite`; `make test-deep` the profile `deep`, where everything that
is said here is at its full length.
"""

import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings

DEEP = "deep"


def load_profiles() -> None:
    """Make both profiles known to pytest's `--hypothesis-profile`; `suite` is taken without it."""
    # A busy machine makes single examples slow; the test's own timeout is what counts. Examples
    # may share a fixture. Where a change is judged, the same code gives the same verdict;
    # elsewhere each run tries other examples.
    settings.register_profile(
        "suite",
        max_examples=25,
        deadline=None,
        print_blob=True,
        derandomize=os.environ.get("CI") == "true",
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    settings.register_profile(DEEP, settings.get_profile("suite"), max_examples=200)
    settings.load_profile("suite")


def is_deep() -> bool:
    """Whether this run takes its time; known once the options of the command line are."""
    return settings.get_current_profile_name() == DEEP


def at_length(full: int, *, short: int) -> int:
    """How often something long is done: `full` times in a deep run, `short` times elsewhere."""
    return full if is_deep() else short


def few_examples(test: Callable[..., Any]) -> Callable[..., Any]:
    """Three fifths of the profile's examples, for a property that costs much: one of widgets."""
    return settings(max_examples=settings().max_examples * 3 // 5)(test)
