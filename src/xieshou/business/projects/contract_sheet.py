"""The ledger of contracts as a table: what an import takes in and an export gives out."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Max, ProtectedError, TextChoices
from django.http import QueryDict
from django.urls import reverse

from xieshou.business.projects.models import Contract, ContractState, ProcurementMethod, Project
from xieshou.business.projects.selectors_work import contracts_matching
from xieshou.business.projects.services.contracts import contract_sign
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
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

KEY = "projects:contracts"
CHUNK = 500


def _choices(kind: type[TextChoices]) -> tuple[tuple[str, Any], ...]:
    return tuple(kind.choices)


COLUMNS = (
    Column("project", "项目编号", Kind.CODE, is_required=True, max_length=40, help="项目页上的编号"),
    Column("number", "合同编号", Kind.CODE, is_required=True, max_length=80),
    Column("name", "合同名称", is_required=True, example="教学设备采购合同"),
    Column("method", "采购方式", Kind.CHOICE, is_required=True, choices=_choices(ProcurementMethod)),
    Column("supplier_name", "供应商", is_required=True),
    Column("planned_fen", "采购预算", Kind.MONEY, unit="元"),
    Column("awarded_fen", "中标（成交）金额", Kind.MONEY, unit="元"),
    Column("awarded_on", "中标（成交）日期", Kind.DATE),
    Column("signed_fen", "签订金额", Kind.MONEY, unit="元", is_required=True),
    Column("signed_on", "签订日期", Kind.DATE, is_required=True, example="2020-03-01"),
    Column("ends_on", "履行期限", Kind.DATE),
    Column("bond_fen", "履约保证金", Kind.MONEY, unit="元"),
    Column("bond_expires_on", "保证（保函）到期", Kind.DATE),
)
SHOWN_ONLY = (
    Column("amount_fen", "现合同金额", Kind.MONEY, unit="元", is_entered=False),
    Column("state", "状态", Kind.CHOICE, choices=_choices(ContractState), is_entered=False),
    Column("attention", "需处理", is_entered=False),
)
_DAYS = {column.name for column in COLUMNS if column.kind is Kind.DATE}


class ContractTarget(at_once.AtOnceTarget):
    """Contracts of any project; each row says of which."""

    key, label, columns = KEY, "合同台账", COLUMNS

    def may_import(self, user: User) -> bool:
        return user.may(Permission.PROJECT_EDIT)

    def session(self, user: User, present: Sequence[str]) -> ImportSession:
        return _Session(user)

    def undo(self, batch: ImportBatch, actor: User) -> int:
        rows = list(Contract.objects.select_for_update(of=("self",)).filter(batch=batch))
        touched = [one for one in rows if one.version > 1]
        if touched:
            raise Invalid(*(Problem("导入后修改过", str(one), remedy="请逐条处理") for one in touched[:50]))
        for one in rows:
            audit.record(actor=actor, action="contract.undo", target=one)
            take_back(one)
        return len(rows)

    def rows_url(self, batch: ImportBatch) -> str:
        return self.list_url()

    def list_url(self) -> str:
        return reverse("projects:contracts")


def take_back(contract: Contract) -> None:
    """Deletes an imported contract; one that others already build on stays."""
    try:
        contract.delete()
    except ProtectedError as error:
        held_by = "、".join(sorted({str(one._meta.verbose_name) for one in error.protected_objects}))
        raise Invalid(Problem(f"已有{held_by}", str(contract), remedy="请逐条处理")) from error


class _Session(at_once.AtOnceSession):
    """One import of contracts."""

    def __init__(self, user: User) -> None:
        super().__init__(user)
        self._projects: dict[str, Project | None] = {}

    def judged(self, row: Row) -> RowResult:
        values, told = at_once.read_row(COLUMNS, row.cells)
        if told := told or self._refusals(values, row.number):
            return at_once.wrong(row, told)
        written = at_once.written(row)
        there = Contract.objects.filter(project__code=values["project"], number=values["number"]).first()
        if there is None:
            return RowResult(row.number, Verdict.NEW, _packed(values), written)
        if differing := _differing(there, values):
            remedy = "登记错的在合同页“更正”；双方商定的变动“登记变更”"
            told = [Problem(f"台账中已有，{'、'.join(differing)}不同", "合同编号", remedy=remedy)]
            return at_once.wrong(row, told)
        return RowResult(row.number, Verdict.SAME, _packed(values), written, pk=there.pk)

    def _refusals(self, values: Mapping[str, Any], number: int) -> list[Problem]:
        code = values["project"]
        if code not in self._projects:
            self._projects[code] = Project.objects.visible_to(self.user).filter(code=code).first()
        project = self._projects[code]
        told = []
        if project is None:
            told.append(Problem(f"没有编号为“{code}”的项目，或您看不到它", "项目编号", "项目页上的编号"))
        elif not self.user.may(Permission.PROJECT_EDIT, project):
            told.append(Problem(f"您没有在“{project}”登记合同的权限", "项目编号"))
        if first := self.seen_at((code, values["number"]), number):
            told.append(Problem(f"与第 {first} 行重复", "合同编号", remedy="请删去其中一行"))
        return told

    def write(self, batch: ImportBatch, new: Sequence[RowResult]) -> None:
        for result in new:
            self._sign(batch, result)

    def _sign(self, batch: ImportBatch, result: RowResult) -> None:
        values: dict[str, Any] = {
            name: date.fromisoformat(value) if name in _DAYS and value else value
            for name, value in result.values.items()
        }
        project = Project.objects.get(code=values.pop("project"))
        try:
            contract = contract_sign(actor=self.user, project=project, **values)
        except Invalid as error:
            raise Invalid(
                *(Problem(one.what, f"第 {result.number} 行 {one.where}") for one in error.problems)
            ) from error
        Contract.objects.filter(pk=contract.pk).update(batch=batch)


def _differing(there: Contract, values: Mapping[str, Any]) -> list[str]:
    """The columns that say something else than the contract that is there already."""
    known = [one for one in COLUMNS[2:] if one.name != "supplier_name" or there.supplier_id is None]
    return [one.label for one in known if (getattr(there, one.name) or None) != (values[one.name] or None)]


def _packed(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


class ContractSource(ExportSource):
    """The rows of the list, as its address says."""

    key = KEY

    def columns(self, arguments: Mapping[str, Any]) -> tuple[Column, ...]:
        return COLUMNS + SHOWN_ONLY

    def _rows(self, user: User, arguments: Mapping[str, Any]) -> Any:
        rows = contracts_matching(QueryDict(arguments["query"])).visible_to(user)
        return rows.select_related("project", "supplier").order_by("-pk")

    def total(self, user: User, arguments: Mapping[str, Any]) -> int:
        return int(self._rows(user, arguments).count())

    def rows(self, user: User, arguments: Mapping[str, Any], *, is_full: bool) -> Iterator[list[Any]]:
        for contract in self._rows(user, arguments).iterator(chunk_size=CHUNK):
            yield [_cell(column, contract) for column in self.columns(arguments)]

    def data_version(self) -> str:
        last = Contract.objects.aggregate(last=Max("pk"))["last"]
        changed = audit.latest(1)
        return f"{last}/{changed[0].number if changed else 0}"


def _cell(column: Column, contract: Contract) -> Any:
    if column.name == "project":
        return contract.project.code
    if column.name == "supplier_name":
        return str(contract.supplier) if contract.supplier is not None else contract.supplier_name
    return at_once.exported(column, getattr(contract, column.name))
