"""How a finding is made: the code gives its reasons, the relation gives its numbers."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from xieshou.kernel.checks.catalogue import CHECKS
from xieshou.kernel.checks.figures import (
    Figure,
    is_rounded_unit,
    judge_sum,
    signed,
    sum_of,
    written_sum,
)
from xieshou.kernel.exact import Exact
from xieshou.kernel.reading import Finding, FindingVerdict, ReadTable, Spot, TableKind
from xieshou.kernel.wording import NO_WORDS, Words

TEXT = "正文"
_KINDS = {
    TableKind.PROJECT_SELF: "项目支出绩效自评表",
    TableKind.DEPARTMENT_SELF: "部门整体支出绩效自评表",
    TableKind.DEPARTMENT_SCORE: "部门整体支出绩效评分表",
    TableKind.GOALS: "绩效目标表",
    TableKind.EVALUATION_SCORE: "绩效评价评分表",
    TableKind.EVALUATION_INDICATORS: "绩效指标完成情况表",
    TableKind.EVALUATION_FUNDS: "资金表",
    TableKind.ACCOUNTS: "部门决算表",
}
_ORDER = {verdict: number for number, verdict in enumerate(FindingVerdict)}
MISMATCH, QUESTION, ROUNDING, OK = (
    FindingVerdict.MISMATCH,
    FindingVerdict.QUESTION,
    FindingVerdict.ROUNDING,
    FindingVerdict.OK,
)


def finding(
    code: str,
    verdict: FindingVerdict,
    spot: Spot,
    table: str,
    published: str,
    recomputed: str,
    explanation: Words,
    related: Iterable[Finding] = (),
    others: Iterable[Spot] = (),
) -> Finding:
    """One finding; why it matters and what to do come from the catalogue, and are empty when the relation holds."""
    check = CHECKS[code]
    is_bad = verdict in (MISMATCH, QUESTION)
    return Finding(
        code,
        verdict,
        spot,
        table,
        published,
        recomputed,
        explanation.zh,
        check.why.zh if is_bad else "",
        check.remedy.zh if is_bad else "",
        tuple(related),
        tuple(others),
        explanation.en,
    )


def table_name(table: ReadTable) -> str:
    """Title and name, as a reader would call the table."""
    title = table.title or _KINDS[table.kind]
    number = f"公开{table.number}表 " if table.number else ""
    name = f"（{table.name.text}）" if table.name and table.name.text not in title else ""
    return f"{number}{title}{name}"


def sum_finding(
    code: str, table: str, whole: Figure, parts: Sequence[Figure], what: Words, *, rounded: bool | None = None
) -> Finding:
    """A whole against its parts, with the terms written out."""
    is_rounded = is_rounded_unit(whole.unit) if rounded is None else rounded
    verdict = judge_sum(whole, parts, rounded=is_rounded)
    recomputed = sum_of(parts)
    shown = recomputed.text(max([whole.places, *(part.places for part in parts)]))
    added, gap = f"{written_sum(parts)}={shown}", difference(whole, recomputed)
    text = Words(f"{what.zh}：{added}，公布 {whole}", f"{what.en}: {added}, published {whole}") + gap
    if verdict is ROUNDING:
        text += Words(f"，{len(parts)} 项尾数四舍五入可以解释", f"; the rounding of {len(parts)} terms explains it")
    spots = [part.spot for part in parts]
    return finding(code, verdict, whole.spot, table, str(whole), shown + whole.unit, text, others=spots)


def difference(published: Figure, recomputed: Exact) -> Words:
    """`，差 +0.01`, or nothing."""
    gap = published.value - recomputed
    return Words(f"，差 {signed(gap)}", f", off by {signed(gap)}") if gap else NO_WORDS


def as_it_is(text: str) -> Words:
    """A published name, the same in both languages."""
    return Words(text, text)


def with_text(arithmetic: str, told: str) -> Words:
    """`a÷b=c%，文中 d`: what comes out, and what the text says."""
    return Words(f"{arithmetic}，文中 {told}", f"{arithmetic}, the text says {told}")


def joined(found: Iterable[Finding]) -> Words:
    """The explanations of several findings as one."""
    known = list(found)
    return Words("；".join(one.explanation for one in known), "; ".join(one.english for one in known))


def gathered(found: Sequence[Finding], headline: Words) -> Finding | None:
    """Several findings of one cause as one: the first carries the headline, all of them hang under it."""
    if len(found) < 2:
        return found[0] if found else None
    worst = min(found, key=lambda one: _ORDER[one.verdict])
    published = "；".join(dict.fromkeys(one.published for one in found))
    recomputed = "；".join(dict.fromkeys(one.recomputed for one in found if one.recomputed))
    spots = tuple(one.spot for one in found)
    return replace(
        worst, spot=found[0].spot, published=published, recomputed=recomputed, explanation=headline.zh, english=headline.en,
        related=tuple(found), others=spots,
    )  # fmt: skip


def worst_first(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by verdict, then by place."""
    return tuple(sorted(found, key=lambda one: (_ORDER[one.verdict], place(one.spot), one.code)))


def place(spot: Spot) -> tuple[int, int, str, tuple[int, ...]]:
    """The order of places in a file: page, line, sheet, then the cell by rows."""
    return spot.page or 0, spot.line or 0, spot.sheet or "", _cell_order(spot.cell or "")


_A1 = re.compile("([A-Z]+)([0-9]+)")


def _cell_order(cell: str) -> tuple[int, ...]:
    """`B12` → (12, 2); `表 3 R5C2` → (3, 5, 2)."""
    found = _A1.fullmatch(cell)
    if found is None:
        return tuple(int(number) for number in re.findall("[0-9]+", cell))
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def latest_before(tables: Sequence[ReadTable], spot: Spot) -> ReadTable | None:
    """The last of some tables before a place.

    A workbook keeps text and tables on sheets of their own, whose order says nothing: there the only table is meant.
    """
    beside = [table for table in tables if table.spot.sheet == spot.sheet]
    if not beside and len(tables) == 1:
        return tables[0]
    earlier = [table for table in beside if is_before(table.spot, spot)]
    return earlier[-1] if earlier else None


def is_before(one: Spot, other: Spot) -> bool:
    """Whether one place comes before another; unknown places come first."""
    return place(one) <= place(other)
