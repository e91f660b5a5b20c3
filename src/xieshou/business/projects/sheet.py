"""Proposals in a table: the template, the import of many drafts, the export of lists."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Max
from django.urls import reverse

from xieshou.business.projects import selectors
from xieshou.business.projects.models import Category, Maturity, Nature, Project, SourceLevel, Stage
from xieshou.business.projects.services import proposing, required, similar
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import ScopedQuerySet, User
from xieshou.platform.exchange.api import (
    Column,
    ExportSource,
    ImportBatch,
    ImportSession,
    Kind,
    Row,
    RowResult,
    Unreadable,
    Verdict,
    add_source,
    add_target,
    at_once,
)
from xieshou.platform.registry.api import Organisation, Region, organisation_choice, region_choice

CHUNK = 500


def _choices(kind: Any) -> tuple[tuple[str, str], ...]:
    return tuple((str(value), str(label)) for value, label in kind.choices)


FACT_COLUMNS = (
    Column("name", "项目名称", example="某某镇卫生院改扩建", is_required=True),
    Column("category", "类别", Kind.CHOICE, choices=_choices(Category)),
    Column("nature", "建设性质", Kind.CHOICE, choices=_choices(Nature)),
    Column("owner", "责任单位", Kind.ORGANISATION, example="某某县受援办", is_required=True),
    Column("place", "地区", Kind.REGION, example="653131"),
    Column("address", "建设地点", example="某某镇某某村"),
    Column("starts_on", "开始", Kind.DATE, example="2026-03-01"),
    Column("ends_on", "完成期限", Kind.DATE, example="2026-11-30"),
    Column("content", "建设任务", Kind.LONG_TEXT, max_length=4000, help="规模、数量、建设标准"),
    Column("estimate_fen", "估算总投资", Kind.MONEY, unit="万元", example="600"),
    Column("beneficiaries", "受益对象", max_length=300),
    Column("beneficiary_count", "受益人数", Kind.WHOLE, unit="人", most=2_000_000_000),
    Column("benefit_link", "利益联结机制", Kind.LONG_TEXT, max_length=500),
    Column("goal", "绩效目标", Kind.LONG_TEXT, max_length=4000),
    Column("in_charge", "负责人", max_length=60),
    Column("telephone", "联系电话", Kind.CODE, max_length=40),
    Column("basis", "立项依据", max_length=500),
    Column("maturity", "成熟度", Kind.CHOICE, choices=_choices(Maturity)),
)
NEED_COLUMNS = tuple(
    Column(f"need_{level}", f"其中：{label}资金", Kind.MONEY, unit="万元", help="没有的留空")
    for level, label in SourceLevel.choices
)
COLUMNS = (*FACT_COLUMNS, *NEED_COLUMNS)
LISTED_COLUMNS = (
    Column("code", "项目编号"),
    *(column for column in FACT_COLUMNS if column.name not in {"telephone", "basis"}),
    Column("stage", "阶段", Kind.CHOICE, choices=_choices(Stage)),
    Column("rank", "排序", Kind.WHOLE),
)


def may_import(user: User) -> bool:
    """Whether the person may import proposals at all."""
    return user.may(Permission.PROJECT_EDIT)


def refuse_unless_may_import(user: User) -> None:
    """Refuses whoever may not import proposals."""
    if not may_import(user):
        raise Refused(f"您没有“{Permission.PROJECT_EDIT.label}”的权限")


class ProposalTarget(at_once.AtOnceTarget):
    """Drafts of proposals, one row each."""

    key = "projects"
    label = "项目申报"
    columns = COLUMNS

    def may_import(self, user: User) -> bool:
        return may_import(user)

    def session(self, user: User, present: Sequence[str]) -> ImportSession:
        return ProposalSession(user)

    def undo(self, batch: ImportBatch, actor: User) -> int:
        drafts = list(Project.objects.filter(batch=batch).order_by("pk"))
        touched = [one for one in drafts if one.version > 1 or one.stage != Stage.DRAFT]
        if touched:
            raise Invalid(*(Problem("导入后修改或申报过", f"{one.code} {one}", remedy="请逐条处理") for one in touched))
        for draft in drafts:
            proposing.project_discard(actor=actor, project=draft, reason=f"撤回导入“{batch}”")
        return len(drafts)

    def list_url(self) -> str:
        return reverse("projects:list")


class ProposalSession(at_once.AtOnceSession):
    """One import. A row is there already when its name, unit and place are those of a project."""

    def __init__(self, user: User) -> None:
        super().__init__(user)
        self._found: dict[tuple[str, str], Any] = {}

    def judged(self, row: Row) -> RowResult:
        values, problems = at_once.read_row(COLUMNS, row.cells, self._looked_up)
        if not problems:
            problems = self._refusals(values)
        key = (similar.core(str(values.get("name", ""))), values.get("owner"), values.get("place"))
        if not problems and (first := self.seen_at(key, row.number)):
            problems = [Problem(f"与第 {first} 行是同一项目", "项目名称", remedy="请删去其中一行，或写明区别")]
        if problems:
            return at_once.wrong(row, problems)
        there = self._there(values)
        verdict = Verdict.NEW if there is None else Verdict.SAME
        return RowResult(row.number, verdict, values, at_once.written(row), pk=there.pk if there else None)

    def _looked_up(self, column: Column, value: Any) -> Any:
        """Plain data; organisations and regions as their keys."""
        if value is None or column.kind not in {Kind.ORGANISATION, Kind.REGION}:
            return value.isoformat() if isinstance(value, date) else value
        key = (str(column.kind), value)
        if key not in self._found:
            choose: Any = organisation_choice if column.kind is Kind.ORGANISATION else region_choice
            self._found[key] = choose(value)
        found = self._found[key]
        if len(found) != 1:
            several = "、".join(str(one) for one in found[:4])
            what = f"“{value}”可以是：{several}" if found else f"没有“{value}”"
            raise Unreadable(what, column.allowed, "请填代码、信用代码或“编号 12”")
        return found[0].pk

    def _refusals(self, values: Mapping[str, Any]) -> list[Problem]:
        owner, place = self._linked(values)
        try:
            proposing.refuse_unless_may_edit(self.user, owner, place)
        except Refused as error:
            return [Problem(error.why, "责任单位", "您任职的单位及授权范围内的单位")]
        facts, needs = unpacked(values, owner, place)
        return required.contradictions(Project(**facts), needs)

    def _linked(self, values: Mapping[str, Any]) -> tuple[Any, Any]:
        """The organisation and region of a row, found before."""
        by_key = {(kind, one.pk): one for (kind, _text), found in self._found.items() for one in found}
        owner = by_key.get((str(Kind.ORGANISATION), values["owner"]))
        return owner or _organisation(values["owner"]), by_key.get((str(Kind.REGION), values["place"]))

    def _there(self, values: Mapping[str, Any]) -> Project | None:
        rows = Project.objects.filter(owner=values["owner"], place=values["place"])
        return rows.filter(similar_key=similar.core(values["name"])).exclude(stage=Stage.REFUSED).first()

    def overwrite(self, batch: ImportBatch, results: Sequence[RowResult]) -> None:
        raise Invalid(Problem("项目不能用导入覆盖", remedy="请选择“跳过”，到项目页上修改"))

    def write(self, batch: ImportBatch, new: Sequence[RowResult]) -> None:
        for result in new:
            self._create(batch, result.values)

    def _create(self, batch: ImportBatch, values: Mapping[str, Any]) -> None:
        owner = _organisation(values["owner"])
        place = _region(values["place"])
        facts, needs = unpacked(values, owner, place)
        proposing.project_create(actor=self.user, needs=needs, batch=batch, **facts)


def _organisation(pk: int) -> Organisation:
    return Organisation.objects.get(pk=pk)


def _region(pk: int | None) -> Region | None:
    return Region.objects.get(pk=pk) if pk is not None else None


def unpacked(values: Mapping[str, Any], owner: Any, place: Any) -> tuple[dict[str, Any], dict[str, int]]:
    """A row's plain data as the facts and the needs of a project; empty texts where nothing was written."""
    facts: dict[str, Any] = {}
    for column in FACT_COLUMNS:
        value = values.get(column.name)
        if column.kind is Kind.DATE and value is not None:
            value = date.fromisoformat(value)
        if value is None and column.kind in {Kind.TEXT, Kind.LONG_TEXT, Kind.CODE, Kind.CHOICE}:
            value = ""
        facts[column.name] = value
    facts |= {"owner": owner, "place": place}
    facts["nature"] = facts["nature"] or Nature.NEW
    facts["maturity"] = facts["maturity"] or Maturity.IDEA
    needs = {level: values[f"need_{level}"] for level in SourceLevel.values if values.get(f"need_{level}") is not None}
    return facts, needs


class ProjectSource(ExportSource):
    """The list of projects, or the library, as it is filtered."""

    key = "projects"

    def columns(self, arguments: Mapping[str, Any]) -> tuple[Column, ...]:
        return LISTED_COLUMNS

    def _rows(self, user: User, arguments: Mapping[str, Any]) -> ScopedQuerySet:
        rows: Any = selectors.projects_matching(selectors.read_filter(arguments["query"]))
        if arguments.get("library"):
            rows = rows.filter(stage=Stage.IN_LIBRARY).order_by("rank", "pk")
        else:
            rows = rows.order_by("-pk")
        found: ScopedQuerySet = rows.visible_to(user, Permission.RECORD_EXPORT)
        return found

    def total(self, user: User, arguments: Mapping[str, Any]) -> int:
        return self._rows(user, arguments).count()

    def rows(self, user: User, arguments: Mapping[str, Any], *, is_full: bool) -> Iterator[list[Any]]:
        for project in self._rows(user, arguments).iterator(chunk_size=CHUNK):
            yield [at_once.exported(column, getattr(project, column.name)) for column in LISTED_COLUMNS]

    def data_version(self) -> str:
        latest = Project.objects.aggregate(at=Max("updated_at"), last=Max("pk"), ranks=Max("rank"))
        return f"{latest['at']}-{latest['last']}-{latest['ranks']}-{Project.objects.count()}"


def wire() -> None:
    """Makes the table known to imports and exports."""
    add_target(ProposalTarget())
    add_source(ProjectSource())
