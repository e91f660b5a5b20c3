"""Reading the registers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length
from django.urls import reverse

from xieshou.lib import paths
from xieshou.lib.keys import key_of
from xieshou.lib.typing_slips import tidied
from xieshou.platform.registry.models import Organisation, OrganisationName, Region, RegionQuerySet
from xieshou.platform.shell.search import Hit

MOST_IN_TREE = 400


def regions_matching(words: str) -> "RegionQuerySet":
    """Divisions of any time by name or beginning of the code; the current ones first."""
    plain = tidied(words)
    by_code = Q(code__startswith=plain) if plain.isdecimal() else Q(pk__in=[])
    return Region.objects.filter(by_code | Q(name__icontains="".join(words.split()))).order_by("code", "-pk")


def regions_found(user: Any, words: str, most: int) -> list[Hit]:
    """Hits for the search over everything."""
    return [
        Hit(
            f"{region.name} {region.code}",
            region.get_absolute_url(),
            "" if region.is_current else f"用到 {region.valid_to}",
        )
        for region in regions_matching(words).exclude(level="country")[:most]
    ]


def lineage(region: Region) -> list[Region]:
    """The divisions above, from the top."""
    above = {one.pk: one for one in Region.objects.filter(pk__in=paths.ids(region.path)[:-1])}
    return [above[pk] for pk in paths.ids(region.path)[:-1] if pk in above]


def organisations_above(organisation: Organisation) -> list[Organisation]:
    """The organisations above, from the top."""
    above = {one.pk: one for one in Organisation.objects.filter(pk__in=paths.ids(organisation.path)[:-1])}
    return [above[pk] for pk in paths.ids(organisation.path)[:-1] if pk in above]


@dataclass(frozen=True)
class OrganisationFilter:
    """What a list of organisations is narrowed to; empty: not narrowed. `state`: current, closed, merged or all."""

    words: str = ""
    kind: str = ""
    side: str = ""
    region: Region | None = None
    state: str = "current"


def organisations_listed(wanted: OrganisationFilter) -> "QuerySet[Organisation]":
    """Organisations in the order of their names' keys: permanent, so that a page can go on where the last one ended."""
    rows = Organisation.objects.select_related("region", "parent", "merged_into").order_by("pk")
    rows = rows.filter(
        {
            "current": Q(merged_into=None, closed_on=None),
            "closed": Q(merged_into=None, closed_on__isnull=False),
            "merged": Q(merged_into__isnull=False),
        }.get(wanted.state, Q())
    )
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.side:
        rows = rows.filter(side=wanted.side)
    if wanted.region is not None:
        rows = rows.filter(paths.within("region__path", wanted.region.path))
    return rows.filter(named(wanted.words)) if wanted.words else rows


def named(words: str) -> Q:
    """Organisations by name, short name, any former name, or the beginning of the credit code."""
    plain = " ".join(words.split())
    former = OrganisationName.objects.filter(organisation=OuterRef("pk"), name__icontains=plain)
    by_code = Q(credit_code__startswith=tidied(words)) if len(tidied(words)) >= 6 else Q(pk__in=[])
    return Q(name__icontains=plain) | Q(short_name__icontains=plain) | by_code | Q(Exists(former))


def organisations_found(user: Any, words: str, most: int) -> list[Hit]:
    """Hits for the search over everything, merged ones too: they lead on to where they went."""
    rows = Organisation.objects.filter(named(words)).select_related("region", "merged_into")[:most]
    return [
        Hit(row.name, row.get_absolute_url(), f"已并入 {row.merged_into}" if row.merged_into else str(row.region or ""))
        for row in rows
    ]


@dataclass
class Node:
    """One organisation in the tree; `has_more`: it has organisations below that this page does not show."""

    organisation: Organisation
    children: "list[Node]" = field(default_factory=list)
    has_more: bool = False


def organisation_tree(root: Organisation | None = None) -> list[Node]:
    """The current organisations as a tree from a root, or from all roots: as many levels as one page holds."""
    below = Organisation.objects.filter(parent=OuterRef("pk"), merged_into=None, closed_on=None)
    rows = Organisation.objects.current().select_related("region").annotate(depth=Length("path"), has=Exists(below))
    start = 0
    if root is not None:
        rows, start = rows.within(root), len(root.path) - paths.WIDTH
    shown = _as_many_levels_as_fit(rows, start)
    nodes = {row.pk: Node(row, has_more=row.has) for row in shown}
    tops = []
    for node in nodes.values():
        above = nodes.get(node.organisation.parent_id or 0)
        if above is None:
            tops.append(node)
        else:
            above.children.append(node)
            above.has_more = False
    return tops


def _as_many_levels_as_fit(rows: Any, start: int) -> Sequence[Any]:
    """Three levels, or fewer where they would be too many; at least the first."""
    for levels in (3, 2):
        shown = list(rows.filter(depth__lte=start + levels * paths.WIDTH).order_by("path")[: MOST_IN_TREE + 1])
        if len(shown) <= MOST_IN_TREE:
            return shown
    return list(rows.filter(depth__lte=start + paths.WIDTH).order_by("path")[:MOST_IN_TREE])


def organisation_choice(text: str) -> list[Organisation]:
    """The current organisations a person may mean: by `编号 12` or `#12`, credit code, exact or part of the name."""
    plain = " ".join(text.split())
    number = plain.removeprefix("编号").removeprefix("#").strip().split(" ")[0]
    rows = Organisation.objects.current()
    if plain.startswith(("编号", "#")) and (key := key_of(number)) is not None:
        return list(rows.filter(pk=key))
    exact = list(rows.filter(Q(name=plain) | Q(short_name=plain) | Q(credit_code=tidied(plain)))[:20])
    return exact or list(rows.filter(named(plain))[:20])


def region_choice(text: str) -> list[Region]:
    """The current divisions a person may mean: a code (anything may follow it), the exact name, or part of it."""
    plain = " ".join(text.split())
    first = tidied(plain.split(" ")[0]) if plain else ""
    rows = Region.objects.filter(valid_to=None)
    if first.isdecimal():
        return list(rows.filter(code=first))
    exact = list(rows.filter(name=plain.replace(" ", ""))[:20])
    return exact or list(rows.filter(name__icontains=plain.replace(" ", ""))[:20])


def asked_words(asked: Mapping[str, Any]) -> str:
    """What was typed into the box that asks for suggestions, whatever its name; empty: nothing."""
    return next((str(value) for value in asked.values() if str(value).strip()), "")


def organisation_url(organisation: Organisation) -> str:
    """The permanent address."""
    return reverse("registry:organisation_permanent", args=[organisation.public_id])


def region_by_code(code: str, day: date) -> Region | None:
    """The division that bears a code on a day; None when none does."""
    return Region.objects.valid_on(day).filter(code=code).first()
