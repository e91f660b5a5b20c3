"""Patterns of sentences, Chinese with their English, and the index that finds the one a sentence was made from.

A pattern is a line of `locale/en/sentences/*.tsv`: Chinese, a tab, English. `{0}`, `{1}` … are holes, numbered as they
come in the Chinese; the English may use them in another order or leave one out. `{0!}` takes only what is understood
itself: for sentences with so little fixed text that data may look like them. `\\n` is a line break; a line beginning
with `#` is a comment. The page catalogue (`django.mo`) gives labels and sentences with names in their holes as well.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_HOLE: Final = re.compile(r"\{(\d+)\}")
_CAREFUL: Final = re.compile(r"\{(\d+)!\}")
_NAMED: Final = re.compile(r"%\((\w+)\)[sd]")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_WIDE: Final = re.compile(r"[\u3001-\u303f\uff00-\uffef“”]")  # Chinese punctuation
WEAKEST: Final = 2  # with fewer fixed Chinese signs, a pattern says too little to take just anything in its holes


class MalformedError(Exception):
    """A line of the sentences that cannot be used: what is wrong with it, file and line, what to do."""

    def __init__(self, place: str, what: str, remedy: str) -> None:
        super().__init__(f"{place}: {what}. {remedy}")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One sentence with holes in two languages; `place` is its file and line, `careful` its holes for known text only."""

    chinese: str
    english: str
    place: str = ""
    careful: frozenset[int] = frozenset()

    @property
    def literals(self) -> tuple[str, ...]:
        """What stands before, between and behind the holes, in Chinese."""
        return tuple(_HOLE.split(self.chinese)[::2])

    @property
    def holes(self) -> tuple[str, ...]:
        return tuple(_HOLE.findall(self.chinese)) if "{" in self.chinese else ()


@dataclass(frozen=True, slots=True)
class Matcher:
    """A pattern ready to be held against sentences."""

    literals: tuple[str, ...]
    english: tuple[str, ...]  # text, number of a hole, text …
    weight: int  # fixed characters
    careful: frozenset[int]  # holes that take only what is understood
    is_weak: bool

    def holes(self, sentence: str) -> list[str] | None:
        """What stands in the holes of the sentence; None: it was not made from this pattern. Takes linear time."""
        first, *between, last = self.literals
        end = len(sentence) - len(last)
        at = len(first)
        if end < at or not sentence.startswith(first) or not sentence.endswith(last):
            return None
        found = []
        for literal in between:
            here = sentence.find(literal, at, end)
            if here < 0:
                return None
            found.append(sentence[at:here])
            at = here + len(literal)
        return [*found, sentence[at:end]]


def matcher(pattern: Pattern) -> Matcher:
    """The pattern taken to pieces once."""
    fixed = "".join(pattern.literals)
    han = len(_HAN.findall(fixed))
    is_weak = not pattern.careful and (not han or han + len(_WIDE.findall(fixed)) < WEAKEST)
    return Matcher(pattern.literals, tuple(_HOLE.split(pattern.english)), len(fixed), pattern.careful, is_weak)


class Catalogue:
    """All patterns: whole sentences by their text, those with holes by their rarest pair of characters."""

    def __init__(self, patterns: Iterable[Pattern], labels: Iterable[Pattern] = ()) -> None:
        """`labels` are those of the page catalogue; where both know a sentence, `patterns` hold."""
        self.patterns = tuple(patterns)
        known = {one.chinese: one for one in (*labels, *self.patterns)}
        self._whole = {chinese: one.english for chinese, one in known.items() if not one.holes}
        self._index = _indexed([matcher(one) for one in known.values() if one.holes])

    def whole(self, sentence: str) -> str | None:
        """The English of a sentence without holes; None: not known."""
        return self._whole.get(sentence)

    def made_from(self, sentence: str) -> Iterator[tuple[Matcher, list[str]]]:
        """The patterns that match the whole sentence with what stands in their holes, most fixed text first."""
        index = self._index
        keys = {*(sentence[at : at + 2] for at in range(len(sentence) - 1)), *sentence}
        found = [one for key in keys if key in index for one in index[key]]
        for one in sorted(found, key=lambda one: one.weight, reverse=True):
            if (holes := one.holes(sentence)) is not None:
                yield one, holes


def _indexed(matchers: list[Matcher]) -> dict[str, list[Matcher]]:
    """By the pair of characters that fewest patterns have, so that a sentence is held against few of them."""
    pairs = [_pairs(one.literals) for one in matchers]
    count = Counter(key for keys in pairs for key in keys)
    index: dict[str, list[Matcher]] = defaultdict(list)
    for one, keys in zip(matchers, pairs, strict=True):
        if keys:
            index[min(sorted(keys), key=lambda key: count[key])].append(one)
    return dict(index)


def _pairs(literals: Iterable[str]) -> set[str]:
    """The pairs of neighbouring characters of the fixed text; of a piece of one character, that one."""
    return {
        piece[at : at + 2] if len(piece) > 1 else piece for piece in literals for at in range(max(1, len(piece) - 1))
    } - {"", " "}


def read(folder: Path) -> list[Pattern]:
    """Every pattern of every file of the folder. Raises MalformedError at the first line that cannot be used."""
    found: dict[str, Pattern] = {}
    for path in sorted(folder.glob("*.tsv")):
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            if not line.strip() or line.startswith("#"):
                continue
            one = _read_line(line.rstrip("\r"), f"{path.name}, line {number}")
            before = found.setdefault(one.chinese, one)
            if before.english != one.english:
                raise MalformedError(one.place, f"stands in {before.place} with other English", "Keep one of the two")
    return list(found.values())


def _read_line(line: str, place: str) -> Pattern:
    chinese, tab, english = line.replace("\\n", "\n").partition("\t")
    if not tab or "\t" in english or not chinese.strip() or not english.strip():
        raise MalformedError(place, "not Chinese, one tab, English", "Write both with one tab between them")
    careful = frozenset(int(number) for number in _CAREFUL.findall(chinese))
    one = Pattern(_CAREFUL.sub(r"{\1}", chinese), english, place, careful)
    if one.holes != tuple(str(number) for number in range(len(one.holes))):
        raise MalformedError(place, "its Chinese holes are not {0}, {1} … in this order", "Number them as they come")
    if "{" in english and (unknown := set(_HOLE.findall(english)) - set(one.holes)):
        what = f"its English has holes {sorted(unknown)} that its Chinese has not"
        raise MalformedError(place, what, "Use the holes of the Chinese")
    return one


def from_pages(messages: Iterable[tuple[str, str]]) -> Iterator[Pattern]:
    """Patterns of a catalogue of pages, whose holes have names: `请办理：%(step)s`."""
    for chinese, english in messages:
        holes = _NAMED.findall(chinese) if "%(" in chinese else []
        names = list(dict.fromkeys(holes))
        if chinese and english and len(names) == len(holes):
            yield Pattern(_numbered(chinese, names), _numbered(english, names))


def _numbered(text: str, names: list[str]) -> str:
    """Named holes as numbers; a hole the Chinese does not have stays as it is written."""
    numbered = _NAMED.sub(lambda hole: f"{{{names.index(hole[1])}}}" if hole[1] in names else hole[0], text)
    return numbered.replace("%%", "%") if names else text
