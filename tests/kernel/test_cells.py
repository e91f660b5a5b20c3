"""Every cell of the published tables reads as a person reads it."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from xieshou.kernel.actual import Actual, ActualKind, read_actual
from xieshou.kernel.comparison import compare
from xieshou.kernel.quantity import Quantity, read_quantity
from xieshou.kernel.target import Target, TargetKind, read_target


@cache
def cells() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("cells.yaml").read_text(encoding="utf-8"))
    return loaded


def joined(*parts: tuple[str, object]) -> str:
    return " ".join(f"{word} {value}".strip() for word, value in parts if value not in (None, ""))


def describe_target(read: Target) -> str:
    amount = f"{read.low}~{read.high}" if read.kind is TargetKind.RANGE else read.amount
    return joined(
        ("", read.kind.value),
        ("", amount),
        ("", read.date),
        ("per", read.per),
        ("of", read.subject),
        ("event", read.event),
        ("", "(no sign)" if read.sign_missing else ""),
        ("", f"({read.reason.value})" if read.reason else ""),
    )


def describe_actual(read: Actual) -> str:
    return joined(
        ("", read.kind.value),
        ("", read.quantity),
        ("", read.date),
        ("per", read.per),
        ("of", read.subject),
        ("event", read.event),
        ("as of", read.as_of),
        ("", "(copied sign)" if read.copied_sign else ""),
        ("", f"({read.reason.value})" if read.reason else ""),
    )


@pytest.mark.parametrize(("text", "reading"), cells()["targets"].items())
def test_it_reads_a_target_cell(text: str, reading: str) -> None:
    assert describe_target(read_target(text)) == reading


@pytest.mark.parametrize(("text", "reading"), cells()["actuals"].items())
def test_it_reads_an_actual_cell(text: str, reading: str) -> None:
    assert describe_actual(read_actual(text)) == reading


@pytest.mark.parametrize(("line", "target", "actual", "verdict"), cells()["rows"])
def test_it_judges_a_published_row(line: int, target: str, actual: str, verdict: str) -> None:
    result = compare(read_target(target), read_actual(actual), year=2020)
    assert f"{result.verdict.value} {result.reason.value}" == verdict, f"line {line}"


@pytest.mark.parametrize("row", cells()["rows"])
def test_it_has_a_reading_for_every_cell_of_a_row(row: list[Any]) -> None:
    assert row[1] in cells()["targets"]
    assert row[2] in cells()["actuals"]


@pytest.mark.parametrize(("text", "digits", "places", "unit"), cells()["quantities"])
def test_it_reads_a_published_amount(text: str, digits: int, places: int, unit: str) -> None:
    assert read_quantity(text) == Quantity(digits, places, unit)


def test_it_leaves_one_published_cell_unread() -> None:
    rows = cells()["rows"]
    targets = [row[0] for row in rows if read_target(row[1]).kind is TargetKind.UNREADABLE]
    actuals = [row[0] for row in rows if read_actual(row[2]).kind is ActualKind.UNREADABLE]
    assert (targets, actuals) == ([], [2404])
