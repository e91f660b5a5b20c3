"""Reading the ledger of problems."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Model, Q, QuerySet
from django.utils import timezone

from xieshou.business.rectification.models import WITH_UNIT, Finding, Source, State
from xieshou.lib import paths
from xieshou.lib.keys import key_of, year_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Problem
from xieshou.platform.accounts.api import Post, ScopedQuerySet, User
from xieshou.platform.exchange.api import cells
from xieshou.platform.registry.api import Organisation, organisation_choice
from xieshou.platform.shell.search import Hit


@dataclass(frozen=True)
class Filter:
    """What the list is narrowed to; empty: not narrowed. `unread`: what was asked and could not be understood."""

    words: str = ""
    source: str = ""
    state: str = ""
    is_overdue: bool = False
    unit: Organisation | None = None
    year: int | None = None
    batch: int | None = None
    unread: tuple[Problem, ...] = field(default=())


def read_filter(query: Mapping[str, Any]) -> Filter:
    """The filter that an address asks for, written as people write it."""
    unread: list[Problem] = []
    asked = {name: cells.plain(query.get(name, "")) for name in ("source", "state", "unit", "year", "batch")}
    year = year_of(asked["year"].removesuffix("年"))
    unit = organisation_choice(asked["unit"]) if asked["unit"] else []
    if asked["unit"] and len(unit) != 1:
        told = "、".join(str(one) for one in unit[:5])
        unread.append(Problem(f"单位“{asked['unit']}”不明确", "单位", told or "机构登记册中的名称或“编号 12”"))
    if asked["year"] and year is None:
        unread.append(Problem(f"年度“{asked['year']}”读不懂", "年度", "例如 2020"))
    return Filter(
        words=cells.plain(query.get("q", "")),
        source=asked["source"] if asked["source"] in Source.values else "",
        state=asked["state"] if asked["state"] in State.values else "",
        is_overdue=query.get("overdue") == "1",
        unit=unit[0] if len(unit) == 1 else None,
        year=year,
        batch=key_of(asked["batch"]),
        unread=tuple(unread),
    )


def narrowed(rows: ScopedQuerySet, wanted: Filter) -> ScopedQuerySet:
    """The rows that a filter keeps."""
    condition = Q()
    if wanted.words:
        words = wanted.words
        condition &= (
            Q(title__icontains=words) | Q(source_document__icontains=words) | Q(document_number__icontains=words)
        )
    if wanted.source:
        condition &= Q(source=wanted.source)
    if wanted.state:
        condition &= Q(state=wanted.state)
    if wanted.is_overdue:
        condition &= Q(state__in=WITH_UNIT, due_on__lt=timezone.localdate())
    if wanted.unit is not None:
        condition &= paths.within("owner_path", wanted.unit.path)
    if wanted.year is not None:
        condition &= Q(found_on__gte=date(wanted.year, 1, 1), found_on__lt=date(wanted.year + 1, 1, 1))
    if wanted.batch is not None:
        condition &= Q(batch=wanted.batch)
    return rows.filter(condition)


def in_full(rows: QuerySet[Any]) -> QuerySet[Any]:
    """With everything a list shows of each row."""
    return rows.select_related("owner", "place", "responsible")


@dataclass(frozen=True)
class Closure:
    """How much of what was found is closed. `label`: of which group; `query`: the list's address that shows it."""

    label: str
    closed: int
    total: int
    overdue: int
    query: str = ""

    @property
    def rate(self) -> str:
        """In per cent, half-up to two decimals; a dash when nothing was found."""
        if not self.total:
            return "—"
        hundredths = (2 * self.closed * 10_000 + self.total) // (2 * self.total)
        return f"{hundredths // 100}.{hundredths % 100:02d}%"


def closure(rows: QuerySet[Any], label: str = "", query: str = "") -> Closure:
    """The closure rate (销号率) of some findings: closed ones by all."""
    found = rows.aggregate(**_counts(timezone.localdate()))
    return Closure(label, found["closed"], found["total"], found["overdue"], query)


def closures_by_source(rows: QuerySet[Any]) -> list[Closure]:
    """The rate of each source that found anything."""
    grouped = rows.order_by().values("source").annotate(**_counts(timezone.localdate()))
    found = {row["source"]: row for row in grouped}
    return [
        Closure(str(label), found[code]["closed"], found[code]["total"], found[code]["overdue"], f"source={code}")
        for code, label in Source.choices
        if code in found
    ]


def closures_by_unit(rows: QuerySet[Any]) -> list[Closure]:
    """The rate of each organisation that must rectify."""
    grouped = rows.values("owner_id", "owner__name", "owner_path").annotate(**_counts(timezone.localdate()))
    return [
        Closure(one["owner__name"], one["closed"], one["total"], one["overdue"], f"unit=编号 {one['owner_id']}")
        for one in grouped.order_by("owner_path")
    ]


def _counts(today: date) -> dict[str, Count]:
    return {
        "total": Count("pk"),
        "closed": Count("pk", filter=Q(state=State.CLOSED)),
        "overdue": Count("pk", filter=Q(state__in=WITH_UNIT, due_on__lt=today)),
    }


def findings_of(record: Model) -> QuerySet[Finding]:
    """The problems about one record, newest first. The caller has loaded the record through its permission check."""
    kind = ContentType.objects.get_for_model(record)
    rows: QuerySet[Finding] = Finding.objects.filter(content_type=kind, object_id=record.pk)
    return in_full(rows).order_by("-pk")


def open_count_of(record: Model) -> int:
    """How many problems about a record are not closed."""
    return findings_of(record).exclude(state=State.CLOSED).count()


def findings_found(user: User, words: str, most: int) -> list[Hit]:
    """Hits for the search over everything."""
    rows = Finding.objects.filter(Q(title__icontains=words) | Q(document_number__icontains=words))
    found = rows.select_related("owner").newest_visible_to(user, most)
    return [Hit(row.title, row.get_absolute_url(), f"{row.owner}　{row.get_state_display()}") for row in found]


MOST_ASKED = 200


def checkers_of(finding: Finding) -> list[User]:
    """Who is to check what was reported: who entered it, else those of the nearest unit, the own one first, then upwards.

    Only people who may close it and did not report it; empty: nobody may.
    """
    author = finding.created_by
    if author is not None and author != finding.reported_by and author.may(Permission.FINDING_CLOSE, finding):
        return [author]
    posts = Post.objects.held_on(timezone.localdate()).filter(
        role__grants__permission=Permission.FINDING_CLOSE, user__is_active=True
    )
    posts = posts.exclude(user=finding.reported_by_id).select_related("user").order_by("user__name", "user_id")
    above = paths.ids(finding.owner_path)
    found: dict[int, dict[int, User]] = {}
    for post in posts.filter(organisation__in=above):
        if post.user.may(Permission.FINDING_CLOSE, finding):
            found.setdefault(post.organisation_id, {})[post.user_id] = post.user
    nearest = next((found[unit] for unit in reversed(above) if unit in found), None)
    if nearest is not None:
        return list(nearest.values())
    elsewhere = posts.exclude(organisation__in=above)[:MOST_ASKED]
    return list(
        {one.user_id: one.user for one in elsewhere if one.user.may(Permission.FINDING_CLOSE, finding)}.values()
    )


def people_at(organisations: Iterable[Organisation]) -> QuerySet[User]:
    """Who holds a post at one of the organisations today."""
    held = Post.objects.held_on(timezone.localdate()).filter(organisation__in=organisations)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name", "pk")
