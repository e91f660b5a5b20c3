"""Reading projects, the library and plans."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from xieshou.business.projects.models import Category, Maturity, PlanItem, Project, Stage, YearPlan
from xieshou.kernel.exact import Exact
from xieshou.lib import paths
from xieshou.lib.keys import key_of
from xieshou.platform.accounts.api import ScopedQuerySet, User
from xieshou.platform.registry.api import Region, region_choice
from xieshou.platform.shell.search import Hit

# what counts as money for industry and for livelihood; a share is of the plan's whole
INDUSTRY = frozenset({Category.INDUSTRY, Category.CONSUMPTION})
LIVELIHOOD = frozenset({Category.EDUCATION, Category.HEALTH, Category.LIVELIHOOD, Category.VILLAGE, Category.LABOUR})


@dataclass(frozen=True)
class Filter:
    """What a list of projects is narrowed to; empty: not narrowed. `unread`: what was typed and not understood."""

    words: str = ""
    category: str = ""
    stage: str = ""
    maturity: str = ""
    place: Region | None = None
    batch: int | None = None
    unread: tuple[str, ...] = ()

    @property
    def is_narrow(self) -> bool:
        return bool(self.words or self.category or self.stage or self.maturity or self.place or self.batch)


def read_filter(asked: Mapping[str, Any]) -> Filter:
    """The filter out of an address; what cannot be read is told and not used."""
    unread: list[str] = []

    def chosen(name: str, known: Iterable[str], label: str) -> str:
        value = str(asked.get(name, "")).strip()
        if value and value not in set(known):
            unread.append(f"{label}“{value}”")
            return ""
        return value

    typed = str(asked.get("place", "")).strip()
    found = region_choice(typed) if typed else []
    if typed and len(found) != 1:
        several = "、".join(f"{one.code} {one.name}" for one in found[:5])
        unread.append(f"地区“{typed}”{'可以是：' + several if found else '没有找到'}")
    batch = str(asked.get("batch", ""))
    return Filter(
        words=str(asked.get("q", "")).strip()[:100],
        category=chosen("category", Category.values, "类别"),
        stage=chosen("stage", Stage.values, "阶段"),
        maturity=chosen("maturity", Maturity.values, "成熟度"),
        place=found[0] if len(found) == 1 else None,
        batch=key_of(batch),
        unread=tuple(unread),
    )


def projects_matching(wanted: Filter) -> ScopedQuerySet:
    """Projects narrowed by a filter, not yet to a person, in no order."""
    rows: ScopedQuerySet = Project.objects.select_related("owner", "place")
    for name in ("category", "stage", "maturity"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    if wanted.batch is not None:
        rows = rows.filter(batch=wanted.batch)
    if wanted.place is not None:
        rows = rows.filter(paths.within("place_path", wanted.place.path))
    return rows.filter(named(wanted.words)) if wanted.words else rows


def named(words: str) -> Q:
    """Projects by name or the beginning of the code."""
    return Q(name__icontains=words) | Q(code__startswith=words)


def projects_found(user: User, words: str, most: int) -> list[Hit]:
    """Hits for the search over everything."""
    rows = Project.objects.filter(named(words)).newest_visible_to(user, most)
    return [Hit(row.name, row.get_absolute_url(), f"{row.code}　{row.get_stage_display()}") for row in rows]


def library(user: User, wanted: Filter) -> ScopedQuerySet:
    """Projects in the library that the person may see."""
    rows: ScopedQuerySet = projects_matching(wanted).filter(stage=Stage.IN_LIBRARY)
    return rows.visible_to(user)


@dataclass(frozen=True)
class Tally:
    """How many projects and how much money; `unknown`: projects whose estimate is missing."""

    label: str
    value: str
    count: int
    fen: int
    unknown: int


def tallies(rows: "QuerySet[Any]", name: str, choices: Iterable[tuple[str, Any]]) -> list[Tally]:
    """The library by one field, in the order of its choices; one question to the database."""
    found = rows.order_by().values(name).annotate(n=Count("pk"), fen=Sum("estimate_fen"), known=Count("estimate_fen"))
    by_value = {row[name]: row for row in found}
    return [
        Tally(str(label), value, row["n"], row["fen"] or 0, row["n"] - row["known"])
        for value, label in choices
        if (row := by_value.get(value)) is not None
    ]


@dataclass(frozen=True)
class PlanLine:
    """A part of a plan: how many projects, how much, its share of the whole (missing: the whole is zero)."""

    label: str
    count: int
    fen: int
    share: Exact | None

    @property
    def share_text(self) -> str:
        return f"{(self.share * Exact(100)).text(2)}%" if self.share is not None else "—"


@dataclass(frozen=True)
class PlanTotals:
    """A plan added up, once for the page, the print and the sheet. Items taken out count no more."""

    items: tuple[PlanItem, ...]
    taken_out: tuple[PlanItem, ...]
    whole: PlanLine
    categories: tuple[PlanLine, ...]
    places: tuple[PlanLine, ...]
    industry: PlanLine
    livelihood: PlanLine
    unseen: int = field(default=0)


def plan_totals(plan: YearPlan, user: User | None = None) -> PlanTotals:
    """The plan's sums. `user`: who reads; items of projects they may not see are counted but not named."""
    rows = plan.items.select_related("project__owner", "project__place").order_by("order", "pk")
    every = list(rows)
    counted = [item for item in every if item.taken_out_at is None]
    whole = sum(item.amount_fen for item in counted)
    seen = _seen(user, every)
    return PlanTotals(
        items=tuple(item for item in counted if item.project_id in seen),
        taken_out=tuple(item for item in every if item.taken_out_at is not None and item.project_id in seen),
        whole=_line("合计", counted, whole),
        categories=_by(counted, whole, {value: str(label) for value, label in Category.choices}, _category),
        places=_by(counted, whole, _places(counted), _place),
        industry=_line("产业", [item for item in counted if item.project.category in INDUSTRY], whole),
        livelihood=_line("民生", [item for item in counted if item.project.category in LIVELIHOOD], whole),
        unseen=sum(item.project_id not in seen for item in counted),
    )


def _seen(user: User | None, items: list[PlanItem]) -> set[int]:
    keys = [item.project_id for item in items]
    if user is None:
        return set(keys)
    return set(Project.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))


def _line(label: str, items: list[PlanItem], whole: int) -> PlanLine:
    fen = sum(item.amount_fen for item in items)
    return PlanLine(label, len(items), fen, Exact(fen, whole) if whole else None)


def _category(item: PlanItem) -> str:
    return item.project.category


def _place(item: PlanItem) -> str:
    return item.project.place_path


def _places(items: list[PlanItem]) -> dict[str, str]:
    named = {item.project.place_path: str(item.project.place or "未登记地区") for item in items}
    return dict(sorted(named.items()))


def _by(items: list[PlanItem], whole: int, labels: Mapping[str, str], key: Any) -> tuple[PlanLine, ...]:
    groups: dict[str, list[PlanItem]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return tuple(_line(label, groups[value], whole) for value, label in labels.items() if value in groups)


def choosable(user: User, plan: YearPlan, wanted: Filter) -> ScopedQuerySet:
    """Projects of the library that the person may see and that are in no plan being made."""
    rows = library(user, wanted)
    taken = PlanItem.objects.filter(taken_out_at=None).exclude(plan__state="issued").values("project")
    return rows.exclude(pk__in=taken)
