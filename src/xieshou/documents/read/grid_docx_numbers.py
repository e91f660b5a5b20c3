"""Automatic numbers of Word lists: what Word shows before a paragraph and does not keep in its text.

Levels, starts and formats are read as they are defined; a format that is not known here shows nothing rather than a guess.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NUMBERED = f"{W}numPr"
VALUE = f"{W}val"
_PROPERTIES, _STYLE = f"{W}pPr", f"{W}pStyle"
LEVELS = 9
MAX_COUNT = 99_999
INHERITED = 12  # styles that a style may rest on

_PLACE = re.compile("%([1-9])")
_DIGITS = "零一二三四五六七八九"
_GAPS = {"nothing": "", "space": " ", "tab": " "}


@dataclass(frozen=True, slots=True)
class _Level:
    """How a level is numbered: `%1、` in Chinese numerals from 1."""

    start: int
    kind: str
    text: str
    gap: str


@dataclass(frozen=True, slots=True)
class _List:
    """A list: its levels, which lists may share, and levels it begins anew at a number of its own."""

    shared: str
    levels: Mapping[int, _Level]
    anew: Mapping[int, int]


@dataclass(slots=True)
class Numbering:
    """The lists of a file, and how far each has been counted."""

    lists: Mapping[str, _List] = field(default_factory=dict)
    styles: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)

    def prefix(self, paragraph: etree._Element) -> str:
        """The number before a paragraph with the gap behind it; nothing where there is none."""
        if not self.lists:
            return ""
        number, level = self._place(paragraph)
        found = self.lists.get(number)
        if found is None or level not in found.levels:
            return ""
        counts = self._counted(number, found, level)
        text = _PLACE.sub(lambda place: self._shown(found, counts, int(place[1]) - 1), found.levels[level].text)
        return text + found.levels[level].gap if text else ""

    def _place(self, paragraph: etree._Element) -> tuple[str, int]:
        properties = next(paragraph.iterchildren(_PROPERTIES), None)
        if properties is None:
            return "", 0
        own = next(properties.iterchildren(NUMBERED), None)
        style = next(properties.iterchildren(_STYLE), None)
        number, level = self.styles.get("" if style is None else style.get(VALUE, ""), ("", 0))
        if own is None:
            return number, level
        return _value(own, "numId") or number, _number(_value(own, "ilvl"), level)

    def _counted(self, number: str, found: _List, level: int) -> Mapping[int, int]:
        """The counts after this paragraph; a level that is counted begins those below it again."""
        counts = self._counts.setdefault(found.shared, {})
        if number not in self._begun:
            self._begun.add(number)
            counts.update({at: start - 1 for at, start in found.anew.items()})
        counts[level] = min(counts.get(level, found.levels[level].start - 1) + 1, MAX_COUNT)
        for below in [at for at in counts if at > level]:
            del counts[below]
        return counts

    def _shown(self, found: _List, counts: Mapping[int, int], level: int) -> str:
        if level not in found.levels:
            return ""
        form = _FORMS.get(found.levels[level].kind)
        return form(counts.get(level, found.levels[level].start)) if form else ""


def numbering_of(numbers: etree._Element | None, styles: etree._Element | None) -> Numbering:
    """The numbering that these two parts of a Word file define; either may be missing."""
    if numbers is None:
        return Numbering()
    shared = {one.get(f"{W}abstractNumId", ""): _levels(one) for one in numbers.iter(f"{W}abstractNum")}
    lists = {}
    for one in numbers.iter(f"{W}num"):
        name = _value(one, "abstractNumId")
        lists[one.get(f"{W}numId", "")] = _List(name, shared.get(name, {}), _anew(one))
    return Numbering(lists, {} if styles is None else _styles(styles))


def _levels(parent: etree._Element) -> dict[int, _Level]:
    found = {}
    for one in parent.findall(f"{W}lvl"):
        kind, text = _value(one, "numFmt") or "decimal", _value(one, "lvlText")
        shown = "" if kind in {"bullet", "none"} else text
        gap = _GAPS.get(_value(one, "suff") or "tab", "")
        found[_number(one.get(f"{W}ilvl", ""), 0)] = _Level(_number(_value(one, "start"), 0), kind, shown, gap)
    return found


def _anew(one: etree._Element) -> dict[int, int]:
    overrides = {
        _number(entry.get(f"{W}ilvl", ""), 0): _value(entry, "startOverride") for entry in one.iter(f"{W}lvlOverride")
    }
    return {level: _number(start, 1) for level, start in overrides.items() if start}


def _styles(root: etree._Element) -> dict[str, tuple[str, int]]:
    """The list and level of each style of paragraphs, its own or inherited."""
    entries = {one.get(f"{W}styleId", ""): one for one in root.iter(f"{W}style")}
    found = {}
    for name in entries:
        at, own = name, None
        for _ in range(INHERITED):
            style = entries.get(at)
            own = None if style is None else style.find(f"{W}pPr/{NUMBERED}")
            if style is None or own is not None:
                break
            at = _value(style, "basedOn")
        if own is not None:
            found[name] = (_value(own, "numId"), _number(_value(own, "ilvl"), 0))
    return found


def _value(parent: etree._Element, name: str) -> str:
    found = parent.find(f"{W}{name}")
    return "" if found is None else found.get(VALUE, "")


def _number(text: str, missing: int) -> int:
    return min(int(text), MAX_COUNT) if text.isascii() and text.isdigit() and len(text) < 7 else missing


# --- formats ---


def _chinese(number: int) -> str:
    """`21` → 二十一; nothing beyond 99, which no heading reaches."""
    if not 0 < number < 100:
        return ""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def _letters(number: int) -> str:
    return chr(64 + (number - 1) % 26 + 1) * ((number - 1) // 26 + 1) if 0 < number <= 26 * 9 else ""


def _roman(number: int) -> str:
    text, left = "", number if 0 < number < 4_000 else 0
    for value, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        text += sign * (left // value)
        left %= value
    return text


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 0 < number <= 20 else str(number)


_FORMS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalHalfWidth": str,
    "decimalFullWidth": str,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
}
