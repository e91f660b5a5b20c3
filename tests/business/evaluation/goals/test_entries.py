"""Rows of a goal form without a database."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from xieshou.business.evaluation.entries import Row, changes_between, with_codes
from xieshou.business.evaluation.figures_typed import clean_figures
from xieshou.business.evaluation.forms_goals import rows_typed
from xieshou.kernel.target import read_target

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
    data.update({"r-1-name": "培训人次", "r-1-target": "≥１２．５％（全年）", "r-1-unit": "％", "r-1-points": "２０分"})
    (row,) = rows_typed(data)
    assert (row.target, row.unit, row.points) == ("≥12.5%（全年）", "%", "20")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("≧５０％", "≥50%"),
        ("＞＝１，２００人次／年", "≥1,200人次/年"),
        ("<= ３ 次", "≤ 3 次"),
        ("＜－２℃", "<-2℃"),
        ("建成（含续建）３个；验收合格，投用　", "建成（含续建）3个；验收合格，投用"),
        ("２０２０年６～８月", "2020年6～8月"),
        ("\u200b１００％", "100%"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_a_figure_is_kept_in_half_width_and_a_sentence_as_it_was_typed(typed: str, kept: str) -> None:
    assert clean_figures(typed) == kept
    assert clean_figures(kept) == kept


@given(st.text(alphabet="０９１２09，,．.％%≧≥＞><＜=＝－- 　个（）；～\u200b", max_size=12))
def test_cleaning_twice_changes_nothing_and_the_kernel_reads_the_same(typed: str) -> None:
    kept = clean_figures(typed)
    assert clean_figures(kept) == kept
    assert read_target(kept).means_same(read_target(typed))
