"""The running text of a file as amounts in paragraphs, and the tables it speaks of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xieshou.kernel.checks.accounts_sheet import Sheet, sheets
from xieshou.kernel.checks.mentions import Mention, mentions
from xieshou.kernel.reading import Paragraph, ReadFile, ReadTable
from xieshou.kernel.text import normalise

_MARKS = re.compile("[“”\"'‘’、，,。（）()《》·. ：:；;-]")
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
    told = tuple(Told(paragraph, tuple(mentions(paragraph))) for paragraph in file.paragraphs)
    return Story(file, told, sheets(file.tables))


def key(text: str) -> str:
    """A name without spaces and punctuation."""
    return _MARKS.sub("", normalise(text))


def ends_alike(one: str, other: str, least: int) -> bool:
    """Whether two names are one, or one ends with the other, and the shorter is long enough to mean something."""
    return min(len(one), len(other)) >= least and (one.endswith(other) or other.endswith(one))


def nearest(amounts: Sequence[Mention], before: Mention) -> Mention | None:
    """The last amount before another."""
    return next((one for one in reversed(amounts) if one.start < before.start), None)
