"""Whether a period is closed. The app that keeps periods adds its judgement here; the ledger asks before every change."""

from collections.abc import Callable
from datetime import date
from typing import Any

from xieshou.lib.problems import Problem

# keyword-only: owner (organisation), day, form (a ledger's slug) → true or words when no change is allowed
Checker = Callable[..., bool | str | None]
_CHECKERS: list[Checker] = []


def add(checker: Checker) -> Checker:
    """Adds a judgement, once."""
    if checker not in _CHECKERS:
        _CHECKERS.append(checker)
    return checker


def remove(checker: Checker) -> None:
    """Takes a judgement away (tests)."""
    _CHECKERS.remove(checker)


def problem(*, owner: Any, day: date, form: str) -> Problem | None:
    """Why nothing may change there; None when it may."""
    for checker in _CHECKERS:
        answer = checker(owner=owner, day=day, form=form)
        if answer:
            what = answer if isinstance(answer, str) else f"{owner} {day} 所在的期次已经锁定"
            return Problem(what, "日期", remedy="如确需修改，请到“报送”申请解锁")
    return None
