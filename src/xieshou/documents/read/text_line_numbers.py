"""Tells line numbers (行次) and amounts apart where nothing stands between them: the numbers count up on both sides."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from xieshou.documents.read.text_words import Word, is_name

_AMOUNT = r"-?[0-9][0-9,]*\.[0-9]{2}"
_BARE = re.compile(r"([0-9]{1,3})(-?[0-9][0-9,]*\.[0-9]{2})?")


def unglued(words: Sequence[Word]) -> tuple[list[Word], int | None]:
    """The words, figures behind a name divided into line number and amount, and the number that spending begins with.

    `317,764.38` behind the first name of spending is line 31 with 7,764.38 when line 2 of income stands beside line 32.
    """
    lines = [list(group) for _, group in groupby(words, key=lambda word: word.line.no)]
    shift = _shift(lines)
    if shift is None:
        return list(words), None
    result: list[Word] = []
    expected = 1
    for line in lines:
        parts, opened = _divided(line, expected, shift)
        result += parts
        expected += opened
    return result, shift + 1


def _shift(lines: Sequence[Sequence[Word]]) -> int | None:
    """How much larger the numbers of spending are than those of income, from lines where both stand without an amount."""
    found: Counter[int] = Counter()
    expected = 1
    for line in lines:
        numbers = _numbers(line)
        if not numbers or not numbers[0].text.startswith(str(expected)):
            continue
        last = numbers[-1].integer
        if len(numbers) > 1 and last is not None and last > expected:
            found[last - expected] += 1
        expected += 1
    return found.most_common(1)[0][0] if found else None


def _numbers(line: Sequence[Word]) -> list[Word]:
    """The figures that a line number may begin: the first of the line, and the first behind each name."""
    return [word for at, word in enumerate(line) if word.is_figure and (at == 0 or is_name(line[at - 1]))]


def _divided(line: Sequence[Word], expected: int, shift: int) -> tuple[list[Word], bool]:
    """The words of a line with its two numbers on their own, and whether it is a row."""
    numbers = _numbers(line)
    if not numbers or not numbers[0].text.startswith(str(expected)):
        return list(line), False
    wanted = {id(numbers[0]): expected, id(numbers[-1]): expected + shift} if len(numbers) > 1 else {}
    if len(numbers) == 1:
        both = _both_sides(line, numbers[0], expected, expected + shift)
        if both:
            return both, True
        wanted = {id(numbers[0]): expected}
    result: list[Word] = []
    for word in line:
        result += _number_and_amount(word, str(wanted[id(word)])) if id(word) in wanted else [word]
    return result, True


def _both_sides(line: Sequence[Word], first: Word, number: int, other: int) -> list[Word]:
    """The words of a line whose spending has no name: `299.7961` is line 29 with 9.79, and line 61."""
    at = next(place for place, word in enumerate(line) if word is first)
    figures = "".join(word.text for word in line[at:])
    found = re.fullmatch(rf"({number})({_AMOUNT})?({other})({_AMOUNT})?", figures)
    if found is None:
        return []
    return [
        *line[:at],
        *(Word(part, first.line, is_first=not at and not place) for place, part in enumerate(found.groups()) if part),
    ]


def _number_and_amount(word: Word, number: str) -> list[Word]:
    rest = word.text.removeprefix(number)
    if rest == word.text or not rest or not _BARE.fullmatch(number + rest):
        return [word]
    return [Word(number, word.line, word.is_first), Word(rest, word.line, is_first=False)]
