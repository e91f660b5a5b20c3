"""How much work a piece of code does, counted in calls: the same on a slow machine and on a fast one. And whether it ends."""

import faulthandler
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SECONDS = 30.0  # for one document on the busiest machine: beyond it a reader hangs


class HangError(BaseException):
    """A reader did not end. No `Exception`: readers turn those into a reason why a file was not read."""


@contextmanager
def in_time(seconds: float = SECONDS) -> Iterator[None]:
    """Fail when this does not end in so many seconds; where a library in C hangs, which no signal ends, the process is ended."""

    def on_alarm(_number: int, _frame: FrameType | None) -> None:
        raise HangError(f"no end after {seconds} s")

    before = signal.signal(signal.SIGALRM, on_alarm)
    faulthandler.dump_traceback_later(2 * seconds, exit=True, file=sys.__stderr__ or 2)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        faulthandler.cancel_dump_traceback_later()
        signal.signal(signal.SIGALRM, before)


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
