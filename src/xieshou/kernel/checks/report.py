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
from xieshou.kernel.reading import Finding, FindingVerdict, ReadTable, Spot

TEXT = "正文"
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
    explanation: str,
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
        explanation,
        check.why if is_bad else "",
        check.remedy if is_bad else "",
        tuple(related),
        tuple(others),
    )


def table_name(table: ReadTable) -> str:
    """Title and name, as a reader would call the table."""
    title = table.title or table.kind.value
    number = f"公开{table.number}表 " if table.number else ""
    name = f"（{table.name.text}）" if table.name and table.name.text not in title else ""
    return f"{number}{title}{name}"


def sum_finding(
    code: str, table: str, whole: Figure, parts: Sequence[Figure], what: str, *, rounded: bool | None = None
) -> Finding:
    """A whole against its parts, with the terms written out."""
    is_rounded = is_rounded_unit(whole.unit) if rounded is None else rounded
    verdict = judge_sum(whole, parts, rounded=is_rounded)
    recomputed = sum_of(parts)
    shown = recomputed.text(max([whole.places, *(part.places for part in parts)]))
    text = f"{what}：{written_sum(parts)}={shown}，公布 {whole}{difference(whole, recomputed)}"
    if verdict is ROUNDING:
        text += f"，{len(parts)} 项尾数四舍五入可以解释"
    spots = [part.spot for part in parts]
    return finding(code, verdict, whole.spot, table, str(whole), shown + whole.unit, text, others=spots)


def difference(published: Figure, recomputed: Exact) -> str:
    """`，差 +0.01`, or nothing."""
    gap = published.value - recomputed
    return f"，差 {signed(gap)}" if gap else ""


def gathered(found: Sequence[Finding], headline: str) -> Finding | None:
    """Several findings of one cause as one: the first carries the headline, all of them hang under it."""
    if len(found) < 2:
        return found[0] if found else None
    worst = min(found, key=lambda one: _ORDER[one.verdict])
    published = "；".join(dict.fromkeys(one.published for one in found))
    recomputed = "；".join(dict.fromkeys(one.recomputed for one in found if one.recomputed))
    spots = tuple(one.spot for one in found)
    return replace(
        worst, spot=found[0].spot, published=published, recomputed=recomputed, explanation=headline,
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


def is_before(one: Spot, other: Spot) -> bool:
    """Whether one place comes before another; unknown places come first."""
    return place(one) <= place(other)
