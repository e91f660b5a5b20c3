"""Recall and precision on five published texts, against relations worked out by hand."""

from functools import lru_cache

import pytest

from tests.kernel.checks.from_dataset import shenzhen
from tests.kernel.checks.measure import SEEDS, Relation, missed, relations, unexpected
from xieshou.documents.read.text_file import read_text
from xieshou.kernel.checks import check
from xieshou.kernel.reading import Finding

needs_seeds = pytest.mark.skipif(not SEEDS.is_dir(), reason="the published texts do not lie beside the repository")


@lru_cache(maxsize=1)
def _found() -> dict[str, tuple[Finding, ...]]:
    return {
        path.name[:3]: check([read_text(path.read_text(encoding="utf-8"), path.name)])
        for path in sorted(SEEDS.glob("0*.txt"))
    }


def _share(known: list[Relation]) -> float:
    return 1 - len(missed(known, _found())) / len(known)


def test_it_has_a_list_worth_measuring_against() -> None:
    known = relations()
    assert len(known) >= 150
    assert sum(relation.is_wrong for relation in known) >= 40
    assert len({relation.id for relation in known}) == len(known)


@needs_seeds
def test_it_finds_nine_tenths_of_what_is_wrong() -> None:
    wrong = [relation for relation in relations() if relation.is_wrong]
    assert _share(wrong) >= 0.85, [relation.id for relation in missed(wrong, _found())]


@needs_seeds
def test_it_confirms_what_holds() -> None:
    right = [relation for relation in relations() if not relation.is_wrong]
    assert _share(right) >= 0.9, [relation.id for relation in missed(right, _found())]


@needs_seeds
def test_it_raises_no_alarm_that_is_not_on_the_list() -> None:
    false = [
        f"{file}:{each.spot.line} {each.code} {each.published}" for file, each in unexpected(relations(), _found())
    ]
    assert len(false) <= 3, false


def test_it_finds_the_faults_of_the_published_tables_in_the_data_set() -> None:
    codes = {each.code for each in check([shenzhen()]) if each.verdict.value == "mismatch"}
    assert {"SE-FULL", "SE-ANNOUNCED", "SE-YEAR", "SE-GOALS", "SE-NO-ACTUAL", "SE-ACROSS", "DP-CRITERIA"} <= codes


def test_it_finds_no_fault_in_the_published_final_accounts() -> None:
    shown = [
        each.code
        for each in check([shenzhen()])
        if each.code.startswith("FA-") and each.verdict.value in ("mismatch", "question")
    ]
    assert shown == []
