"""One row judged: every cell read, names found in the registers, known values filled in, all problems told at once."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils import timezone

from xieshou.lib.problems import Problem
from xieshou.platform.exchange.api import Column, Kind, Unreadable, cells
from xieshou.platform.ledger.declaration import Known, Ledger
from xieshou.platform.ledger.models import day_of
from xieshou.platform.ledger.registers import Registers


@dataclass(frozen=True)
class Checked:
    """A row as read: values by column, what registers know, and everything that is wrong with it."""

    values: dict[str, Any]
    known: dict[str, Known]
    problems: tuple[Problem, ...]


def check(
    ledger: Ledger, raw: Mapping[str, object], registers: Registers, gives_way: frozenset[str] = frozenset()
) -> Checked:
    """Reads and judges one row. Locks and rights are asked elsewhere: they depend on who writes.

    `gives_way`: columns nobody wrote now, whose stored value silently follows what a register knows.
    """
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for column in ledger.entered:
        values[column.name] = _read(column, raw.get(column.name), problems)
    _find_organisations(ledger, values, registers, problems)
    day = _day(values)
    known = _known(ledger, values, registers)
    for name, fact in known.items():
        if name not in gives_way:
            problems += _contradicting(ledger.by_name[name], values[name], fact, registers, day)
        values[name] = fact.value
    _find_regions(ledger, values, registers, problems, day)
    problems += _missing(ledger, values, {problem.where for problem in problems})
    problems += _when(values, {problem.where for problem in problems})
    if not problems:
        for rule in ledger.rules:
            problems += rule(values)
    return Checked(_with_defaults(ledger, values), known, tuple(problems))


def _read(column: Column, raw: object, problems: list[Problem]) -> Any:
    if isinstance(raw, int) and column.kind in {Kind.ORGANISATION, Kind.REGION} and not isinstance(raw, bool):
        return raw
    if column.kind is Kind.MONEY and isinstance(raw, Fen):
        return raw.fen
    try:
        return cells.read(column, raw)
    except Unreadable as error:
        problems.append(replace(error.problem, where=column.label))
        return None


@dataclass(frozen=True)
class Fen:
    """An amount that is already in integer 分, not in the column's unit: what is stored."""

    fen: int | None


def _find_organisations(ledger: Ledger, values: dict[str, Any], registers: Registers, problems: list[Problem]) -> None:
    for column in ledger.entered:
        if column.kind is Kind.ORGANISATION and values[column.name] is not None:
            _keep(column, values, registers.organisation(values[column.name]), problems)


def _find_regions(
    ledger: Ledger, values: dict[str, Any], registers: Registers, problems: list[Problem], day: date | None
) -> None:
    for column in ledger.entered:
        if column.kind is Kind.REGION and isinstance(values[column.name], str):
            _keep(column, values, registers.region(values[column.name], day), problems)


def _keep(column: Column, values: dict[str, Any], found: int | Problem, problems: list[Problem]) -> None:
    if isinstance(found, Problem):
        problems.append(replace(found, where=column.label))
        values[column.name] = None
    else:
        values[column.name] = found


def _day(values: Mapping[str, Any]) -> date | None:
    if values["occurred_on"] is None and not values["period"]:
        return None
    return day_of(values["occurred_on"], values["period"])


def _known(ledger: Ledger, values: Mapping[str, Any], registers: Registers) -> dict[str, Known]:
    """What registers know about this row, by column."""
    facts = {name: rule(values, registers) for name, rule in ledger.known_rules.items()}
    return {name: fact for name, fact in facts.items() if fact is not None}


def _contradicting(column: Column, entered: Any, fact: Known, registers: Registers, day: date | None) -> list[Problem]:
    """Writing something else beside what a register knows is a mistake, not a change."""
    if isinstance(entered, str) and column.kind is Kind.REGION:
        entered = registers.region(entered, day)
    if entered is None or entered == fact.value:
        return []
    allowed = f"留空，或填 {_named(column, fact.value, registers)}"
    return [Problem(f"与{fact.label}不一致", column.label, allowed, "系统已有的数自动带出；要改请到登记册改")]


def _named(column: Column, value: Any, registers: Registers) -> str:
    if column.kind is Kind.REGION:
        return str(registers.region_by_id(value))
    return str(registers.organisation_by_id(value)) if column.kind is Kind.ORGANISATION else str(value)


def _missing(ledger: Ledger, values: Mapping[str, Any], told: set[str]) -> list[Problem]:
    return [
        Problem("没有填", column.label, column.allowed)
        for column in ledger.entered
        if column.is_required and values[column.name] is None and column.label not in told
    ]


def _when(values: Mapping[str, Any], told: set[str]) -> list[Problem]:
    if told & {"日期", "时期"}:
        return []
    day = values.get("occurred_on")
    if day is None and not values.get("period"):
        return [Problem("日期和时期都没有填", "日期", "日期，例如 2020-03-01；或时期，例如 2020", "至少填一个")]
    if day is not None and not date(1978, 1, 1) <= day <= timezone.localdate():
        return [Problem(f"{day} 不在合理范围", "日期", "1978 年以后，不晚于今天", "没有发生的事不登记")]
    return []


def _with_defaults(ledger: Ledger, values: dict[str, Any]) -> dict[str, Any]:
    """Empty cells become what the field stores for empty: its default, or nothing."""
    for name, empty in ledger.empty_values.items():
        if values[name] is None:
            values[name] = empty
    return values


def match_key(ledger: Ledger, values: Mapping[str, Any]) -> str:
    """What makes two rows the same: the external key of the unit, or the ledger's own columns."""
    if values.get("external_key"):
        parts = ["key", str(values["owner"]), str(values["external_key"])]
    else:
        parts = [str(values.get(name) or "") for name in ledger.unique_key]
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()
