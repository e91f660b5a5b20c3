"""The words of a table of figures: each with its line, and what sort it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xieshou.documents.read.forms import plain
from xieshou.documents.read.lines import Line
from xieshou.kernel.reading import Seen, Spot

_FIGURE = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?%?|[—–－-]+")
_AMOUNT = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)\.[0-9]{2}")
_GLUED = re.compile(
    r"\S*[\u4e00-\u9fff）)”]-?[0-9][0-9,]*\.[0-9]{2}\S*[\u4e00-\u9fff0-9]\S*|[0-9]{3,7}[\u4e00-\u9fff]\S*|(?:-?[0-9][0-9,]*\.[0-9]{2}){2,}"
)
# a year belongs to the name around it: `结转2019年专项资金1,043.08`
_NAMES_AND_FIGURES = re.compile(r"(?:[^0-9-]*(?:19|20)[0-9]{2}年[^0-9-]*)+|-?[0-9][0-9,.]*%?|[^0-9-]+|-")
_INTEGER = re.compile("[0-9]{1,3}")
_RUN_TOGETHER = re.compile(r"([^0-9.,-]*[\u4e00-\u9fff）)”])(-?[0-9][0-9,]*(?:\.[0-9]+)?)")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a table of figures."""

    text: str
    line: Line
    is_first: bool

    @property
    def is_figure(self) -> bool:
        """Whether it is an amount or a dash."""
        return bool(_FIGURE.fullmatch(self.text))

    @property
    def integer(self) -> int | None:
        """Its value when it may be a line number."""
        return int(self.text) if _INTEGER.fullmatch(self.text) else None

    def seen(self) -> Seen:
        """The word with its place."""
        return Seen(self.text, Spot(line=self.line.no, quote=self.line.text[:80]))


def words_of(lines: Sequence[Line]) -> list[Word]:
    """The words of lines; a name and an amount without a blank between them are two.

    Where the extraction left no blanks at all (`2011301行政运行874.91874.91`), names, codes and amounts are told apart by
    the two decimals that every amount of such a table has.
    """
    result: list[Word] = []
    parts_of = _glued_parts if is_glued(lines) else _parts
    for line in lines:
        is_first = True
        for word in line.text.split():
            for part in parts_of(word):
                result.append(Word(part, line, is_first))
                is_first = False
    return result


def is_glued(lines: Sequence[Line]) -> bool:
    """Whether cells run into each other on most lines that hold an amount."""
    texts = [line.text for line in lines if _AMOUNT.search(line.text)]
    return 0 < len(texts) <= 2 * sum(1 for text in texts if _GLUED.fullmatch(text))


def _parts(word: str) -> Sequence[str]:
    found = _RUN_TOGETHER.fullmatch(word)
    return (found[1], found[2]) if found else (word,)


def _glued_parts(word: str) -> list[str]:
    """Names and figures in turn, the figures divided behind their two decimals."""
    result: list[str] = []
    for piece in _NAMES_AND_FIGURES.findall(word):
        result += _figures(piece) if piece[-1:].isdigit() else [piece]
    return result


def _figures(text: str) -> list[str]:
    """A run of digits as amounts with two decimals and what is left between them (`1,263.41302` → 1,263.41 and 302)."""
    result: list[str] = [""]
    at = 0
    while at < len(text):
        found = _AMOUNT.match(text, at)
        if found:
            result += [found[0], ""]
        else:
            result[-1] += text[at]
        at = found.end() if found else at + 1
    return [part for part in result if part]


def ordinal_free(name: str) -> str:
    """A name without the ordinal before it: `一、一般公共服务支出` → `一般公共服务支出`."""
    return re.sub("^(?:[一二三四五六七八九十]{1,3}、|其中[:：])", "", "".join(name.split()))


def is_name(word: Word) -> bool:
    """Whether a word is part of a name."""
    return not word.is_figure and bool(re.search("[\u4e00-\u9fff]|[（()）]", word.text)) and plain(word.text) != ""
