"""The kinds of rules. Each app that applies one declares it when it is loaded; this app knows none by name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from xieshou.business.rules.shape import Shape, Values
from xieshou.lib.problems import Problem

Words = str | Promise
NOT_AT_HAND = gettext_lazy("官方原文不在手，使用前请核对")
OWN_VALUES = gettext_lazy("不是文件规定的数，请按本地要求核改")


@dataclass(frozen=True)
class RuleKind:
    """A rule that an office may lay down.

    `shape` is asked for when it is needed, since choices may stand in tables. `built_in`: the values that come with the
    program, in force where nobody laid down others. `check`: everything wrong with values whose cells could be read.
    `source`: what the built-in values rest on, `note`: what is to be known of that. `used`: who applies it and when.
    `kept`: what was judged before keeps.
    """

    code: str
    title: Words
    group: Words
    shape: Callable[[], Shape]
    built_in: Callable[[], Values]
    check: Callable[[Values], Iterable[Problem]]
    source: Words
    note: Words
    used: Words
    kept: Words
    order: int = 50


_KINDS: dict[str, RuleKind] = {}


def add(*kinds: RuleKind) -> None:
    """Declares kinds of rules; called when an app is loaded."""
    _KINDS.update({kind.code: kind for kind in kinds})


def every() -> list[RuleKind]:
    """All kinds in the order of the list."""
    return sorted(_KINDS.values(), key=lambda kind: (kind.order, kind.code))


def kind_of(code: str) -> RuleKind | None:
    """The kind of a code; None: there is none."""
    return _KINDS.get(code)
