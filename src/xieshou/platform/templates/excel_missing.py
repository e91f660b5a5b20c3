"""Formulas over figures that are missing: Excel would count an empty cell as 0, and a missing figure is not zero.

A formula that names an empty figure's cell, or a range in which every cell is an empty figure, prints nothing. A range
with some figures counts those, as a sum over a table does.
"""

from lxml import etree

from xieshou.platform.templates.excel_book import Book, S
from xieshou.platform.templates.references import column_number, letters, references

Place = tuple[str, str]
_MOST_CELLS = 20_000  # of a range that is looked through


def drop_empty_formulas(book: Book, missing: set[Place]) -> None:
    """Empties formulas over missing figures, and those over such formulas, until none is left."""
    formulas: dict[Place, tuple[etree._Element, etree._Element]] = {}
    for sheet in book.sheets:
        for _, row in book.rows(sheet):
            for cell in row:
                formula = cell.find(f"{S}f")
                if formula is not None and formula.text:
                    formulas[sheet.name, str(cell.get("r"))] = cell, formula
    while empty := [
        place for place, (_, formula) in formulas.items() if _is_missing(formula.text or "", place, missing)
    ]:
        for place in empty:
            cell, formula = formulas.pop(place)
            cell.remove(formula)
            missing.add(place)


def _is_missing(formula: str, place: Place, missing: set[Place]) -> bool:
    if "ISBLANK" in formula.upper() or '=""' in formula or '<>""' in formula:
        return False  # the office has thought of it itself
    return any(_is_empty(sheet, ref.replace("$", ""), missing) for sheet, ref in references(formula, place[0]))


def _is_empty(sheet: str, ref: str, missing: set[Place]) -> bool:
    begin, _, end = ref.partition(":")
    if not end:
        return (sheet, begin.upper()) in missing
    (left, top), (right, bottom) = _corner(begin), _corner(end)
    if not left or not right or (right - left + 1) * (bottom - top + 1) > _MOST_CELLS:
        return False
    return all(
        (sheet, f"{letters(column)}{row}") in missing
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    )


def _corner(end: str) -> tuple[int, int]:
    column = end.rstrip("0123456789")
    return column_number(column), int(end[len(column) :])
