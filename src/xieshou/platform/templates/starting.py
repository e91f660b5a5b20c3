"""A template to start from: every placeholder of a kind in its place, in the official page layout."""

from functools import cache

from xieshou.documents.api import render_bytes
from xieshou.documents.document import Document, Section
from xieshou.documents.grid import Grid
from xieshou.documents.table import Align, Table
from xieshou.platform.templates.kinds import Field, FieldKind, TemplateKind

_LANDSCAPE_FROM = 7  # columns
_PAIRS = 2  # label and value, twice in a row


@cache
def starting_template(kind: TemplateKind, form: str) -> bytes:
    """The file, `docx` or `xlsx`."""
    single = [field for field in kind.fields if not field.is_repeated]
    tables = [_single(kind, single)] if single else []
    for group in kind.groups:
        tables.append(_group(kind, group, [field for field in kind.fields if field.group == group], bool(tables)))
    widest = max((table.columns for table in tables), default=0)
    section = Section(tuple(tables), landscape=widest >= _LANDSCAPE_FROM)
    return render_bytes(Document(kind.label, (section,)), form)


def _single(kind: TemplateKind, fields: list[Field]) -> Table:
    grid = Grid(2 * _PAIRS)
    for start in range(0, len(fields), _PAIRS):
        pair = fields[start : start + _PAIRS]
        for index, field in enumerate(pair):
            grid.label(2 * index, field.label)
            grid.put(2 * index + 1, field.placeholder, colspan=1 if len(pair) == _PAIRS else 2 * _PAIRS - 1)
        grid.next_row()
    return Table(kind.label, (18, 32) * _PAIRS, grid.cells(), kind.label)


def _group(kind: TemplateKind, group: str, fields: list[Field], is_titled: bool) -> Table:
    grid = Grid(len(fields))
    grid.headers(field.label for field in fields)
    grid.next_row()
    for col, field in enumerate(fields):
        is_figure = field.kind in {FieldKind.NUMBER, FieldKind.MONEY}
        grid.put(col, field.placeholder, align=Align.RIGHT if is_figure else Align.LEFT)
    widths = tuple(30 if field.kind is FieldKind.TEXT else 18 for field in fields)
    return Table(group, widths, grid.cells(), group if is_titled else kind.label, header_rows=1)
