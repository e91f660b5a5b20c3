"""What a report says of a project against the project's own self-evaluation table; grades told in the text."""

import re
from collections.abc import Iterator

from xieshou.kernel.checks.figures import Figure, figure, judge_equal, judge_rate, percent
from xieshou.kernel.checks.grades import grade_finding
from xieshou.kernel.checks.mentions import Mention
from xieshou.kernel.checks.report import MISMATCH, OK, ROUNDING, TEXT, finding, table_name
from xieshou.kernel.checks.self_funds import total_row
from xieshou.kernel.checks.story import Story, Told, key
from xieshou.kernel.exact import Exact
from xieshou.kernel.reading import Finding, ReadTable, TableKind
from xieshou.kernel.wording import Words

_GRADE = re.compile(
    '(?:等级|评为|结果)?(?:为|是)?[“"]?(?P<grade>优秀|优|良好|良|中|差|合格|不合格)[”"]?(?:等级|等次)?(?:[。，；]|$)'
)
_SCORE = re.compile("(?:得分|总分|评价得分|自评分|评价)(?:为|是|达)?$")


def check_summaries(story: Story) -> Iterator[Finding]:
    """TX-SUMMARY and TX-GRADE of every paragraph."""
    yield from check_told_projects(story)
    for told in story.told:
        yield from _grades(told)


def check_told_projects(story: Story) -> Iterator[Finding]:
    """What the text says of a project against the project's own table."""
    tables = [table for table in story.tables if table.kind is TableKind.PROJECT_SELF and table.name]
    for told in story.told:
        for table in tables:
            if _is_summary(told, table):
                yield from _compare(told, table)


def _is_summary(told: Told, table: ReadTable) -> bool:
    name = key(table.name.text) if table.name else ""
    head = key(told.text[:60])
    return len(name) >= 4 and name in head and "自评" in told.text[:80] and "得分" in told.text[:200]


def _compare(told: Told, table: ReadTable) -> Iterator[Finding]:
    whole, unit = total_row(table), table.amount_unit or ""
    wanted: list[tuple[str, Figure | None]] = [("得分$", figure(table.total))]
    if whole:
        wanted += [("全年预算数?$|^预算数$", figure(whole.budget, unit)), ("执行数$", figure(whole.executed, unit))]
    for form, cell in wanted:
        mention = next((one for one in told.amounts if re.search(form, told.lead(one))), None)
        if mention and cell:
            yield from _one(table, mention, cell)
    rate = next((one for one in told.amounts if one.is_rate and "执行率" in told.lead(one)), None)
    if rate and whole:
        yield from _rate(table, rate, figure(whole.budget), figure(whole.executed))


def _one(table: ReadTable, mention: Mention, cell: Figure) -> Iterator[Finding]:
    value = cell.value
    if mention.is_money:
        scale = {"元": 1, "万元": 10**4, "亿元": 10**8}.get(cell.unit)
        if scale is None:
            return
        value = (
            cell.value
            * Exact(scale)
            / (mention.value / mention.printed.value if mention.printed.value else Exact(10**4))
        )
    places = max(mention.places, 2)
    printed = mention.printed
    if value.rounded(places) == printed.value:
        verdict = OK
    else:
        other = Figure(value.rounded(places), places, value.text(places), cell.spot)
        verdict = judge_equal(printed, other, rounded=mention.is_money)
    shown = value.text(places) + mention.scale + mention.unit
    text = Words(f"正文 {mention.text}，{table_name(table)} {cell}", f"text {mention.text}, {table_name(table)} {cell}")
    yield finding("TX-SUMMARY", verdict, mention.spot, TEXT, mention.text, shown, text, others=[cell.spot])


def _rate(table: ReadTable, rate: Mention, budget: Figure | None, executed: Figure | None) -> Iterator[Finding]:
    exact = percent(executed.value, budget.value) if budget and executed else None
    if exact is None:
        return
    verdict = judge_rate(rate.printed, exact)
    near = judge_rate(Figure(rate.printed.value, 1, rate.text, rate.spot), exact) is ROUNDING
    verdict = ROUNDING if verdict is MISMATCH and near else verdict
    text = Words(
        f"正文执行率 {rate.text}，{table_name(table)} 重算 {exact.text(2)}%",
        f"rate {rate.text} in the text, {exact.text(2)}% by {table_name(table)}",
    )
    yield finding("TX-SUMMARY", verdict, rate.spot, TEXT, rate.text, exact.text(2) + "%", text)


def _grades(told: Told) -> Iterator[Finding]:
    for mention in told.amounts:
        if mention.unit != "分" or not _SCORE.search(told.before(mention)):
            continue
        after = told.after(mention, 24)
        found = _GRADE.search(after)
        if found and re.search("[0-9]分", after[: found.end()]):
            continue  # the grade belongs to a later score
        if found and re.search("等级|等次|评为", after[: found.end()]):
            score = Figure(mention.printed.value, mention.places, mention.text, mention.spot)
            yield from grade_finding("TX-GRADE", TEXT, score, found["grade"], mention.spot)
