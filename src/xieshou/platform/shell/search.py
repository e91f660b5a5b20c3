"""One search over everything a person may see. Each app offers a provider; a provider asks only visible rows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

MOST_PER_KIND = 8


@dataclass(frozen=True)
class Hit:
    """One thing found: its name, its page, a line of detail."""

    label: str
    url: str
    detail: str = ""


@dataclass(frozen=True)
class Found:
    """The hits of one kind, and where to see all of them (empty: nowhere)."""

    kind: str
    hits: list[Hit] = field(default_factory=list)
    more_url: str = ""


# (user, words, how many) → hits; it returns at most that many and never counts a table
Provider = Callable[[Any, str, int], list[Hit]]


@dataclass(frozen=True)
class _Source:
    kind: str | Promise
    provider: Provider
    more_url: Callable[[str], str] | None


_SOURCES: list[_Source] = []


def add(kind: str | Promise, provider: Provider, more_url: Callable[[str], str] | None = None) -> None:
    """Adds a kind of things to the search, once."""
    if all(source.provider is not provider for source in _SOURCES):
        _SOURCES.append(_Source(kind, provider, more_url))


def find(user: Any, words: str) -> list[Found]:
    """What the person may see that matches, by kind; kinds without a hit are left out."""
    found = []
    for source in _SOURCES:
        hits = source.provider(user, words, MOST_PER_KIND)
        if hits:
            more = source.more_url(words) if source.more_url and len(hits) == MOST_PER_KIND else ""
            found.append(Found(str(source.kind), hits, more))
    return found
