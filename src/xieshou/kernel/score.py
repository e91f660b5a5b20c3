"""Scores an evaluation under a scheme: by rule from the facts, as awarded, and as published, item by item.

Three numbers are kept apart. *By rule*: what the scheme gives for the facts. *Awarded*: the rule's score unless the office
published another one, whose reason is shown or said to be missing. *Published*: what was printed.
"""

from collections.abc import Iterable, Iterator, Sequence

from xieshou.kernel.aggregate import AggregationError, aggregate
from xieshou.kernel.evaluate import Facts, Value
from xieshou.kernel.evaluation import Adjustment, Evaluation, FundRowKind, Indicator, ItemScore
from xieshou.kernel.exact import HUNDRED, ZERO, Exact, NotExactError, total
from xieshou.kernel.expr import OUTCOMES, Outcome, facts_of
from xieshou.kernel.facts import Problems, file_line, read_facts
from xieshou.kernel.indicator import score_indicator
from xieshou.kernel.program import INDICATOR_POINTS_PLACES, Program, program_of
from xieshou.kernel.reasoning import item_arithmetic, rounding_hint
from xieshou.kernel.scheme import Aggregate, Item, NotApplicable, Scheme
from xieshou.kernel.scorecard import FactUse, LevelSum, Scorecard, ScoredItem
from xieshou.kernel.wording import Words

EXECUTION_CODE = "E"  # the item whose score a self-evaluation prints in its fund block


def score(scheme: Scheme, evaluation: Evaluation, where: str = "") -> Scorecard:
    """The scorecard; `LoadError` with every problem when the evaluation does not fit the scheme or a fact is missing.

    `where` names the file in problems.
    """
    problems = Problems(where or evaluation.id)
    _check_fit(scheme, evaluation, problems)
    program = program_of(scheme)
    facts = read_facts(scheme, program.facts, evaluation, problems)
    groups = _grouped(scheme, evaluation, problems)
    problems.finish()
    items = _ruled_items(scheme, program, evaluation, facts)
    for group, indicators in groups:
        items += [score_indicator(scheme, group, indicator) for indicator in indicators]
    return _card(scheme, evaluation, tuple(items))


def _check_fit(scheme: Scheme, evaluation: Evaluation, problems: Problems) -> None:
    if evaluation.kind is not scheme.kind:
        problems.add(
            "kind",
            f"the scheme '{scheme.id}' scores {scheme.kind.value}, this is {evaluation.kind.value}",
            "Choose another --scheme",
            zh=f"方案 {scheme.id} 不评这一类（{evaluation.kind.value}），请另选 --scheme",
        )
        problems.finish()  # under a scheme of another kind nothing else would be to the point
    if not scheme.valid_in(evaluation.year):
        last = scheme.last_year or "now"
        problems.add(
            "year",
            f"the scheme '{scheme.id}' is valid from {scheme.first_year} to {last}, not in {evaluation.year}",
            "Choose another --scheme",
            zh=f"方案 {scheme.id} 不适用于 {evaluation.year} 年，请另选 --scheme",
        )
    for path, text, line in _printed_scores(evaluation):
        try:
            Exact.read(text)
        except NotExactError:
            problems.add(
                path,
                f"'{text}' is not a number",
                "Write the number of points, or leave it out",
                line,
                zh=f"“{text}”不是数字，请写分数，或不写",
            )
    if evaluation.scheme == scheme.id:
        _check_items(scheme, evaluation, problems)


def _printed_scores(evaluation: Evaluation) -> Iterator[tuple[str, str, int]]:
    """Every printed score with its path and line."""
    yield "published.score", evaluation.published.score, file_line(evaluation.published)
    for entry in evaluation.scores:
        yield f"scores[{entry.item}].score", entry.score, file_line(entry)
    for stated in evaluation.adjustments:
        yield f"adjustments[{stated.item}].awarded", stated.awarded, file_line(stated)
    for indicator in evaluation.indicators:
        if indicator.score is not None:
            yield f"indicators[{indicator.code}].score", indicator.score, file_line(indicator)
    for row in evaluation.funds:
        if row.row is FundRowKind.TOTAL and row.score is not None:
            yield "funds.total.score", row.score, file_line(row)


def _check_items(scheme: Scheme, evaluation: Evaluation, problems: Problems) -> None:
    """Each printed score and adjustment belongs to an item of the scheme, and to it alone."""
    given: tuple[tuple[str, Sequence[ItemScore | Adjustment]], ...] = (
        ("scores", evaluation.scores),
        ("adjustments", evaluation.adjustments),
    )
    for path, entries in given:
        seen: set[str] = set()
        for entry in entries:
            place = f"{path}[{entry.item}]"
            if scheme.item(entry.item) is None:
                allowed = ", ".join(item.code for item in scheme.leaves())
                what = f"the scheme '{scheme.id}' has no item '{entry.item}'"
                problems.add(
                    place,
                    what,
                    f"Allowed: {allowed}",
                    file_line(entry),
                    zh=f"方案中没有项目“{entry.item}”，可用：{allowed}",
                )
            elif entry.item in seen:
                problems.add(
                    place,
                    f"the item '{entry.item}' is given twice",
                    "Keep one of them",
                    file_line(entry),
                    zh=f"项目“{entry.item}”写了两次，请保留一个",
                )
            seen.add(entry.item)


def _grouped(scheme: Scheme, evaluation: Evaluation, problems: Problems) -> list[tuple[Item, list[Indicator]]]:
    groups = scheme.groups()
    if not groups:
        return []
    placed: dict[str, list[Indicator]] = {group.code: [] for group in groups}
    for indicator in evaluation.indicators:
        group = next((g for g in groups if g.indicators and indicator.level1 in g.indicators.level1), None)
        _check_units(scheme, indicator, problems)
        if group is None:
            allowed = ", ".join(name for g in groups if g.indicators for name in g.indicators.level1)
            problems.add(
                f"indicators[{indicator.code}].level1",
                f"'{indicator.level1}' is no group of the scheme",
                f"Allowed: {allowed}",
                file_line(indicator),
                zh=f"方案中没有“{indicator.level1}”这一组指标，可用：{allowed}",
            )
        else:
            placed[group.code].append(indicator)
    for group in groups:
        _check_points(group, placed[group.code], problems)
    return [(group, placed[group.code]) for group in groups]


def _check_units(scheme: Scheme, indicator: Indicator, problems: Problems) -> None:
    path = f"indicators[{indicator.code}].units"
    if not indicator.units:
        return
    if scheme.aggregate is not Aggregate.BEFORE_SCORING:
        problems.add(
            path,
            f"the scheme '{scheme.id}' does not put units together",
            "Leave 'units' out",
            file_line(indicator),
            zh="这个方案不合并各单位，请去掉 units",
        )
    try:
        aggregate(indicator.units)
    except AggregationError as error:
        zh = "各单位的数不能合并，请用同样的符号和可以换算的单位"
        problems.add(
            path, str(error), "Give every unit the same sign and a unit that converts", file_line(indicator), zh=zh
        )


def _check_points(group: Item, indicators: list[Indicator], problems: Problems) -> None:
    read = [_points(indicator, problems) for indicator in indicators]
    points = [number for number in read if number is not None]
    given = total(points)
    if len(points) == len(read) and given != group.points:
        line = file_line(indicators[0]) if indicators else None
        problems.add(
            "indicators",
            f"the indicators of {group.words.zh} give {given} points, the scheme has {group.points}",
            "Make them sum to it",
            line,
            zh=f"{group.words.zh}的指标合计 {given} 分，方案为 {group.points} 分，应相等",
        )


def _points(indicator: Indicator, problems: Problems) -> Exact | None:
    path = f"indicators[{indicator.code}].points"
    try:
        points = Exact.read(indicator.points or "")
    except NotExactError:
        what = f"'{indicator.points or ''}' is not a number of points"
        problems.add(
            path, what, "Write the points, such as 7.14", file_line(indicator), zh="没有写分值，请写数字，例如 7.14"
        )
        return None
    if points.places(INDICATOR_POINTS_PLACES) is None:
        what = f"{points} points have more than {INDICATOR_POINTS_PLACES} decimals"
        problems.add(
            path, what, "Round them as published", file_line(indicator), zh=f"{points} 分的小数位太多，请按公布的取整"
        )
        return None
    return points


def _ruled_items(scheme: Scheme, program: Program, evaluation: Evaluation, facts: Facts) -> list[ScoredItem]:
    scaled = [_scaled(facts.get(spec.name), spec.places) for spec in program.facts]
    scores, outcomes = program.run(scaled)
    published = {entry.item: entry for entry in evaluation.scores}
    reasons = {entry.item: entry for entry in evaluation.adjustments}
    uses = {entry.name: entry for entry in _fact_uses(scheme, evaluation, facts)}
    result = []
    for item, decision, got, outcome in zip(program.items, program.decisions, scores, outcomes, strict=True):
        by_rule = Exact(got, 10**scheme.places)
        printed, stated = published.get(item.code), reasons.get(item.code)
        shown = Exact.read(printed.score) if printed else _execution_score(evaluation, item)
        awarded = shown if shown is not None else Exact.read(stated.awarded) if stated else by_rule
        note = (stated.reason if stated else "") or (printed.note if printed else "")
        assert item.rule is not None
        result.append(
            ScoredItem(
                item.code,
                item.words,
                item.points,
                by_rule,
                awarded,
                shown,
                OUTCOMES[outcome],
                item.rule.words(item.points, scheme.names()),
                tuple(uses[name] for name in dict.fromkeys(facts_of(decision)) if name in uses),
                item_arithmetic(item, decision, facts, by_rule, scheme),
                note or None,
                rounding_hint(item, facts, awarded, scheme) if awarded != by_rule else None,
                line=printed.line if printed else _fund_line(evaluation) if item.code == EXECUTION_CODE else None,
                path=_path(scheme, item.code),
                leaf=item.code,
            )
        )
    return result


def _fact_uses(scheme: Scheme, evaluation: Evaluation, facts: Facts) -> list[FactUse]:
    uses = []
    for name, value in facts.items():
        declared = scheme.facts.get(name)
        if declared is None:
            continue
        given = evaluation.facts.get(name)
        text = value.text if value is not None else given.value if given else ""
        line = given.line if given else _fund_line(evaluation)
        uses.append(
            FactUse(
                name, declared.words, text, line, given.note if given else "", given.is_inferred if given else False
            )
        )
    return uses


def _fund_line(evaluation: Evaluation) -> int | None:
    row = next((row for row in evaluation.funds if row.row is FundRowKind.TOTAL), None)
    return None if row is None else row.line


def _execution_score(evaluation: Evaluation, item: Item) -> Exact | None:
    """The score printed in the fund block belongs to the scheme's execution item."""
    if item.code != EXECUTION_CODE:
        return None
    row = next((row for row in evaluation.funds if row.row is FundRowKind.TOTAL), None)
    return Exact.read(row.score) if row is not None and row.score is not None else None


def _scaled(value: Value | None, places: int) -> int | None:
    return None if value is None else value.number.scaled(places)


def _path(scheme: Scheme, code: str) -> tuple[Words, ...]:
    """Names of the branches above an item, from the top."""
    for top in scheme.items:
        found = _path_within(top, code)
        if found is not None:
            return found
    return ()


def _path_within(item: Item, code: str) -> tuple[Words, ...] | None:
    if item.code == code:
        return ()
    for child in item.items:
        found = _path_within(child, code)
        if found is not None:
            return (item.words, *found)
    return None


def _card(scheme: Scheme, evaluation: Evaluation, items: tuple[ScoredItem, ...]) -> Scorecard:
    computed = _total(scheme, [(item, item.awarded) for item in items])
    by_rule = _total(scheme, [(item, _ruled(item)) for item in items])
    unsaid = [item.code for item in items if item.by_rule is None]
    grade, by_rule_grade = scheme.grade_of(computed), scheme.grade_of(by_rule)
    return Scorecard(
        evaluation=evaluation.id,
        name=evaluation.name,
        scheme=scheme.id,
        scheme_words=scheme.words,
        digest=scheme.digest,
        official_note=scheme.official_note,
        source=scheme.source,
        items=items,
        levels=_levels(scheme, items),
        points=scheme.points,
        published=Exact.read(evaluation.published.score),
        published_grade=evaluation.published.grade,
        computed=computed,
        by_rule=by_rule,
        grade=grade.words if grade else None,
        by_rule_grade=by_rule_grade.words if by_rule_grade else None,
        notes=_notes(unsaid, items),
    )


def _notes(unsaid: list[str], items: tuple[ScoredItem, ...]) -> tuple[Words, ...]:
    return (*_unsaid_note(unsaid), *_inferred_note(items))


def _inferred_note(items: tuple[ScoredItem, ...]) -> tuple[Words, ...]:
    """Items some of whose facts were not printed but concluded from the published score: their agreement proves little."""
    codes = [item.code for item in items if any(fact.is_inferred for fact in item.facts)]
    if not codes:
        return ()
    listed = "、".join(codes)
    return (
        Words(
            f"{len(codes)} 项（{listed}）的部分事实公开材料没有列示，由公布得分反推，与公布一致不能证明其正确",
            f"some facts of {len(codes)} items ({', '.join(codes)}) were not printed and are inferred from the published score",
        ),
    )


def _unsaid_note(unsaid: list[str]) -> tuple[Words, ...]:
    if not unsaid:
        return ()
    codes = ", ".join(unsaid)
    return (
        Words(
            f"规则无法判断的指标（{codes}）在“按规则”总分中按评定分计入",
            f"items the rule cannot say ({codes}) count as awarded in the total by rule",
        ),
    )


def _ruled(item: ScoredItem) -> Exact:
    return item.awarded if item.by_rule is None else item.by_rule


def _total(scheme: Scheme, scores: list[tuple[ScoredItem, Exact]]) -> Exact:
    got = total([score for _, score in scores])
    if scheme.not_applicable is not NotApplicable.RESCALE:
        return got
    waived = total([item.points for item, _ in scores if item.outcome is Outcome.NOT_APPLICABLE])
    base = scheme.points - waived
    return (got / base * HUNDRED).rounded(scheme.places) if base > ZERO else ZERO


def _levels(scheme: Scheme, items: tuple[ScoredItem, ...]) -> tuple[LevelSum, ...]:
    return tuple(level for top in scheme.items for level in _level(scheme, top, items, 0))


def _level(scheme: Scheme, item: Item, items: tuple[ScoredItem, ...], depth: int) -> Iterable[LevelSum]:
    leaves = {leaf.code for leaf in item.walk()}
    own = [entry for entry in items if entry.leaf in leaves]
    by_rule = total([_ruled(entry) for entry in own])
    awarded = total([entry.awarded for entry in own])
    yield LevelSum(item.code, item.words, item.points, by_rule, awarded, depth)
    for child in item.items:
        if child.items:
            yield from _level(scheme, child, items, depth + 1)
