"""Reads the accounts tables whose rows have a code: functions (201…), and the economic classes side by side (301…)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from xieshou.documents.read.text_words import Word
from xieshou.kernel.reading import AccountLine, Seen, Spot

_FUNCTION = re.compile("[12][0-9]{2}(?:[0-9]{2}(?:[0-9]{2})?)?")
_ECONOMIC = re.compile("(?:30[1-9]|31[0-3]|399)(?:[0-9]{2})?")
_TOTALS = re.compile("(?:合计|总计|(?:人员|公用)经费合计|本年(?:收入|支出)合计)")
MAX_ROWS = 2000


@dataclass(slots=True)
class CodedRow:
    """A row with its code, the words of its name and its figures as printed."""

    code: str
    at: Word
    name: list[Word] = field(default_factory=list)
    values: list[Word] = field(default_factory=list)

    def line(self, places: Sequence[int | None], columns: int, *, uncertain: bool = False) -> AccountLine:
        """The row with its figures in their columns."""
        cells: list[Seen | None] = [None] * columns
        words = [self.code, *(word.text for word in self.name), *(word.text for word in self.values)]
        quote = " ".join(word for word in words if word)[:80]
        for place, word in zip(places, self.values, strict=False):
            if place is not None and place < columns:
                cells[place] = Seen(word.text, Spot(line=word.line.no, quote=quote))
        name = "".join(word.text for word in self.name)
        line = self.values[0].line if self.values else self.at.line
        return AccountLine(name, Spot(line=line.no, quote=quote), self.code, values=tuple(cells), uncertain=uncertain)


def coded_rows(words: Sequence[Word], *, economic: bool = False) -> list[CodedRow]:
    """The rows in the order of the text; what stands before the first row is left out."""
    form = _ECONOMIC if economic else _FUNCTION
    rows: list[CodedRow] = []
    at = 0
    while at < len(words) and len(rows) < MAX_ROWS:
        word = words[at]
        code, used = _code_at(words, at, form)
        if code:
            rows.append(CodedRow(code, word))
        elif _TOTALS.fullmatch(word.text) and not (rows and rows[-1].code and not rows[-1].name):
            rows.append(CodedRow("", word, [word]))
        elif rows:
            (rows[-1].values if word.is_figure else rows[-1].name).append(word)
        at += used or 1
    return rows


def _code_at(words: Sequence[Word], at: int, form: re.Pattern[str]) -> tuple[str, int]:
    """The code that starts here and how many words it takes: one, or class, section and item in three columns."""
    text = words[at].text
    if not form.fullmatch(text):
        return "", 0
    used = 1
    while len(text) in (3, 5) and at + used < len(words) and re.fullmatch("[0-9]{2}", words[at + used].text):
        text += words[at + used].text
        used += 1
    follower = words[at + used] if at + used < len(words) else None
    if follower is None or follower.is_figure or follower.text.startswith("合计"):
        return "", 0
    return text, used
