"""`{指标.一级指标:合并}`: equal values below one another become one cell, as official forms print the upper levels.

A lower level is never merged across the end of a merged cell to its left; empty values are not merged.
"""

from collections.abc import Sequence

from xieshou.platform.templates.kinds import Content, Row, TemplateKind
from xieshou.platform.templates.placeholders import found_in

Block = tuple[int, int]  # first and last copy


def merged_name(text: str) -> str:
    """The field of a cell that asks to be merged; empty: none does."""
    return next((one.name for one in found_in(text) if one.is_merged), "")


def blocks(names: Sequence[str], kind: TemplateKind, content: Content, rows: Sequence[Row]) -> list[list[Block]]:
    """For each of the merging fields, from left to right: the copies of the row that become one cell."""
    values = [[content.of(kind.by_name[name], row) for name in names] for row in rows]
    return [_runs([tuple(row[: depth + 1]) for row in values]) for depth in range(len(names))]


def _runs(keys: Sequence[tuple[str, ...]]) -> list[Block]:
    found: list[Block] = []
    for number, key in enumerate(keys):
        if found and key[-1] and keys[found[-1][0]] == key:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return [block for block in found if block[0] < block[1]]
