"""Rows of a goal form without a database."""

import pytest
from django.http import QueryDict

from xieshou.business.evaluation.entries import Row, changes_between, with_codes
from xieshou.business.evaluation.forms_goals import rows_typed

pytestmark = pytest.mark.function("JX07")


def test_a_new_row_gets_a_number_that_no_version_used() -> None:
    rows = with_codes([Row(code="2", name="甲"), Row(name="乙")], ["1", "2", "7"])
    assert [row.code for row in rows] == ["2", "8"]


def test_changes_name_the_field_with_both_values() -> None:
    (change,) = changes_between([Row(code="1", name="甲", target="≥5")], [Row(code="1", name="甲", target="≥8")])
    assert [(cell.name, cell.before, cell.after) for cell in change.cells] == [("target", "≥5", "≥8")]


def test_added_and_removed_rows_are_told() -> None:
    found = changes_between([Row(code="1", name="甲")], [Row(code="2", name="乙")])
    assert [(change.kind, change.name) for change in found] == [("added", "乙"), ("removed", "甲")]


def test_the_same_rows_have_no_changes() -> None:
    assert changes_between([Row(code="1", name="甲")], [Row(code="1", name="甲")]) == []


def test_figures_typed_in_full_width_are_the_same_figures() -> None:
    data = QueryDict(mutable=True)
    data.update({"r-1-name": "培训人次", "r-1-target": "≥１２．５％（全年）", "r-1-points": "２０分"})
    (row,) = rows_typed(data)
    assert (row.target, row.points) == ("≥12.5%（全年）", "20")
