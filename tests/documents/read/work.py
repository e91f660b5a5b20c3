"""How much work a piece of code does, counted in calls: the same on a slow machine and on a fast one."""

import sys
from collections.abc import Callable
from types import FrameType


def calls(work: Callable[[], object]) -> int:
    """How many functions are called, those of Python and those of C."""
    count = 0

    def on_event(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(on_event)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def grows_evenly(once: Callable[[], object], twice: Callable[[], object]) -> bool:
    """Whether twice as much to do takes about twice as many calls, and not four times."""
    once()  # what is kept from one run to the next is kept now
    return calls(twice) <= 2.5 * calls(once) + 2_000
