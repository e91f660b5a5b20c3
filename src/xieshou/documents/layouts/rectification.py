"""问题整改表: one problem from what was found to how it was closed, with its evidence and every step (form of our own).

Values are text as registered; an empty one is an empty cell. Amounts in yuan as exact text; missing is not zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from xieshou.documents.document import Document, Section
from xieshou.documents.grid import Grid, money
from xieshou.documents.table import Align, Block, Table

TITLE = "问题整改表"
WIDTHS = (6, 14, 26, 14, 14, 24)
NOTHING_CITED, NOTHING_DONE = "没有引用证据", "还没有办理记录"


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence: its number in the store, title, what it proves, who cited it and when, its SHA-256."""

    number: str
    title: str
    proves: str
    cited: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the case: when, who, what was done, and why or what changed."""

    at: str
    who: str
    what: str
    words: str


@dataclass(frozen=True, slots=True)
class Rectification:
    """One problem. `amount` and `recovered` in yuan; `closed` says when and by whom it was struck off, empty before."""

    title: str
    description: str
    source: str
    found_on: str
    about: str
    unit: str
    responsible: str
    due_on: str
    state: str
    demanded: str
    taken: str
    reported: str
    closed: str
    amount: str = ""
    recovered: str = ""
    pieces: tuple[Piece, ...] = ()
    steps: tuple[Step, ...] = ()
    notes: tuple[str, ...] = ()


def rectification(one: Rectification) -> Document:
    """The sheet of one problem."""
    grid = Grid(len(WIDTHS))
    _problem(grid, one)
    _measures(grid, one)
    blocks = _evidence(grid, one.pieces), _steps(grid, one.steps)
    table = Table(TITLE, WIDTHS, grid.cells(), title=TITLE, notes=one.notes, blocks=blocks, is_flowing=True)
    return Document(f"{one.title} {TITLE}"[:120], (Section((table,)),))


def _problem(grid: Grid, one: Rectification) -> None:
    _long(grid, "问题", one.title)
    _long(grid, "问题描述", one.description)
    _long(grid, "涉及", one.about, ref="about")
    _pair(grid, "来源", one.source, "发现日期", one.found_on)
    _pair(grid, "整改单位", one.unit, "责任人", one.responsible)
    _pair(grid, "整改期限", one.due_on, "状态", one.state)
    _long(grid, "整改要求", one.demanded)


def _measures(grid: Grid, one: Rectification) -> None:
    _long(grid, "整改措施", one.taken)
    grid.label(0, "涉及金额（元）", colspan=2)
    grid.number(2, one.amount, money, align=Align.LEFT, ref="amount")
    grid.label(3, "已追回金额（元）", colspan=2)
    grid.number(5, one.recovered, money, align=Align.LEFT, ref="recovered")
    grid.next_row()
    _pair(grid, "报送复核", one.reported, "销号", one.closed)


def _long(grid: Grid, label: str, text: str, ref: str = "") -> None:
    grid.label(0, label, colspan=2)
    grid.put(2, text, colspan=4, ref=ref)
    grid.next_row()


def _pair(grid: Grid, left: str, text: str, right: str, other: str) -> None:
    grid.label(0, left, colspan=2)
    grid.put(2, text)
    grid.label(3, right, colspan=2)
    grid.put(5, other)
    grid.next_row()


def _evidence(grid: Grid, pieces: Sequence[Piece]) -> Block:
    """The evidence, each under its number in the store, with its hash in two lines."""
    block = Block(grid.row, 1, grid.row + max(len(pieces), 1))
    _heads(grid, "编号", "证据", "证明", "引用人、时间", "SHA-256")
    for one in pieces:
        ref = f"evidence.{one.number}"
        grid.label(0, one.number, ref=ref)
        grid.put(1, one.title, colspan=2, ref=ref)
        grid.put(3, one.proves)
        grid.put(4, one.cited)
        grid.put(5, f"{one.sha256[:32]}\n{one.sha256[32:]}".strip())
        grid.next_row()
    if not pieces:
        _nothing(grid, NOTHING_CITED)
    return block


def _steps(grid: Grid, steps: Sequence[Step]) -> Block:
    block = Block(grid.row, 1, grid.row + max(len(steps), 1))
    for col, colspan, text in ((0, 2, "时间"), (2, 1, "经办"), (3, 1, "步骤"), (4, 2, "内容、理由")):
        grid.label(col, text, colspan=colspan)
    grid.next_row()
    for one in steps:
        grid.put(0, one.at, colspan=2)
        grid.put(2, one.who)
        grid.put(3, one.what)
        grid.put(4, one.words, colspan=2)
        grid.next_row()
    if not steps:
        _nothing(grid, NOTHING_DONE)
    return block


def _heads(grid: Grid, number: str, title: str, *others: str) -> None:
    grid.label(0, number)
    grid.label(1, title, colspan=2)
    for col, text in enumerate(others, 3):
        grid.label(col, text)
    grid.next_row()


def _nothing(grid: Grid, words: str) -> None:
    grid.put(0, words, colspan=len(WIDTHS))
    grid.next_row()
