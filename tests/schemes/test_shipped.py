"""The schemes shipped with the package."""

import re
from importlib import resources

import pytest

from xieshou.kernel.cases import run_cases
from xieshou.kernel.exact import total
from xieshou.kernel.scheme import Aggregate, Item, NotApplicable, OfficialText, Scheme
from xieshou.kernel.strict import LoadError
from xieshou.schemes import UnknownSchemeError, load_scheme, scheme_ids

CHINESE = re.compile("[\u4e00-\u9fff]")
IDS = {
    "anhui-department",
    "chongqing-department",
    "guangzhou-2022-department",
    "hechi-2018-project",
    "hubei-project-self",
    "national-2020-project-self",
    "shenzhen-2020-department",
    "shenzhen-2020-project-evaluation",
    "national-2020-project-evaluation",
    "shenzhen-2020-project-self",
}
each_scheme = pytest.mark.parametrize(
    "scheme", [load_scheme(name) for name in scheme_ids()], ids=lambda scheme: scheme.id
)


def every_item(scheme: Scheme) -> list[Item]:
    return [item for top in scheme.items for item in top.walk()]


def test_it_ships_ten_schemes_and_no_other_file() -> None:
    files = {entry.name for entry in resources.files("xieshou.schemes").iterdir() if entry.name != "__pycache__"}
    assert set(scheme_ids()) == IDS
    assert files == {"__init__.py", *(f"{name}.yaml" for name in IDS)}


def test_it_names_the_schemes_that_exist_when_one_does_not() -> None:
    with pytest.raises(
        UnknownSchemeError, match=r"'shenzhen-2021' does not exist\. Allowed: anhui-department, .*project-self"
    ):
        load_scheme("shenzhen-2021")


@pytest.mark.parametrize("name", ["", "../schemes/anhui-department", "anhui-department.yaml", "__init__"])
def test_it_opens_no_other_file(name: str) -> None:
    with pytest.raises(UnknownSchemeError):
        load_scheme(name)


def test_it_loads_a_scheme_once() -> None:
    assert load_scheme("anhui-department") is load_scheme("anhui-department")


@each_scheme
def test_it_has_the_id_of_its_file(scheme: Scheme) -> None:
    assert scheme.id in IDS
    assert load_scheme(scheme.id) is scheme


@each_scheme
def test_it_gives_every_item_its_own_code(scheme: Scheme) -> None:
    codes = [item.code for item in every_item(scheme)]
    assert len(codes) == len(set(codes))


@each_scheme
def test_it_sums_to_a_hundred_points(scheme: Scheme) -> None:
    assert str(total([item.points for item in scheme.leaves()])) == "100"
    for item in every_item(scheme):
        assert not item.items or total([child.points for child in item.items]) == item.points


@each_scheme
def test_it_has_names_in_both_languages(scheme: Scheme) -> None:
    words = [
        scheme.words,
        *(item.words for item in every_item(scheme)),
        *(fact.words for fact in scheme.facts.values()),
    ]
    words += [grade.words for grade in scheme.grades]
    for one in words:
        assert CHINESE.search(one.zh)
        assert one.en.strip()
        assert not CHINESE.search(one.en)


@each_scheme
def test_it_explains_every_leaf_in_chinese(scheme: Scheme) -> None:
    assert all(CHINESE.search(item.explanation) for item in scheme.leaves())


@each_scheme
def test_it_says_every_rule_in_both_languages(scheme: Scheme) -> None:
    for item in scheme.ruled():
        assert item.rule is not None
        words = item.rule.words(item.points, scheme.names())
        assert CHINESE.search(words.zh)
        assert not CHINESE.search(words.en), words.en
        assert words.en.strip()


@each_scheme
def test_it_names_its_source_and_authority(scheme: Scheme) -> None:
    assert CHINESE.search(scheme.source)
    assert CHINESE.search(scheme.authority)


@each_scheme
def test_it_says_plainly_what_was_not_checked(scheme: Scheme) -> None:
    assert scheme.official is not OfficialText.AT_HAND
    assert re.search("未与|未核对|不在手边|没有给出", scheme.official_note.zh)
    assert re.search("not checked|unchecked|not at hand", scheme.official_note.en)


@each_scheme
def test_it_ends_its_grades_at_zero(scheme: Scheme) -> None:
    assert not scheme.grades or str(scheme.grades[-1].lowest) == "0"


@each_scheme
def test_its_cases_come_out(scheme: Scheme) -> None:
    assert len(scheme.cases) >= 4
    assert [str(problem) for problem in run_cases(scheme, scheme.id)] == []


@each_scheme
def test_its_cases_touch_every_kind_of_item(scheme: Scheme) -> None:
    named = {code for case in scheme.cases for code in case.scores}
    kinds = {type(item.rule).__name__ for item in scheme.ruled()}
    assert kinds == {type(item.rule).__name__ for item in scheme.ruled() if item.code in named}


@pytest.mark.parametrize(
    ("scheme_id", "weights"),
    [
        ("shenzhen-2020-project-self", {"E": "10", "P": "50", "Q": "40"}),
        ("national-2020-project-self", {"E": "10", "P": "50", "Q": "30", "S": "10"}),
        ("anhui-department", {"E": "10", "P": "50", "Q": "30", "S": "10"}),
        ("hubei-project-self", {"E": "20", "I": "80"}),
        ("chongqing-department", {"E": "10", "G": "30", "B": "60"}),
        ("hechi-2018-project", {"A": "20", "B": "20", "C": "20", "D": "40"}),
        ("guangzhou-2022-department", {"A": "50", "B": "50"}),
        ("shenzhen-2020-department", {"A": "20", "B": "20", "C": "60"}),
        ("shenzhen-2020-project-evaluation", {"A": "20", "B": "20", "C": "30", "D": "30"}),
    ],
)
def test_it_weighs_the_first_level_as_published(scheme_id: str, weights: dict[str, str]) -> None:
    assert {item.code: str(item.points) for item in load_scheme(scheme_id).items} == weights


def test_it_weighs_the_evaluation_of_a_project_as_published() -> None:
    scheme = load_scheme("shenzhen-2020-project-evaluation")
    points = [str(item.points) for item in scheme.leaves()]
    assert points == ["5", "2", "4", "3", "4", "2", "2", "5", "3", "5", "5", "9", "10", "7", "4", "22", "8"]


def test_it_aggregates_before_scoring_in_hubei_only() -> None:
    assert [name for name in scheme_ids() if load_scheme(name).aggregate is Aggregate.BEFORE_SCORING] == [
        "hubei-project-self"
    ]


def test_it_rescales_nowhere_without_a_source_that_says_so() -> None:
    assert {load_scheme(name).not_applicable for name in scheme_ids()} == {NotApplicable.ZERO}


def test_it_reads_every_scheme_without_a_mistake() -> None:
    try:
        loaded = [load_scheme(name).id for name in scheme_ids()]
    except LoadError as error:
        pytest.fail(str(error))
    assert loaded == sorted(IDS)
