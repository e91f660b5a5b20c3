"""One fact told twice: in the text and in a table, or in two places of the text."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from xieshou.kernel.checks.figures import distance
from xieshou.kernel.checks.indicator import Row, rows
from xieshou.kernel.checks.mentions import Mention, same_kind
from xieshou.kernel.checks.report import MISMATCH, OK, QUESTION, TEXT, finding, gathered, joined, table_name
from xieshou.kernel.checks.story import Story, Told, ends_alike, key
from xieshou.kernel.exact import Exact
from xieshou.kernel.quantity import Quantity
from xieshou.kernel.reading import Finding, ReadTable, TableKind
from xieshou.kernel.units import converts
from xieshou.kernel.wording import Words

_SELF = (TableKind.PROJECT_SELF, TableKind.DEPARTMENT_SELF, TableKind.EVALUATION_INDICATORS)
_ADMITTED = re.compile("有误|修改|改成|改为|应为|原指标|原定|原设|误|补录")
_TAIL = re.compile("(?:的)?(?:数量|次数|人数|个数|人次)$")
_GENERAL = re.compile(
    "预算|决算|支出|收入|经费|拨款|得分|资金$|金额$|执行数|增加|减少|增长|下降|结转|结余|满分|权重|扣|控制率|其中|以上|每|人均|"
    "成本|年度|占|比例|超过|不足|完成|涉及|共"
)
_SCALES = {"万亿": 10**12, "亿": 10**8, "万": 10**4}
_HEADS = ({"人", "人次", "名", "位"}, {"次", "批次", "批"})
_LEAST = 6
_MOST = 12  # a name told more often is a heading, not a fact


def check_same(story: Story) -> Iterator[Finding]:
    """TX-SAME: reception counts, indicators told in the text, figures told twice."""
    yield from check_told_indicators(story)
    yield from _twice(story)


def check_told_indicators(story: Story) -> Iterator[Finding]:
    """What the text tells of the indicators of its tables."""
    yield from _receptions(story)
    read = [row for table in story.tables if table.kind in _SELF for row in rows(table)]
    named = [(key(_TAIL.sub("", row.name)), row) for row in read]
    named = [(name, row) for name, row in named if len(name) >= _LEAST]
    for told, mention in story.amounts():
        yield from _indicator(told, mention, named)


# --- 公务接待 ---


def _receptions(story: Story) -> Iterator[Finding]:
    """`共接待 22 批次，总人数 150 人` against the reception project's indicators."""
    for told in story.told:
        if "接待" not in told.text:
            continue
        batch = next(
            (one for one in told.amounts if one.unit in ("批次", "批") and "接待" in told.before(one, 12)), None
        )
        heads = next(
            (one for one in told.amounts if batch and one.start > batch.start and one.unit in ("人", "人次")), None
        )
        for table in story.tables:
            if table.kind is TableKind.PROJECT_SELF and batch is not None:
                yield from _reception(table, batch, heads)


def _reception(table: ReadTable, batch: Mention, heads: Mention | None) -> Iterator[Finding]:
    found = []
    for form, mention in (("接待批次", batch), ("接待(?:人次|人数)", heads)):
        row = next((row for row in rows(table) if re.search(form, row.name) and row.actual.quantity), None)
        if row is not None and mention is not None and row.actual.quantity:
            same = mention.value == _exact(row.actual.quantity)
            text = Words(
                f"文中接待 {mention.text}，{table_name(table)}“{row.name}”完成值 {row.actual.quantity}",
                f"{mention.text} received in the text, {table_name(table)} “{row.name}” actual value {row.actual.quantity}",
            )
            others = [row.line.name.spot, *([row.line.actual.spot] if row.line.actual else [])]
            shown = str(row.actual.quantity)
            found.append(
                finding(
                    "TX-SAME", OK if same else MISMATCH, mention.spot, TEXT, mention.text, shown, text, others=others
                )
            )
    wrong = [one for one in found if one.verdict is not OK]
    yield from (one for one in found if one.verdict is OK)
    if one := gathered(wrong, joined(wrong)):
        yield one


def _exact(quantity: Quantity) -> Exact:
    """The amount without its scale; `6.32 亿` beside `6.32 亿元` is a scale with its unit left out."""
    scale = next((scale for scale in _SCALES if quantity.unit.startswith(scale)), "")
    return Exact(*quantity.rational()) * Exact(_SCALES.get(scale, 1))


# --- indicators ---


def _indicator(told: Told, mention: Mention, named: Sequence[tuple[str, Row]]) -> Iterator[Finding]:
    subject = key(_TAIL.sub("", mention.subject.rstrip("“”")))
    if len(subject) < _LEAST or mention.is_rate or mention.is_approximate or _is_admitted(told, mention):
        return
    same = [row for name, row in named if _is_name(subject, name) and _comparable(mention, row)]
    if not same:
        return
    known = [quantity for row in same for quantity in (row.target.amount, row.actual.quantity) if quantity]
    is_same = any(_equal(mention, quantity) for quantity in known)
    row = same[0]
    name = f"{table_name(row.table)}“{row.name}”"
    text = Words(
        f"文中“{mention.subject} {mention.text}”，{name}目标 {row.target.text}、完成 {row.actual.text}",
        f"text “{mention.subject} {mention.text}”, {name}: target {row.target.text}, actual {row.actual.text}",
    )
    verdict = OK if is_same else MISMATCH
    shown = row.target.text if mention.bound else row.actual.text
    yield finding("TX-SAME", verdict, mention.spot, TEXT, mention.text, shown, text, others=[row.line.name.spot])


def _is_name(subject: str, name: str) -> bool:
    return subject.endswith(name) or (len(subject) >= 8 and name.endswith(subject))


def _is_admitted(told: Told, mention: Mention) -> bool:
    """Whether the sentences around say that the figure was wrong and put right."""
    return bool(_ADMITTED.search(told.text[max(0, mention.start - 160) : mention.end + 120]))


def _comparable(mention: Mention, row: Row) -> bool:
    amounts = [one for one in (row.actual.quantity, row.target.amount) if one]
    return any(
        converts(mention.scale + mention.unit, one.unit)
        or _is_scale_only(mention, one)
        or any({mention.unit, one.unit} <= heads for heads in _HEADS)
        for one in amounts
    )


def _equal(mention: Mention, quantity: Quantity) -> bool:
    unit = mention.scale + mention.unit
    if converts(unit, quantity.unit):
        return Quantity.parse(mention.printed.value.text() + unit).is_same_amount(quantity)
    return mention.value == _exact(quantity)


def _is_scale_only(mention: Mention, quantity: Quantity) -> bool:
    """Whether a table's `6.32 亿` leaves out the unit that the text writes."""
    return bool(mention.unit) and quantity.unit in _SCALES


# --- twice in the text ---


def _twice(story: Story) -> Iterator[Finding]:
    by_ending: dict[str, list[tuple[str, Told, Mention]]] = {}
    for where, one in story.amounts():
        if _says_something(where, one):
            name = key(one.subject)
            by_ending.setdefault(name[-_LEAST:], []).append((name, where, one))
    for told in by_ending.values():
        for (name, where, one), (other_name, other_where, other) in combinations(told[:_MOST], 2):
            is_apart = where is not other_where and ends_alike(name, other_name, _LEAST)
            if is_apart and same_kind(one, other) and _is_one_year(one, other):
                yield _pair(one, other)


def _is_one_year(one: Mention, other: Mention) -> bool:
    return one.year == other.year or one.year is None or other.year is None


def _says_something(told: Told, mention: Mention) -> bool:
    subject = key(mention.subject)
    is_named = len(subject) >= _LEAST and not _GENERAL.search(subject)
    return (
        is_named
        and not mention.is_rate
        and not mention.is_approximate
        and not mention.bound
        and not _is_admitted(told, mention)
    )


def _pair(one: Mention, other: Mention) -> Finding:
    is_same = distance(one.value, other.value) <= max(
        one.step, other.step, key=lambda step: step.num * 10**9 // step.den
    )
    text = Words(
        f"“{one.subject}”{one.text}，另一处“{other.subject}”{other.text}",
        f"“{one.subject}” {one.text}, elsewhere “{other.subject}” {other.text}",
    )
    is_one_name = key(one.subject) == key(other.subject)
    verdict = OK if is_same else MISMATCH if one.is_money or is_one_name else QUESTION
    return finding("TX-SAME", verdict, other.spot, TEXT, other.text, one.text, text, others=[one.spot])
