"""How much work a command may take: the same two options for every command that computes."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, get_type_hints

import typer

Effort = Annotated[
    float,
    typer.Option(
        "--effort",
        metavar="N",
        min=0.001,
        max=1_000_000,
        help="How much work every answer may take: 1 is about a minute.",
    ),
]
Time = Annotated[
    float | None,
    typer.Option(
        "--time",
        metavar="SECONDS",
        min=0.001,
        help="End searches after so long, with what is found by then: it depends on the machine.",
    ),
]


def with_effort(command: Callable[..., None], *, timed: bool = True) -> Callable[..., None]:
    """Give a command the options ``--effort`` and, if it is timed, ``--time``, and keep to them."""

    @wraps(command)
    def within(*, effort: float = 1.0, time: float | None = None, **options: Any) -> None:
        from sim.space.budget import effort as allow

        with allow(effort, time):
            command(**options)

    given = inspect.signature(command)
    kinds = get_type_hints(command, include_extras=True)
    keyword = inspect.Parameter.KEYWORD_ONLY
    options = [
        parameter.replace(kind=keyword, annotation=kinds[name])
        for name, parameter in given.parameters.items()
    ]
    options.append(inspect.Parameter("effort", keyword, default=1.0, annotation=Effort))
    if timed:
        options.append(inspect.Parameter("time", keyword, default=None, annotation=Time))
    within.__signature__ = given.replace(parameters=options)  # type: ignore[attr-defined]
    within.__annotations__ = {**kinds, "effort": Effort, "time": Time}
    return within
