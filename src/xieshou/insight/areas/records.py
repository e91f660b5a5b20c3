"""Records of every kind that lie in an area: how many, by year, and which of them nothing proves.

A kind is a model with an owner and a place. New ledgers appear by themselves; forms and their parts have pages of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Count, Exists, F, OuterRef, Q, Value
from django.db.models.functions import ExtractYear
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xieshou.insight.areas.place import Area
from xieshou.insight.areas.sections import Chapter, Figure
from xieshou.platform.accounts.api import Scoped, ScopedQuerySet, User
from xieshou.platform.evidence.api import Citation
from xieshou.platform.ledger.api import LedgerRecord, ledger_of
from xieshou.platform.shell.sentences import told

_YEAR = "year"  # the field of forms that stand for a year, not for a day
_DAYS = (_YEAR, "listed_on", "occurred_on", "uploaded_at", "started_at", "found_on", "created_at")
# what a kind is called here, and the day it stands for, where the model does not say it
_WORDS = {
    "evidence.evidence": gettext_lazy("佐证材料"),
    "reporting.submission": gettext_lazy("报送"),
    "workflow.matter": gettext_lazy("办件"),
    "funds.payment": gettext_lazy("支付"),
    "evaluation.goalset": gettext_lazy("绩效目标（已批准）"),
    "rectification.finding": gettext_lazy("检查发现的问题"),
}
_DAY_OF = {"reporting.submission": "period__last_day", "projects.contract": "signed_on", "funds.payment": "paid_on"}
_PAGES = {"evidence.evidence": "evidence:page"}
# what is counted besides ledgers; parts of forms are not
_COUNTED = {
    "evidence.evidence": Chapter.RECORDS,
    "reporting.submission": Chapter.RECORDS,
    "workflow.matter": Chapter.RECORDS,
    "projects.project": Chapter.PROJECTS,
    "projects.contract": Chapter.PROJECTS,
    "funds.payment": Chapter.FUNDS,
    "evaluation.goalset": Chapter.PERFORMANCE,
    "evaluation.selfevaluation": Chapter.PERFORMANCE,
    "rectification.finding": Chapter.GAPS,
}
_DONE = {
    "funds.payment": Q(state="paid"),
    "evaluation.goalset": Q(state="approved"),
}  # what is asked for is no figure yet
_NAMED_BY = {"reporting.submission": ("form", "period__form")}  # what a record's own name is made of


@dataclass(frozen=True)
class Kind:
    """A kind of records. `day` is the field it is counted by year with; empty: it has no day."""

    model: type[Scoped]
    day: str

    @property
    def slug(self) -> str:
        return self.model._meta.label_lower

    @property
    def label(self) -> str:
        if issubclass(self.model, LedgerRecord):
            return ledger_of(self.model).label
        return str(_WORDS.get(self.slug, self.model._meta.verbose_name))

    @property
    def needs_evidence(self) -> bool:
        """Whether its records are figures that something has to prove."""
        return issubclass(self.model, LedgerRecord)

    def rows(self, user: User, area: Area, year: int | None = None) -> ScopedQuerySet:
        """The records in the area that the person may see; of one year when given."""
        rows: ScopedQuerySet = self.model.objects.visible_to(user).filter(area.within())
        rows = rows.filter(_DONE.get(self.slug, Q()))
        if year is not None and self.day:
            rows = rows.annotate(its_year=self.year).filter(its_year=year)
        return rows

    @property
    def year(self) -> Any:
        """The year a record is counted in, for the database."""
        return F(_YEAR) if self.day == _YEAR else ExtractYear(self.day)

    @property
    def chapter(self) -> Chapter:
        return _COUNTED.get(self.slug, Chapter.RECORDS)

    def in_full(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        """The rows with everything a list shows of them, in one query."""
        return rows.select_related("owner", "place", *_NAMED_BY.get(self.slug, ()))

    def unproven(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        """Those of the rows that cite no evidence."""
        kind = ContentType.objects.get_for_model(self.model)
        return rows.filter(~Exists(Citation.objects.filter(content_type=kind, object_id=OuterRef("pk"))))

    def list_of(self, area: Area, year: str) -> str:
        """The ledger's own list, narrowed to the area and year, with its totals and export; empty: no ledger."""
        if not issubclass(self.model, LedgerRecord):
            return ""
        days = f"&since={year}-01-01&until={year}-12-31" if year.isdecimal() else ""
        return f"{reverse('ledger:list', args=[ledger_of(self.model).slug])}?region={area.region.code}{days}"

    def page_of(self, record: Any) -> str:
        """The record's own page; empty when it has none."""
        if self.slug in _PAGES:
            return reverse(_PAGES[self.slug], args=[record.pk])
        address = getattr(record, "get_absolute_url", None)
        return str(address()) if address is not None else ""


def kinds() -> list[Kind]:
    """Every ledger, and what else is counted in an area."""
    scoped = [model for model in apps.get_models() if issubclass(model, Scoped)]
    found = [Kind(model, _day_of(model)) for model in scoped if _is_counted(model)]
    return sorted(found, key=lambda kind: kind.slug)


def _is_counted(model: type[Scoped]) -> bool:
    return issubclass(model, LedgerRecord) or model._meta.label_lower in _COUNTED


def _day_of(model: type[Scoped]) -> str:
    fields = {field.name for field in model._meta.concrete_fields}
    named = _DAY_OF.get(model._meta.label_lower)
    return named or next((name for name in _DAYS if name in fields), "")


def kind_named(slug: str) -> Kind | None:
    """The kind with a slug; None when there is none."""
    return next((kind for kind in kinds() if kind.slug == slug), None)


def records_here(user: User, area: Area) -> Iterator[Figure]:
    """How many records of each kind and year lie in the area."""
    for kind in kinds():
        rows = kind.rows(user, area)
        by_year = _by_year(kind, rows)
        for year, number in by_year:
            yield _figure(kind.chapter, kind, area, number, year)


def _by_year(kind: Kind, rows: ScopedQuerySet) -> list[tuple[int | None, int]]:
    if not kind.day:
        number = rows.count()
        return [(None, number)] if number else []
    found = rows.order_by().annotate(its_year=kind.year).values("its_year").annotate(number=Count("pk"))
    return [(row["its_year"], row["number"]) for row in found.order_by("-its_year")]


def records_without_evidence(user: User, area: Area) -> Iterator[Figure]:
    """How many records cite nothing that proves them: these lose points when they are evaluated."""
    wanted = {kind.slug: kind for kind in kinds() if kind.needs_evidence}
    for slug, number in _numbers({slug: kind.unproven(kind.rows(user, area)) for slug, kind in wanted.items()}):
        yield _figure(Chapter.GAPS, wanted[slug], area, number, None, unproven=True)


def _numbers(rows: dict[str, ScopedQuerySet]) -> Iterator[tuple[str, int]]:
    """How many rows each kind has, those with none left out; one question for all kinds."""
    named = {slug: found.order_by().annotate(kind_of=Value(slug, CharField())) for slug, found in rows.items()}
    parts = [found.values("kind_of").annotate(number=Count("pk")) for found in named.values()]
    asked = parts[0].union(*parts[1:], all=True) if parts else ()
    return ((row["kind_of"], row["number"]) for row in asked if row["number"])


def _figure(
    chapter: Chapter, kind: Kind, area: Area, number: int, year: int | None, *, unproven: bool = False
) -> Figure:
    url = reverse("areas:records", args=[area.region.code, kind.slug])
    asked = "&".join([*([f"year={year}"] if year else []), *(["unproven=1"] if unproven else [])])
    return Figure(
        chapter=chapter,
        label=_("%(kind)s（没有佐证）") % {"kind": told(kind.label)} if unproven else kind.label,
        value=str(number),
        unit=_("条"),
        as_of=_("%(year)s 年") % {"year": year} if year else _today(),
        source_label=_("查看这些记录"),
        source_url=f"{url}?{asked}" if asked else url,
    )


def _today() -> str:
    day: date = timezone.localdate()
    return _("截至 %(day)s") % {"day": day.isoformat()}
