"""Heads of many households out of one small table: read at once, kept nowhere but in the encrypted fields, all rows or none."""

from typing import Any

from django.core.files import File
from django.db import transaction

from xieshou.business.assets.models import CODE_LENGTH, Household
from xieshou.business.assets.services.heads import head_set
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User
from xieshou.platform.exchange.api import Column, Kind, small_table

MOST_ROWS = 300  # each row goes through its service; more would keep the browser waiting
COLUMNS = (
    Column("code", "户编号", Kind.CODE, max_length=CODE_LENGTH, is_required=True, help="受益户台账中的编号"),
    Column("name", "户主姓名", max_length=40),
    Column("id_number", "户主身份证号", Kind.CODE, max_length=40, help="把这一列设为“文本”再填"),
)


def heads_import(*, actor: User, file: "File[bytes]", reason: str) -> int:
    """Names the head of every household in the table; what any row refuses is told for all, and nothing stays done."""
    rows = small_table.rows_of(file, COLUMNS, most=MOST_ROWS)
    codes = [row.values["code"] for row in rows]
    seen = Household.objects.visible_to(actor).filter(code__in=codes).select_related("owner", "place")
    known: dict[str, Household] = {one.code: one for one in seen}
    found: list[Problem] = []
    with transaction.atomic():
        for row in rows:
            found += _named(actor, row, known.pop(row.values["code"], None), reason)
        small_table.refuse(found)
    return len(rows)


def _named(actor: User, row: small_table.TableRow, household: Household | None, reason: str) -> list[Problem]:
    """What stands against one row; the household is taken, so that a second row of it finds none."""
    if household is None:
        told = f"没有编号为“{row.values['code']}”的户，或不在您可见范围，或在表中出现两次"
        return [row.problem("code", told, "受益户台账中的编号，每户一行")]
    values: dict[str, Any] = {name: row.values.get(name) or "" for name in ("name", "id_number")}
    try:
        with transaction.atomic():
            head_set(actor=actor, household=household, opened_version=household.version, reason=reason, **values)
    except Invalid as error:
        return [_at(row, problem) for problem in error.problems]
    except Refused as error:
        return [row.problem("code", error.why)]
    return []


def _at(row: small_table.TableRow, problem: Problem) -> Problem:
    """The problem at its cell, or at the row's first."""
    name = next((column.name for column in COLUMNS if column.label == problem.where), "code")
    return row.problem(name, problem.what, problem.allowed, problem.remedy)


def template_rows(actor: User) -> list[list[small_table.Cell]]:
    """The households without a head that the person sees, newest first, to be filled in."""
    nameless = Household.objects.filter(head_masked="")
    return [[one.code, "", ""] for one in nameless.newest_visible_to(actor, MOST_ROWS)]
