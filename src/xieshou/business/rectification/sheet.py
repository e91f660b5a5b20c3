"""The ledger of problems as a table: what an import takes in and an export gives out."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Max, TextChoices
from django.http import QueryDict
from django.urls import reverse

from xieshou.business.rectification.models import Finding, Source, State
from xieshou.business.rectification.selectors import in_full, narrowed, people_at, read_filter
from xieshou.business.rectification.services import (
    NewFinding,
    findings_create,
    findings_take_back,
    mistakes,
    twin_of,
)
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User
from xieshou.platform.exchange.api import (
    Column,
    ExportSource,
    ImportBatch,
    ImportSession,
    Kind,
    Row,
    RowResult,
    Verdict,
    at_once,
)
from xieshou.platform.registry.api import Organisation, organisation_choice

KEY = "rectification:findings"
CHUNK = 500


def _choices(kind: type[TextChoices]) -> tuple[tuple[str, Any], ...]:
    return tuple(kind.choices)


COLUMNS = (
    Column("title", "问题", is_required=True, example="验收资料不全"),
    Column("owner", "整改单位", Kind.ORGANISATION, is_required=True),
    Column("source", "来源", Kind.CHOICE, is_required=True, choices=_choices(Source)),
    Column("found_on", "发现日期", Kind.DATE, is_required=True, example="2020-09-01"),
    Column("due_on", "整改期限", Kind.DATE, is_required=True, example="2020-12-31"),
    Column("responsible", "责任人", is_required=True, help="在整改单位任职的人：账号，或不重名的姓名", max_length=40),
    Column("description", "问题描述", Kind.LONG_TEXT, max_length=2000),
    Column("source_document", "来源文件"),
    Column("document_number", "文号", Kind.CODE, max_length=80),
    Column("demanded", "整改要求", Kind.LONG_TEXT, max_length=2000),
    Column("amount_fen", "涉及金额", Kind.MONEY, unit="元"),
)
STATES = Column("state", "状态", Kind.CHOICE, choices=_choices(State), is_entered=False)
SHOWN_ONLY = (
    STATES,
    Column("taken", "整改措施", Kind.LONG_TEXT, is_entered=False),
    Column("recovered_fen", "已追回金额", Kind.MONEY, unit="元", is_entered=False),
    Column("closed_on", "销号日期", Kind.DATE, is_entered=False),
)


class FindingTarget(at_once.AtOnceTarget):
    """The whole ledger; each row says which unit it is for."""

    key, label, columns = KEY, "问题与整改", COLUMNS

    def may_import(self, user: User) -> bool:
        return user.may(Permission.FINDING_EDIT)

    def session(self, user: User, present: Sequence[str]) -> ImportSession:
        return _Session(user)

    def undo(self, batch: ImportBatch, actor: User) -> int:
        return findings_take_back(actor=actor, batch=batch)

    def list_url(self) -> str:
        return reverse("rectification:list")


class _Session(at_once.AtOnceSession):
    """One import of problems."""

    def __init__(self, user: User) -> None:
        super().__init__(user)
        self._units: dict[str, Organisation | Problem] = {}
        self._people: dict[tuple[int, str], User | Problem] = {}

    def judged(self, row: Row) -> RowResult:
        values, told = at_once.read_row(COLUMNS, row.cells)
        new = self._new(values, told) if not told else None
        if new is None:
            return at_once.wrong(row, told)
        there = twin_of(new)
        if told := self._refusals(new, row.number, there):
            return at_once.wrong(row, told)
        verdict = Verdict.SAME if there is not None else Verdict.NEW
        pk = there.pk if there is not None else None
        return RowResult(row.number, verdict, _packed(new), at_once.written(row), pk=pk)

    def _new(self, values: dict[str, Any], told: list[Problem]) -> NewFinding | None:
        """The problem that a row tells; adds to `told` whom and what it could not find."""
        unit = self._unit(values.pop("owner"))
        if isinstance(unit, Problem):
            told.append(unit)
            return None
        if not self.user.may(Permission.FINDING_EDIT, unit):  # before anyone who works there is named
            told.append(Problem(f"您没有为“{unit}”登记问题的权限", "整改单位", "您任职的单位及授权范围内的单位"))
            return None
        person = self._person(unit, values.pop("responsible"))
        if isinstance(person, Problem):
            told.append(person)
            return None
        texts: dict[str, Any] = {name: value or "" for name, value in values.items() if name != "amount_fen"}
        return NewFinding(owner=unit, responsible=person, amount_fen=values["amount_fen"], **texts)

    def _refusals(self, new: NewFinding, number: int, there: Finding | None) -> list[Problem]:
        told = mistakes(new)
        if first := self.seen_at(_key(new), number):
            told.append(Problem(f"与第 {first} 行重复", remedy="请删去其中一行"))
        if there is not None and _packed(_of(there)) != _packed(new):
            told.append(Problem(f"台账中已有这个问题（编号 {there.pk}），内容不同", remedy="请在它的页面上修改"))
        return told

    def _unit(self, text: str) -> Organisation | Problem:
        if text not in self._units:
            found = organisation_choice(text)
            names = "、".join(f"编号 {one.pk} {one.name}" for one in found[:5])
            wrong = Problem(f"“{text}”在机构登记册中没有或不止一个", "整改单位", names or "名称、简称或“编号 12”")
            self._units[text] = found[0] if len(found) == 1 else wrong
        return self._units[text]

    def _person(self, unit: Organisation, text: str) -> User | Problem:
        if (unit.pk, text) not in self._people:
            here = list(people_at([unit]))
            found = [one for one in here if one.username == text] or [one for one in here if one.name == text]
            names = "、".join(f"{one.name}（{one.username}）" for one in here[:8])
            wrong = Problem(f"“{unit}”没有任职的“{text}”，或不止一位", "责任人", names or "先为该单位任职")
            self._people[unit.pk, text] = found[0] if len(found) == 1 else wrong
        return self._people[unit.pk, text]

    def write(self, batch: ImportBatch, new: Sequence[RowResult]) -> None:
        findings = [_unpacked(one.values) for one in new]
        if any(twin_of(one) is not None for one in findings):
            raise Invalid(Problem("核对之后有人登记了其中的问题", remedy="请重新上传核对"))
        findings_create(actor=self.user, findings=findings, batch=batch)


def _key(new: NewFinding) -> tuple[Any, ...]:
    return (new.owner.pk, new.title.strip(), new.source, new.found_on, new.document_number.strip())


def _of(finding: Finding) -> NewFinding:
    rest = {column.name: getattr(finding, column.name) for column in COLUMNS}
    return NewFinding(**rest)


def _packed(new: NewFinding) -> dict[str, Any]:
    packed = {column.name: getattr(new, column.name) for column in COLUMNS}
    packed |= {"owner": new.owner.pk, "responsible": new.responsible.pk if new.responsible else None}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in packed.items()}


def _unpacked(values: Mapping[str, Any]) -> NewFinding:
    unit = Organisation.objects.select_related("region").get(pk=values["owner"])
    person = User.objects.get(pk=values["responsible"])
    days = {name: date.fromisoformat(values[name]) for name in ("found_on", "due_on")}
    return NewFinding(**{**values, "owner": unit, "responsible": person, **days})


class FindingSource(ExportSource):
    """The rows of the list, as its address says."""

    key = KEY

    def columns(self, arguments: Mapping[str, Any]) -> tuple[Column, ...]:
        return COLUMNS + SHOWN_ONLY

    def _rows(self, user: User, arguments: Mapping[str, Any]) -> Any:
        wanted = read_filter(QueryDict(arguments["query"]))
        rows = Finding.objects.visible_to(user).visible_to(user, Permission.RECORD_EXPORT)
        return in_full(narrowed(rows, wanted)).order_by("-pk")

    def total(self, user: User, arguments: Mapping[str, Any]) -> int:
        return int(self._rows(user, arguments).count())

    def rows(self, user: User, arguments: Mapping[str, Any], *, is_full: bool) -> Iterator[list[Any]]:
        for finding in self._rows(user, arguments).iterator(chunk_size=CHUNK):
            yield [at_once.exported(column, getattr(finding, column.name)) for column in self.columns(arguments)]

    def data_version(self) -> str:
        latest = Finding.objects.aggregate(at=Max("updated_at"), last=Max("pk"))
        return f"{latest['at']}/{latest['last']}"
