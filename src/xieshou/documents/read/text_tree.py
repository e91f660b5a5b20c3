"""Puts the figures of rows with function codes into their columns: a parent's columns are the sums of its children's."""

from collections.abc import Sequence

from xieshou.documents.read.text_codes import CodedRow
from xieshou.documents.read.text_place import exact_of, split_by_sum
from xieshou.kernel.exact import ZERO, Exact
from xieshou.kernel.reading import AccountLine

Places = tuple[int, ...]


def placed_rows(rows: Sequence[CodedRow], columns: int) -> tuple[AccountLine, ...]:
    """The rows with their figures in columns; where no sum proves the column, from the left and marked uncertain."""
    if not columns:
        return tuple(row.line(range(len(row.values)), len(row.values)) for row in rows)
    placed: dict[int, Places] = {}
    doubtful: set[int] = set()
    for at in _top(rows):
        placed[at] = _first_place(rows[at], columns)
        if len(rows[at].values) not in (0, columns):
            doubtful.add(at)
        _below(rows, at, columns, placed, doubtful)
    lines = []
    for at, row in enumerate(rows):
        places = placed.get(at, tuple(range(min(len(row.values), columns))))
        is_known = at in placed and at not in doubtful and len(row.values) == len(places)
        lines.append(row.line(places, columns, uncertain=not is_known))
    return tuple(lines)


def _top(rows: Sequence[CodedRow]) -> list[int]:
    """The rows nothing stands above: the total, or the classes when no total is printed."""
    totals = [at for at, row in enumerate(rows) if not row.code]
    return totals[:1] or [at for at, row in enumerate(rows) if len(row.code) == 3]


def _first_place(row: CodedRow, columns: int) -> Places:
    return tuple(range(min(len(row.values), columns)))


def _children(rows: Sequence[CodedRow], at: int) -> list[int]:
    code = rows[at].code
    if not code:
        return [child for child, row in enumerate(rows) if len(row.code) == 3]
    result = []
    for child in range(at + 1, len(rows)):
        if not rows[child].code.startswith(code) or rows[child].code == code:
            break
        if len(rows[child].code) == len(code) + 2:
            result.append(child)
    return result


def _below(rows: Sequence[CodedRow], at: int, columns: int, placed: dict[int, Places], doubtful: set[int]) -> None:
    """Place the children of a placed row, and theirs."""
    stack = [at]
    while stack:
        parent = stack.pop()
        children = [child for child in _children(rows, parent) if child not in placed]
        _place_children(rows, parent, children, columns, placed, doubtful)
        stack += children


def _place_children(
    rows: Sequence[CodedRow],
    parent: int,
    children: Sequence[int],
    columns: int,
    placed: dict[int, Places],
    doubtful: set[int],
) -> None:
    used = placed[parent]
    open_ones: list[int] = []
    for child in children:
        count = len(rows[child].values)
        if count in (0, len(used), columns):
            placed[child] = used if count == len(used) else _first_place(rows[child], columns)
        elif count == 2 and len(used) == 3:
            open_ones.append(child)
        else:
            placed[child] = _first_place(rows[child], columns)
            doubtful.add(child)
    _place_open(rows, parent, [child for child in children if child in placed], open_ones, placed, doubtful)
    if parent in doubtful:
        doubtful.update(child for child in children if len(rows[child].values) not in (0, columns))


def _place_open(
    rows: Sequence[CodedRow],
    parent: int,
    known: Sequence[int],
    open_ones: Sequence[int],
    placed: dict[int, Places],
    doubtful: set[int],
) -> None:
    """Children with their whole amount in one of two columns: the parent's two sums say in which."""
    if not open_ones:
        return
    used = placed[parent]
    wanted = [_cell(rows, parent, column, placed) for column in used[1:]]
    for child in known:
        wanted = [sum_ - _cell(rows, child, column, placed) for sum_, column in zip(wanted, used[1:], strict=True)]
    split = split_by_sum([exact_of(rows[child].values[0].text) for child in open_ones], wanted)
    for at, child in enumerate(open_ones):
        placed[child] = (used[0], used[1 + split[at]] if split else used[1])
        if split is None:
            doubtful.add(child)


def _cell(rows: Sequence[CodedRow], at: int, column: int, placed: dict[int, Places]) -> Exact:
    places = placed[at]
    return exact_of(rows[at].values[places.index(column)].text) if column in places else ZERO
