"""The published totals come out of the published scores, and the department's out of its raw facts."""

from dataclasses import replace

import pytest

from xieshou.datasets import dataset_ids, load_dataset
from xieshou.kernel.evaluation import Evaluation
from xieshou.kernel.exact import Exact
from xieshou.kernel.score import score
from xieshou.kernel.scorecard import Scorecard
from xieshou.schemes import load_scheme

SHENZHEN = {
    "exchange": ("94.37", None),
    "fund": ("86.73", None),
    "operations": ("99.1", None),
    "reserve": ("95", None),
    "platform": ("48.55", None),
    "hospitality": ("94.3", None),
    "equipment": ("66", None),
    "forward": ("96.5", None),
    "department": ("88.83", "良"),
    "exchange-evaluation": ("97.2", "优"),
    "fund-evaluation": ("88.25", "良"),
}
OTHERS = {"hechi-2018": "100", "guangzhou-2020": "87.68", "guangzhou-2022": "97.21", "huangpu-2022": "100"}


def evaluation(id: str, dataset: str = "shenzhen-2020") -> Evaluation:
    return next(entry for entry in load_dataset(dataset).evaluations if entry.id == id)


def card(id: str, dataset: str = "shenzhen-2020") -> Scorecard:
    found = evaluation(id, dataset)
    assert found.scheme is not None
    return score(load_scheme(found.scheme), found)


@pytest.mark.parametrize(("id", "expected"), SHENZHEN.items())
def test_it_recomputes_the_published_total(id: str, expected: tuple[str, str | None]) -> None:
    total, grade = expected
    got = card(id)
    assert (got.published, got.computed) == (Exact.read(total), Exact.read(total))
    if grade is not None:
        assert got.grade is not None
        assert (got.grade.zh, got.published_grade) == (grade, grade)


def test_it_gives_the_departments_total_from_raw_facts_without_any_stored_score() -> None:
    bare = replace(evaluation("department"), scores=(), adjustments=())
    assert bare.scheme is not None
    assert score(load_scheme(bare.scheme), bare).computed == Exact.read("88.83")


def test_it_gives_each_of_the_departments_21_published_scores_by_rule() -> None:
    items = card("department").items
    assert len(items) == 21
    assert [item.code for item in items if item.by_rule != item.published] == []


@pytest.mark.parametrize(("dataset", "total"), OTHERS.items())
def test_it_keeps_the_published_total_of_the_other_offices(dataset: str, total: str) -> None:
    assert [entry.published.score for entry in load_dataset(dataset).evaluations] == [total]


def test_it_recomputes_hechi_in_full() -> None:
    (found,) = load_dataset("hechi-2018").evaluations
    got = card(found.id, "hechi-2018")
    assert (got.computed, got.grade.zh if got.grade else None) == (Exact(100), "优秀")


@pytest.mark.parametrize(
    ("id", "code", "by_rule", "awarded", "reason"),
    [
        ("exchange", "4", "5.71", "7.14", None),  # 16 of ≥20 firms, full marks, nothing said
        ("fund", "3", "4.04", "2.67", "人数不达标，酌情扣分"),  # 1,164 of ≥1,200 students
        ("equipment", "1", "0", "8.5", "取消采购"),  # a cancelled purchase
        ("hospitality", "2", "4", "6.34", "因疫情影响，减少公务接待，因此人次数量有偏差，酌情扣分。"),
    ],
)
def test_it_shows_where_the_office_left_the_rule(
    id: str, code: str, by_rule: str, awarded: str, reason: str | None
) -> None:
    item = card(id).item(code)
    assert item is not None
    assert (item.by_rule, item.awarded, item.reason) == (Exact.read(by_rule), Exact.read(awarded), reason)


def test_it_names_the_rounding_that_explains_a_difference() -> None:
    item = card("exchange-evaluation").item("B2")
    assert item is not None
    assert item.hint is not None
    assert "3.2" in item.hint.zh


def test_it_loads_every_data_set() -> None:
    assert {load_dataset(id).id for id in dataset_ids()} == {"shenzhen-2020", *OTHERS}
