"""The words of a table of figures: each with its line, and what sort it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xieshou.documents.read.forms import plain
from xieshou.documents.read.lines import Line
from xieshou.kernel.reading import Seen, Spot

_FIGURE = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?%?|[—–－-]+")
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
    """The words of lines; a name and an amount without a blank between them are two."""
    result: list[Word] = []
    for line in lines:
        is_first = True
        for word in line.text.split():
            for part in _parts(word):
                result.append(Word(part, line, is_first))
                is_first = False
    return result


def _parts(word: str) -> tuple[str, ...]:
    found = _RUN_TOGETHER.fullmatch(word)
    return (found[1], found[2]) if found else (word,)


def ordinal_free(name: str) -> str:
    """A name without the ordinal before it: `一、一般公共服务支出` → `一般公共服务支出`."""
    return re.sub("^(?:[一二三四五六七八九十]{1,3}、|其中[:：])", "", "".join(name.split()))


def is_name(word: Word) -> bool:
    """Whether a word is part of a name."""
    return not word.is_figure and bool(re.search("[\u4e00-\u9fff]|[（()）]", word.text)) and plain(word.text) != ""
