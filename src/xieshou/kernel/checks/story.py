"""The running text of a file as amounts in paragraphs, and the tables it speaks of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from xieshou.kernel.checks.accounts_sheet import Sheet, sheets
from xieshou.kernel.checks.mentions import Mention, mentions
from xieshou.kernel.reading import Paragraph, ReadFile, ReadTable
from xieshou.kernel.text import normalise

_MARKS = re.compile("[“”\"'‘’、，,。（）()《》·. ：:；;-]")
_SENTENCE_END = re.compile("[。！？!?；;：:]$")
_INSIDE = re.compile("[，。；：,;:]")
_NUMBERED = re.compile(
    "(?:[（(][一二三四五六七八九十—]+[）)]|[一二三四五六七八九十]+、|[0-9]{1,2}[.、．](?![0-9])|[（(][0-9]{1,2}[）)]|附件)"
)
# One character for one, so that places in the text stay what they are.
_HALF_WIDTH = {0xFF10 + digit: 0x30 + digit for digit in range(10)} | {
    ord("％"): "%",
    ord("﹪"): "%",
    ord("．"): ".",
    ord("＝"): "=",
}
_SHORTEST, _LONGEST = 8, 20_000
_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Told:
    """A paragraph with its amounts."""

    paragraph: Paragraph
    amounts: tuple[Mention, ...]

    @property
    def text(self) -> str:
        """Its text."""
        return self.paragraph.text

    def before(self, mention: Mention, limit: int = 30) -> str:
        """The words right before an amount, without spaces."""
        return _SPACE.sub("", self.text[max(0, mention.start - limit) : mention.start])

    def after(self, mention: Mention, limit: int = 20) -> str:
        """The words right after an amount, without spaces."""
        return _SPACE.sub("", self.text[mention.end : mention.end + limit])

    def gap(self, one: Mention, other: Mention) -> str:
        """The words between two amounts, without spaces."""
        return _SPACE.sub("", self.text[one.end : other.start])

    def lead(self, mention: Mention) -> str:
        """The words between the amount before and this one, without spaces."""
        place = self.amounts.index(mention)
        start = self.amounts[place - 1].end if place else 0
        return _SPACE.sub("", self.text[start : mention.start])

    def window(self, mention: Mention, sentences: int = 2) -> list[Mention]:
        """The amounts before this one, in its sentence and so many before."""
        stops = [found.start() for found in re.finditer("。", self.text[: mention.start])]
        first = stops[-sentences] if len(stops) >= sentences else -1
        return [one for one in self.amounts if first < one.start < mention.start]


@dataclass(frozen=True, slots=True)
class Story:
    """A file's paragraphs and tables."""

    file: ReadFile
    told: tuple[Told, ...]
    accounts: dict[str, Sheet]

    @property
    def tables(self) -> tuple[ReadTable, ...]:
        """Its tables."""
        return self.file.tables

    def amounts(self) -> Iterator[tuple[Told, Mention]]:
        """Every amount with its paragraph."""
        return ((told, mention) for told in self.told for mention in told.amounts)


def story(file: ReadFile) -> Story:
    """A file's running text, read."""
    folded = (replace(paragraph, text=paragraph.text.translate(_HALF_WIDTH)) for paragraph in file.paragraphs)
    told = tuple(Told(paragraph, tuple(mentions(paragraph))) for paragraph in joined(list(folded)))
    return Story(file, told, sheets(file.tables))


def joined(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Sentences that a page or a short line broke into two paragraphs, put together again."""
    found: list[Paragraph] = []
    for paragraph in paragraphs:
        if found and _goes_on(found[-1].text.strip(), paragraph.text.strip()):
            found[-1] = _one(found[-1], paragraph)
        else:
            found.append(paragraph)
    return found


def _goes_on(before: str, after: str) -> bool:
    is_heading = bool(_NUMBERED.match(before)) and not _INSIDE.search(before)
    is_open = not _SENTENCE_END.search(before) or before.endswith(("其中：", "其中:"))
    is_short = len(before) < _SHORTEST and not _INSIDE.search(before)
    return is_open and not is_heading and not is_short and not _NUMBERED.match(after) and len(before) < _LONGEST


def _one(first: Paragraph, second: Paragraph) -> Paragraph:
    start = len(first.text)
    breaks = second.breaks or (((0, second.spot.line),) if second.spot.line else ())
    moved = tuple((start + offset, line) for offset, line in breaks)
    return replace(first, text=first.text + second.text, breaks=(*first.breaks, *moved))


def key(text: str) -> str:
    """A name without spaces and punctuation."""
    return _MARKS.sub("", normalise(text))


def ends_alike(one: str, other: str, least: int) -> bool:
    """Whether two names are one, or one ends with the other, and the shorter is long enough to mean something."""
    return min(len(one), len(other)) >= least and (one.endswith(other) or other.endswith(one))
