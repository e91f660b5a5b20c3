"""Recall and precision on five published texts, against relations worked out by hand."""

import re
from functools import lru_cache

import pytest

from tests.kernel.checks.build import all_of
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
    assert _share(wrong) >= 0.97, [relation.id for relation in missed(wrong, _found())]


@needs_seeds
def test_it_confirms_what_holds() -> None:
    right = [relation for relation in relations() if not relation.is_wrong]
    assert _share(right) >= 0.97, [relation.id for relation in missed(right, _found())]


@needs_seeds
def test_it_raises_no_alarm_that_is_not_on_the_list() -> None:
    false = [
        f"{file}:{each.spot.line} {each.code} {each.published}" for file, each in unexpected(relations(), _found())
    ]
    assert false == []


@needs_seeds
def test_it_tells_the_three_counts_of_one_reception_as_one_finding() -> None:
    wrong = [one for one in _found()["003"] if one.verdict.value == "mismatch" and "150" in one.published]
    assert [one.code for one in wrong] == ["TX-SAME"]
    assert "14 个；22 次；210 人次" in [one.published for one in all_of(wrong)]
    assert not [one for one in _found()["003"] if one.code == "SE-GOALS" and one.verdict.value == "mismatch"]


@needs_seeds
def test_it_explains_every_relation_in_english_too() -> None:
    assert [each.explanation for found in _found().values() for each in all_of(found) if not each.english] == []


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


def _changed(text: str, relation: Relation) -> str:
    """The text with the second digit of a relation's published figure turned into another."""
    figure = re.sub("[^0-9.,]", "", relation.published)
    start = sum(len(line) + 1 for line in text.split("\n")[: relation.line - 1])
    first = text.index(figure, max(0, start - 200))
    at = [place for place in range(first, first + len(figure)) if text[place].isdigit()][:2][-1]
    return text[:at] + str((int(text[at]) + 4) % 10) + text[at + 1 :]


@needs_seeds
@pytest.mark.parametrize("file", ["000", "001", "002", "004"])
def test_it_finds_a_figure_changed_in_running_text(file: str) -> None:
    path = next(SEEDS.glob(f"{file}*.txt"))
    text = path.read_text(encoding="utf-8")
    known = {each.explanation for each in _found()[file] if each.verdict.value in ("mismatch", "question")}
    holding = [
        one for one in relations() if one.file == file and one.verdict in ("ok", "rounding") and one.code != "TX-GRADE"
    ]
    for relation in holding:
        found = check([read_text(_changed(text, relation), path.name)])
        shown = {each.explanation for each in found if each.verdict.value in ("mismatch", "question")}
        assert shown - known, relation.id
