"""The chain as it is shown: steps in order, each with the things that stand there, as one person may see them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xieshou.platform.accounts.api import Scoped, User
from xieshou.platform.evidence.api import Citation

HIDDEN = _("不在您的可见范围内")


@dataclass(frozen=True)
class File:
    """A piece of evidence that something rests on; without an address the person may not read it."""

    title: str | Promise
    proves: str
    url: str


@dataclass(frozen=True)
class Fact:
    """One line of a node: what, as text, and where it leads (empty: nowhere)."""

    label: str | Promise
    text: str | Promise
    url: str = ""


@dataclass(frozen=True)
class Node:
    """One thing in the chain. `amount` in 分, missing: it has none. `is_hidden`: there, but not for this person.

    `is_broken`: the thing is missing and should be there. `record` is what its files are looked up by.
    """

    title: str | Promise
    url: str = ""
    amount: int | None = None
    facts: tuple[Fact, ...] = ()
    parts: tuple["Node", ...] = ()
    files: tuple[File, ...] = ()
    is_here: bool = False
    is_hidden: bool = False
    is_broken: bool = False
    is_demo: bool = False
    record: Model | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Step:
    """One station of the chain. `note`: what is to be said where nothing stands, or of all that does."""

    code: str
    label: str | Promise
    nodes: tuple[Node, ...] = ()
    note: str | Promise = ""
    more_url: str = ""
    more_label: str | Promise = ""


def node_of(user: User, record: Scoped, **shown: Any) -> Node:
    """The node of a record for a person: everything, or nothing but that it is there."""
    if not user.may(record.read_permission, record):
        return Node(HIDDEN, is_hidden=True)
    address = shown.pop("url", None)
    is_demo = bool(getattr(record, "is_demo", False))
    url = address if address is not None else record.get_absolute_url()  # type: ignore[attr-defined]
    return Node(url=url, is_demo=is_demo, record=record, **{"title": str(record), **shown})


def missing(title: str | Promise, remedy: str | Promise = "") -> Node:
    """A place in the chain where something should stand."""
    return Node(title, facts=(Fact(_("怎么办"), remedy),) if remedy else (), is_broken=True)


def with_files(user: User, steps: Iterable[Step]) -> list[Step]:
    """The steps with the evidence of every node; one query for all of them."""
    found = list(steps)
    known = _citations(user, [one for step in found for one in _records(step.nodes)])
    return [replace(step, nodes=tuple(_filled(one, known) for one in step.nodes)) for step in found]


def _records(nodes: Sequence[Node]) -> Iterable[Model]:
    for one in nodes:
        if one.record is not None:
            yield one.record
        yield from _records(one.parts)


_Key = tuple[int, int]


def _key(record: Model) -> _Key:
    return ContentType.objects.get_for_model(record).pk, record.pk


def _citations(user: User, records: Sequence[Model]) -> Mapping[_Key, list[File]]:
    by_kind: dict[int, set[int]] = {}
    for kind, pk in map(_key, records):
        by_kind.setdefault(kind, set()).add(pk)
    wanted = Q(pk__in=[])
    for kind, keys in by_kind.items():
        wanted |= Q(content_type=kind, object_id__in=keys)
    rows = Citation.objects.filter(wanted).select_related("evidence").order_by("pk")
    found: dict[_Key, list[File]] = {}
    for one in rows:
        found.setdefault((one.content_type_id, one.object_id), []).append(_file(user, one))
    return found


def _file(user: User, citation: Citation) -> File:
    evidence = citation.evidence
    if not user.may(evidence.read_permission, evidence):
        return File(HIDDEN, "", "")
    return File(evidence.title, citation.proves, evidence.get_absolute_url())


def _filled(node: Node, known: Mapping[_Key, list[File]]) -> Node:
    files = tuple(known.get(_key(node.record), ())) if node.record is not None else ()
    return replace(node, files=files, parts=tuple(_filled(one, known) for one in node.parts))
