"""Runs the worked cases of a scheme: every score they name must come out, to the last decimal."""

from xieshou.kernel.evaluate import Value
from xieshou.kernel.evaluation import Evaluation, Indicator, Published, PublishedTotal
from xieshou.kernel.exact import ZERO, Exact, NotExactError, total
from xieshou.kernel.expr import Outcome
from xieshou.kernel.facts import Problems, read_facts
from xieshou.kernel.indicator import score_indicator
from xieshou.kernel.lower import FactSpec
from xieshou.kernel.program import NOT_APPLICABLE_PREFIX, program_of
from xieshou.kernel.scheme import ExpectedCase, Item, NotApplicable, Scheme
from xieshou.kernel.scorecard import ScoredItem
from xieshou.kernel.strict import LoadError, Place, Problem


def run_cases(scheme: Scheme, file: str) -> list[Problem]:
    """One problem per score that does not come out."""
    found: list[Problem] = []
    for case in scheme.cases:
        try:
            found += _run(scheme, case, file)
        except LoadError as error:
            found += error.problems
    return found


def _run(scheme: Scheme, case: ExpectedCase, file: str) -> list[Problem]:
    own = _own(scheme, case)
    got = {**_ruled_scores(scheme, case, file), **{i.code: i.by_rule for i in own if i.by_rule is not None}}
    wrong = [_compare(case, file, code, expected, got.get(code)) for code, expected in case.scores.items()]
    reached = _total(scheme, case, got, own)
    if case.total is not None:
        wrong.append(_compare(case, file, "total", case.total, reached))
    if case.grade is not None:
        grade = scheme.grade_of(reached)
        if grade is None or grade.words.zh != case.grade:
            wrong.append(_problem(case, file, "grade", case.grade, grade.words.zh if grade else "none"))
    return [problem for problem in wrong if problem is not None]


def _ruled_scores(scheme: Scheme, case: ExpectedCase, file: str) -> dict[str, Exact]:
    program = program_of(scheme)
    facts = _facts(scheme, case, program.facts, file)
    scaled = [None if (value := facts.get(s.name)) is None else value.number.scaled(s.places) for s in program.facts]
    scores, _ = program.run(scaled)
    return {item.code: Exact(s, 10**scheme.places) for item, s in zip(program.items, scores, strict=True)}


def _facts(scheme: Scheme, case: ExpectedCase, specs: tuple[FactSpec, ...], file: str) -> dict[str, Value | None]:
    """A case gives only the facts its items need; the others are missing."""
    published = {name: Published(text, case.line) for name, text in case.facts.items()}
    for code in case.not_applicable:
        published[NOT_APPLICABLE_PREFIX + code] = Published("1", case.line)
    evaluation = Evaluation(
        "case", scheme.kind, case.name, scheme.first_year, "", PublishedTotal("0", 1), facts=published
    )
    problems = Problems(file)
    for name in published:
        if not name.startswith(NOT_APPLICABLE_PREFIX) and name not in scheme.facts:
            problems.add(
                f"cases.{case.name}",
                f"the fact '{name}' is not declared",
                "Declare or correct it",
                case.line,
                zh=f"事实“{name}”没有声明，请声明或改正",
            )
    given = tuple(spec for spec in specs if spec.name in published)
    facts = read_facts(scheme, given, evaluation, problems)
    problems.finish()
    marks = {s.name: Value(ZERO, "") for s in specs if s.name.startswith(NOT_APPLICABLE_PREFIX)}
    return {**marks, **facts}


def _own(scheme: Scheme, case: ExpectedCase) -> list[ScoredItem]:
    scored = []
    for number, texts in enumerate(case.indicators, 1):
        code = texts.get("code", str(number))
        group = _group(scheme, texts.get("level1", ""))
        indicator = Indicator(
            code,
            texts.get("level1", ""),
            texts.get("level2", ""),
            texts.get("name", code),
            case.line,
            texts.get("target"),
            texts.get("actual"),
            texts.get("points"),
        )
        scored.append(score_indicator(scheme, group, indicator))
    return scored


def _group(scheme: Scheme, level1: str) -> Item:
    groups = scheme.groups()
    return next((g for g in groups if g.indicators and level1 in g.indicators.level1), groups[0])


def _total(scheme: Scheme, case: ExpectedCase, got: dict[str, Exact], own: list[ScoredItem]) -> Exact:
    sum_of_all = total(list(got.values()))
    if scheme.not_applicable is not NotApplicable.RESCALE:
        return sum_of_all
    waived = [item.points for item in scheme.ruled() if item.code in case.not_applicable]
    waived += [item.points for item in own if item.outcome is Outcome.NOT_APPLICABLE]
    base = scheme.points - total(waived)
    return (sum_of_all / base * Exact(100)).rounded(scheme.places) if base > ZERO else ZERO


def _compare(case: ExpectedCase, file: str, code: str, expected: str, got: Exact | None) -> Problem | None:
    try:
        wanted = Exact.read(expected)
    except NotExactError:
        return _problem(case, file, code, expected, "something that is not a number was expected")
    return None if got == wanted else _problem(case, file, code, expected, "nothing" if got is None else got.text())


def _problem(case: ExpectedCase, file: str, code: str, expected: str, got: str) -> Problem:
    place = Place(file, case.line, f"cases.{case.name}.{code}")
    return Problem(
        place,
        f"{expected} is expected, the rule gives {got}",
        "Correct the rule or the case",
        f"应为 {expected}，按规则得 {got}，请改正规则或算例",
    )
