from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

class BenchmarkFixture:
    extra_info: dict[str, Any]
    stats: Any
    def __call__(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R: ...
    def pedantic(
        self,
        target: Callable[..., R],
        args: tuple[object, ...] = ...,
        kwargs: dict[str, object] | None = ...,
        setup: Callable[[], object] | None = ...,
        teardown: Callable[..., object] | None = ...,
        rounds: int = ...,
        warmup_rounds: int = ...,
        iterations: int = ...,
    ) -> R: ...
