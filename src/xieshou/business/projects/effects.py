"""What a change of a project touches. This app knows contracts and nodes; apps above add payments, goals, indicators.

An effect is kept as facts, not as somebody's sentence: `subject`, `figures` and `todo` are source texts, the %(names)s in
`figures` stand for `facts`. Whoever reads it later reads it in their own language.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext, override

from xieshou.business.projects.models import Project

SOURCE = "zh-hans"  # the language of the source texts


@dataclass(frozen=True)
class Effect:
    """One thing touched: what kind it is, its name, its figures, and what is to be done about it.

    `name` is a record's own and is never translated; a text among the `facts` is.
    """

    subject: str
    name: str
    figures: str = ""
    todo: str = ""
    url: str = ""
    facts: Mapping[str, str | int] = field(default_factory=dict)

    def packed(self) -> dict[str, Any]:
        """As plain data, kept with the decision."""
        return asdict(self)


# (project, kind of change, the new values) → what it touches
Effects = Callable[[Project, str, Mapping[str, Any]], list[Effect]]
_FUNCTIONS: list[Effects] = []


def add(function: Effects) -> Effects:
    """Registers what an app knows, once."""
    if function not in _FUNCTIONS:
        _FUNCTIONS.append(function)
    return function


def of(project: Project, kind: str, values: Mapping[str, Any]) -> list[Effect]:
    """Everything a change touches, in the order the apps were loaded, in source texts whoever asks."""
    with override(SOURCE):
        return [effect for function in _FUNCTIONS for effect in function(project, kind, values)]


def worded(kept: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Kept effects in the language of who reads them."""
    return [
        {
            "subject": _said(one["subject"]),
            "name": one["name"],
            "figures": _filled(one["figures"], one.get("facts") or {}),
            "todo": _said(one["todo"]),
            "url": one["url"],
        }
        for one in kept
    ]


def in_source(kept: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The same in the language of the source texts, for what is written down."""
    with override(SOURCE):
        return worded(kept)


def _said(text: str) -> str:
    """An empty text stays empty: its translation would be the head of the catalogue."""
    return gettext(text) if text else ""


def _filled(text: str, facts: Mapping[str, str | int]) -> str:
    if not facts:
        return _said(text)
    return _said(text) % {name: _said(one) if isinstance(one, str) else one for name, one in facts.items()}
