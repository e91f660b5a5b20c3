"""Reads the accounts tables with income on the left and spending on the right, by their line numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from xieshou.documents.read.text_line_numbers import unglued
from xieshou.documents.read.text_words import Word, is_glued, is_name, ordinal_free
from xieshou.kernel.reading import AccountLine, Seen, Spot

MAX_ROWS = 400


@dataclass(slots=True)
class _Side:
    name: list[Word] = field(default_factory=list)
    no: Word | None = None
    values: list[Word] = field(default_factory=list)

    def row(self, columns: int) -> AccountLine:
        words = [*self.name, *([self.no] if self.no else []), *self.values]
        at = (self.no or words[0]).line
        quote = " ".join(word.text for word in words)[:80]
        places: list[Seen | None] = [Seen(word.text, Spot(line=word.line.no, quote=quote)) for word in self.values]
        is_whole = len(places) in (0, columns)
        places += [None] * (columns - len(places))
        name = ordinal_free("".join(word.text for word in self.name))
        no = self.no.text if self.no else ""
        return AccountLine(name, Spot(line=at.no, quote=quote), no=no, values=tuple(places), uncertain=not is_whole)


def two_sided(words: Sequence[Word], left: int, right: int) -> tuple[tuple[AccountLine, ...], tuple[AccountLine, ...]]:
    """Income and spending; so many columns of figures on each side."""
    first_right = _first_right(words)
    if is_glued(list(dict.fromkeys(word.line for word in words))):
        words, first_right = unglued(words)
    if first_right is None:
        return _by_lines(words, left, right)
    rows = _by_numbers(words, first_right, left, right)
    return tuple(a.row(left) for a, _ in rows), tuple(b.row(right) for _, b in rows if b.no is not None)


def _first_right(words: Sequence[Word]) -> int | None:
    """The line number that spending begins with: the first that follows the name behind line 1."""
    started = named = False
    for word in words[:80]:
        if not started:
            started = word.integer == 1
        elif is_name(word):
            named = True
        elif named and word.integer is not None and word.integer > 1:
            return word.integer
    return None


def _by_numbers(words: Sequence[Word], first_right: int, left: int, right: int) -> list[tuple[_Side, _Side]]:
    rows: list[tuple[_Side, _Side]] = []
    income, spending, expected = _Side(), _Side(), 1
    for word in words:
        if income.no is None:
            _before_income_number(word, income, expected, first_right)
        elif spending.no is None:
            _before_spending_number(word, income, spending, first_right + _number(income) - 1, left)
        elif _opens_row(word, _number(income) + 1, len(spending.values), right):
            rows.append((income, spending))
            expected = _number(income) + 1
            income, spending = _Side(), _Side()
            _before_income_number(word, income, expected, first_right)
        else:
            spending.values.append(word)
        if len(rows) >= MAX_ROWS:
            break
    return [*rows, (income, spending)] if spending.no is not None else rows


def _before_income_number(word: Word, income: _Side, expected: int, first_right: int) -> None:
    """The line number follows the name; behind a name a number may be left out."""
    number = word.integer
    if number == expected or (number is not None and income.name and expected < number < first_right):
        income.no = word
    else:
        income.name.append(word)


def _before_spending_number(word: Word, income: _Side, spending: _Side, expected: int, left: int) -> None:
    if word.integer == expected and (len(income.values) >= left or spending.name or expected != _number(income)):
        spending.no = word
    elif word.is_figure and not spending.name and len(income.values) < left:
        income.values.append(word)
    else:
        spending.name.append(word)


def _number(income: _Side) -> int:
    return (income.no.integer if income.no else None) or 0


def _opens_row(word: Word, expected: int, filled: int, columns: int) -> bool:
    if not word.is_figure:
        return True
    return (word.integer == expected and (word.is_first or filled >= columns)) or filled >= columns


def _by_lines(words: Sequence[Word], left: int, right: int) -> tuple[tuple[AccountLine, ...], tuple[AccountLine, ...]]:
    """Without line numbers: on each line a name and its figures, and again."""
    income: list[AccountLine] = []
    spending: list[AccountLine] = []
    for line in dict.fromkeys(word.line for word in words):
        sides = _sides([word for word in words if word.line == line])
        if len(sides) == 1 and "".join(word.text for word in sides[0].name).endswith("支出"):
            spending.append(sides[0].row(right))
        elif sides and len(income) < MAX_ROWS:
            income.append(sides[0].row(left))
            spending += [side.row(right) for side in sides[1:2]]
    return tuple(income), tuple(spending)


def _sides(words: Sequence[Word]) -> list[_Side]:
    sides: list[_Side] = []
    for word in words:
        if not word.is_figure and (not sides or sides[-1].values or re.match("[一二三四五六七八九十]+、", word.text)):
            sides.append(_Side([word]))
        elif not word.is_figure:
            sides[-1].name.append(word)
        elif sides:
            sides[-1].values.append(word)
    return sides
