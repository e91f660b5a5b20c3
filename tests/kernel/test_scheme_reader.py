"""The reader of schemes: every mistake has its broken file, whose first lines are the words expected, in order."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kernel.schemes import RATIO, scheme_text, with_rule
from xieshou.kernel.evaluation import EvaluationKind
from xieshou.kernel.exact import Exact
from xieshou.kernel.scheme import Aggregate, NotApplicable, OfficialText
from xieshou.kernel.scheme_reader import read_scheme
from xieshou.kernel.strict import LoadError
from xieshou.kernel.wording import Words

BROKEN = sorted((Path(__file__).parent / "broken").glob("*.yaml"))
KERNEL = Path(__file__).parents[2] / "src/xieshou/kernel"
SOURCES = [KERNEL / name for name in ("strict.py", "scheme_reader.py", "formula.py", "lower.py", "program.py")]
MARK = "# expect: "


def expected(text: str) -> list[str]:
    return [line.removeprefix(MARK) for line in text.splitlines() if line.startswith(MARK)]


def reported(path: Path) -> list[str]:
    with pytest.raises(LoadError) as error:
        read_scheme(path.read_text(encoding="utf-8"), path.name)
    return [problem.english.removeprefix(f"{path.name}:") for problem in error.value.problems]


def matches(found: str, wanted: str) -> bool:
    """`…` at the end: the rest is the YAML library's wording."""
    return found.startswith(wanted[:-1]) if wanted.endswith("…") else found == wanted


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_it_reports_every_mistake_with_its_place(path: Path) -> None:
    wanted, found = expected(path.read_text(encoding="utf-8")), reported(path)
    assert len(found) == len(wanted)
    assert all(matches(one, other) for one, other in zip(found, wanted, strict=True)), found


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_it_says_every_mistake_in_chinese_first(path: Path) -> None:
    with pytest.raises(LoadError) as error:
        read_scheme(path.read_text(encoding="utf-8"), path.name)
    for problem in error.value.problems:
        assert re.search("[一-龥]", problem.zh), problem
        assert str(problem).startswith(f"{problem.place}: {problem.zh} / ")


# Every message in the source stands in one of the broken files.


def messages(path: Path) -> Iterator[ast.expr]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(ast.Attribute(attr="fail"), [what, *_]):
                yield what
            case ast.Call(ast.Name(id="Problem"), [_, what, *_]):
                yield what
            case ast.Call(ast.Name(id="FormulaError" | "TooWideError" | "BaseSignError" | "TooDeepError"), [what, *_]):
                yield what
            case ast.Assign([ast.Name(id="what" | "_TOO_DEEP")], value):
                yield value
            case _:
                pass


def patterns(what: ast.expr) -> Iterator[str]:
    match what:
        case ast.IfExp(_, one, other):
            yield from patterns(one)
            yield from patterns(other)
        case ast.Constant(str(text)):
            yield re.escape(text)
        case ast.JoinedStr(parts):
            yield "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in parts)
        case _:
            return


def all_patterns() -> list[str]:
    files = [*SOURCES, *sorted((KERNEL / "rules").glob("*.py"))]
    return [pattern for path in files for what in messages(path) for pattern in patterns(what)]


@pytest.mark.parametrize("pattern", sorted(set(all_patterns())))
def test_it_has_a_broken_file_for_every_message(pattern: str) -> None:
    words = [line for path in BROKEN for line in expected(path.read_text(encoding="utf-8"))]
    known = [line[:-1] for line in words if line.endswith("…")]
    assert any(re.search(pattern, line) for line in words) or any(
        pattern.startswith(re.escape(line.partition(": ")[2])) for line in known
    )


# What a right one gives.


def test_it_reads_a_scheme() -> None:
    scheme = read_scheme(scheme_text(), "s.yaml")
    assert (scheme.id, scheme.kind, scheme.points, scheme.places) == ("sample", EvaluationKind.DEPARTMENT, Exact(10), 2)
    assert (scheme.first_year, scheme.last_year) == (2020, 2021)
    assert scheme.words == Words("甲", "a")
    assert [item.code for item in scheme.leaves()] == ["A"]


def test_it_takes_the_defaults_of_what_is_left_out() -> None:
    scheme = read_scheme(scheme_text(), "s.yaml")
    assert (scheme.not_applicable, scheme.aggregate) == (NotApplicable.ZERO, Aggregate.NONE)
    assert (scheme.official, scheme.official_note, scheme.cases) == (OfficialText.AT_HAND, Words("", ""), ())


def test_it_leaves_the_last_year_open() -> None:
    scheme = read_scheme(scheme_text().replace(", to: 2021", ""), "s.yaml")
    assert scheme.last_year is None
    assert scheme.valid_in(2099)
    assert not scheme.valid_in(2019)


def test_it_allows_a_scheme_without_grades() -> None:
    text = re.sub(r"grades: .*", "grades: []", scheme_text())
    assert read_scheme(text, "s.yaml").grade_of(Exact(10)) is None


@pytest.mark.parametrize(("total", "grade"), [("10", "优"), ("9", "优"), ("8.99", "差"), ("0", "差")])
def test_it_grades_from_the_lower_limit_inclusive(total: str, grade: str) -> None:
    found = read_scheme(scheme_text(), "s.yaml").grade_of(Exact.read(total))
    assert found is not None
    assert found.words.zh == grade


def test_it_reads_the_criteria_of_an_item_with_their_lines() -> None:
    text = scheme_text().replace("points: 10, rule", 'criteria: "1. 完成；\\n2. 否则不得分", points: 10, rule')
    assert read_scheme(text, "s.yaml").leaves()[0].criteria == "1. 完成；\n2. 否则不得分"
    assert read_scheme(scheme_text(), "s.yaml").leaves()[0].criteria == ""


def test_it_keeps_the_line_of_an_item() -> None:
    text = scheme_text()
    line = next(number for number, line in enumerate(text.splitlines(), 1) if "code: A" in line)
    assert read_scheme(text, "s.yaml").leaves()[0].line == line


def test_it_changes_the_digest_with_one_character() -> None:
    one = read_scheme(scheme_text(), "s.yaml")
    other = read_scheme(scheme_text() + "\n", "s.yaml")
    assert one.digest != other.digest


def test_it_reads_the_facts_a_rule_declares() -> None:
    rule = "{kind: violations, count: breaches, each: 1, zh: 项数, en: breaches}"
    scheme = read_scheme(with_rule(rule), "s.yaml")
    assert scheme.facts["breaches"].words == Words("项数", "breaches")


def test_it_reads_a_group_with_its_over_achievement_table_from_the_largest() -> None:
    group = (
        "indicators: {level1: [产出指标], missed: nothing, over: [{above: 1.3, deduct: 0.1}, {above: 3, deduct: 0.3}]}"
    )
    scheme = read_scheme(scheme_text().replace(f"rule: {RATIO}", group), "s.yaml")
    indicators = scheme.groups()[0].indicators
    assert indicators is not None
    assert not indicators.in_proportion
    assert [str(step.above) for step in indicators.excess] == ["3", "1.3"]


def test_it_lets_a_case_name_its_own_indicators() -> None:
    case = "cases:\n  - {name: 例, facts: {done: 1 个}, indicators: [{code: I7}, {name: 乙}], scores: {A: 0, I7: 1, '2': 2}}\n"
    scheme = read_scheme(scheme_text() + case, "s.yaml")
    assert list(scheme.cases[0].scores) == ["A", "I7", "2"]


def test_it_reads_an_item_that_may_not_apply() -> None:
    text = scheme_text().replace("points: 10, rule", "points: 10, may_not_apply: true, rule")
    scheme = read_scheme(text + "not_applicable: rescale\n", "s.yaml")
    assert scheme.leaves()[0].may_not_apply
    assert scheme.not_applicable is NotApplicable.RESCALE
