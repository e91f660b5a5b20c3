"""The list of broken links: filters, one kind a page, how many of each, as a sheet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xieshou.business.assets.api import Asset, Benefit, Household
from xieshou.business.evaluation.api import ActualValue, GoalSet
from xieshou.business.funds.api import Payment, ProjectBudget
from xieshou.business.projects.api import Contract, Project
from xieshou.insight.chain.breaks import BY_CODE, KINDS, Kind
from xieshou.insight.chain.results import ledgers_bound, unbound
from xieshou.lib import paths
from xieshou.lib.keys import year_of
from xieshou.platform.accounts.api import Scoped, ScopedQuerySet, User
from xieshou.platform.audit import api as audit
from xieshou.platform.exchange.api import Column, ExportSource, add_source
from xieshou.platform.exchange.api import Kind as CellKind
from xieshou.platform.registry.api import Organisation, Region, organisation_choice, region_choice

COUNTED_TO = 100  # beyond it a count says "more than", so that counting never walks a large table
MOST_OF_PROJECT = 10  # of each kind
RESULT = "result-indicator"
_FEN_PER_YUAN = 100
_CHUNK = 500


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to. `unread`: what was typed and not understood."""

    kind: str = KINDS[0].code
    ledger: str = ""
    year: int | None = None
    owner: Organisation | None = None
    place: Region | None = None
    unread: tuple[str, ...] = ()


def read(query: Mapping[str, Any]) -> Asked:
    """The filters out of an address; what cannot be read does not narrow, and is told."""
    unread: list[str] = []
    kind = str(query.get("kind", "")) or KINDS[0].code
    if kind not in BY_CODE and kind != RESULT:
        unread.append(_("类别“%(text)s”") % {"text": kind})
        kind = KINDS[0].code
    owner = _one(organisation_choice, str(query.get("owner", "")).strip(), _("单位"), unread)
    place = _one(region_choice, str(query.get("place", "")).strip(), _("地区"), unread)
    typed = str(query.get("year", "")).strip()
    year = year_of(typed)
    if typed and year is None:
        unread.append(_("年度“%(text)s”") % {"text": typed})
    slugs = {one.ledger.slug for one in ledgers_bound()} if kind == RESULT else set()
    ledger = str(query.get("ledger", ""))
    if ledger and kind == RESULT and ledger not in slugs:
        unread.append(_("台账“%(text)s”") % {"text": ledger})
        ledger = ""
    return Asked(kind, ledger if kind == RESULT else "", year, owner, place, tuple(unread))


def _one(choose: Any, text: str, label: str, unread: list[str]) -> Any:
    found = choose(text) if text else []
    if text and len(found) != 1:
        several = {"what": label, "text": text, "several": "、".join(str(one) for one in found[:5])}
        told = _("%(what)s“%(text)s”可以是：%(several)s") if found else _("%(what)s“%(text)s”没有找到")
        unread.append(told % several)
    return found[0] if len(found) == 1 else None


def rows_of(kind: Kind, asked: Asked, today: date) -> ScopedQuerySet:
    """The broken rows of a kind within the filters; narrowed to nobody, in no order."""
    rows = _within(kind.broken(today), asked)
    return rows.filter(kind.in_year(asked.year)) if asked.year is not None else rows


def unbound_rows(asked: Asked) -> ScopedQuerySet:
    """The records of the chosen ledger that feed no indicator, within the filters."""
    rows = _within(unbound(asked.ledger), asked)
    if asked.year is not None:
        rows = rows.filter(listed_on__range=(date(asked.year, 1, 1), date(asked.year, 12, 31)))
    return rows


def _within(rows: ScopedQuerySet, asked: Asked) -> ScopedQuerySet:
    if asked.owner is not None:
        rows = rows.filter(paths.within("owner_path", asked.owner.path))
    return rows.filter(paths.within("place_path", asked.place.path)) if asked.place is not None else rows


@dataclass(frozen=True)
class Counted:
    """A kind and how many of its breaks the person sees, at most `COUNTED_TO`; None: not counted."""

    kind: Kind
    number: int | None = None

    @property
    def text(self) -> str:
        if self.number is None:
            return ""
        return f"{COUNTED_TO}+" if self.number > COUNTED_TO else str(self.number)


def uncounted() -> list[Counted]:
    """The kinds alone: counting those with few breaks reads everything the person may see, and is asked for apart."""
    return [Counted(kind) for kind in KINDS]


def counts(user: User, asked: Asked, today: date) -> list[Counted]:
    """How many of each kind, one bounded query each; what the person may see is asked once a model."""
    visible = _visible(user)
    return [Counted(kind, _count(rows_of(kind, asked, today) & visible[kind.model])) for kind in KINDS]


def _visible(user: User) -> dict[type[Scoped], Any]:
    """What the person sees of each model that a rule is about."""
    return {model: model.objects.visible_to(user) for model in dict.fromkeys(kind.model for kind in KINDS)}


def _count(rows: ScopedQuerySet) -> int:
    found: int = rows.order_by().values("pk")[: COUNTED_TO + 1].aggregate(n=Count("pk"))["n"]
    return found


@dataclass(frozen=True)
class Broken:
    """One break as it is listed. `amount` in 分. Missing project: it is a department's, or not to be seen."""

    kind: Kind
    record: Any
    what: str
    amount: int | None
    project: Project | None
    is_project_hidden: bool
    url: str
    chain_url: str


def shown(user: User, kind: Kind, records: Sequence[Any]) -> list[Broken]:
    """The rows of a page."""
    return [_broken(user, kind, one) for one in records]


def _broken(user: User, kind: Kind, record: Any) -> Broken:
    project = kind.project_of(record)
    is_hidden = project is not None and not user.may(project.read_permission, project)
    return Broken(
        kind,
        record,
        _what(record),
        getattr(record, kind.amount) if kind.amount else None,
        None if is_hidden else project,
        is_hidden,
        record.get_absolute_url(),
        chain_address(record) if kind.has_chain else "",
    )


def _what(record: Any) -> str:
    """The thing in words, without its project."""
    match record:
        case Payment():
            return f"{record.voucher or record.pk}　{record.purpose}"
        case ProjectBudget():
            return _("%(year)s 年") % {"year": record.year} + f"　{record.get_row_display()}"
        case GoalSet():
            return _("%(year)s 年绩效目标") % {"year": record.year}
        case ActualValue():
            return _("%(year)s 年") % {"year": record.evaluation.year} + f"　{record.indicator.name}：{record.actual}"
        case Contract():
            return f"{record.number}　{record.name}"
        case Asset():
            return f"{record.code}　{record.title}"
        case Benefit():
            return f"{record.title}　{record.due_on}"
        case _:
            return str(record)


def chain_address(record: Any) -> str:
    """The page of the chain that a thing stands in; empty for a department's goals."""
    match record:
        case Payment():
            return reverse("chain:payment", args=[record.pk])
        case ActualValue():
            return reverse("chain:indicator", args=[record.indicator_id])
        case Project():
            return reverse("chain:project", args=[record.pk])
        case Household():
            return reverse("chain:household", args=[record.pk])
        case Benefit():
            return reverse("chain:household_coded", args=[record.household_code])
        case Asset():
            return reverse("chain:project", args=[record.project.pk]) if record.project is not None else ""
        case _ if record.project_id is not None:
            year = getattr(record, "year", None)
            address = reverse("chain:project", args=[record.project_id])
            return f"{address}?year={year}" if year else address
        case _:
            return ""


def of_project(user: User, project: Project, today: date | None = None) -> list[Broken]:
    """What is broken in one project, a bounded number of each kind."""
    day, visible, found = today or timezone.localdate(), _visible(user), []
    for kind in KINDS:
        rows = (kind.of_project(project, day) & visible[kind.model]).select_related(*kind.links).order_by("-pk")
        found += shown(user, kind, list(rows[:MOST_OF_PROJECT]))
    return found


# --- as a sheet ---

COLUMNS = (
    Column("kind", "断链类别"),
    Column("what", "断在哪里"),
    Column("project", "项目"),
    Column("owner", "责任单位"),
    Column("place", "地区"),
    Column("amount", "金额", CellKind.MONEY, "元"),
    Column("rule", "规则"),
    Column("remedy", "怎么办"),
    Column("keeper", "谁办"),
)


class BreakSource(ExportSource):
    """Every break within the filters of the list: of the chosen kind, or of all (`all`)."""

    key = "chain.breaks"

    def columns(self, arguments: Mapping[str, Any]) -> tuple[Column, ...]:
        return COLUMNS

    def total(self, user: User, arguments: Mapping[str, Any]) -> int:
        return sum(rows.count() for _kind, rows in _asked_rows(user, arguments))

    def rows(self, user: User, arguments: Mapping[str, Any], *, is_full: bool) -> Iterator[list[Any]]:
        for kind, rows in _asked_rows(user, arguments):
            for record in rows.select_related(*kind.links).order_by("-pk").iterator(chunk_size=_CHUNK):
                yield _cells(_broken(user, kind, record))

    def data_version(self) -> str:
        """Changes when anything is changed through a service, and every day, because time alone breaks links."""
        changed = audit.latest(1)
        last = Payment.objects.aggregate(last=Max("pk"))["last"]
        return f"{timezone.localdate()}/{last}/{changed[0].number if changed else 0}"


def _asked_rows(user: User, arguments: Mapping[str, Any]) -> list[tuple[Kind, Any]]:
    asked = read(arguments)
    kinds = KINDS if arguments.get("all") else [kind for kind in KINDS if kind.code == asked.kind]
    today = timezone.localdate()
    return [(kind, rows_of(kind, asked, today).visible_to(user)) for kind in kinds]


def _cells(one: Broken) -> list[Any]:
    amount = None if one.amount is None else Decimal(one.amount) / _FEN_PER_YUAN
    project = "不在您的可见范围内" if one.is_project_hidden else str(one.project or "")
    record, kind = one.record, one.kind
    place = str(record.place or "")
    told = (str(kind.rule), str(kind.remedy), str(kind.keeper))
    return [str(kind.label), one.what, project, str(record.owner), place, amount, *told]


def connect() -> None:
    """The sheet is known to the exports."""
    add_source(BreakSource())
