"""Sentences written in Python, in English when an English page shows them.

They stay Chinese where they are written and stored, which is the language of record. `told` gives a Chinese page the
text as it is. On an English page it finds the pattern the sentence was made from, translates what stands in its holes in
the same way, and takes apart what `Problem.__str__` and lists have joined. What no pattern knows, and so what a person
typed, stays as it stands. Nothing here raises for a text it does not understand.
"""

import gettext
import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils.translation import get_language

from xieshou.platform.shell.sentence_patterns import Catalogue, Matcher, Pattern, from_pages, read

_ENGLISH: Final = Path(settings.LOCALE_PATHS[0]) / "en"
LONGEST: Final = 2000  # characters; no sentence is longer, and a document is no sentence
SHORT: Final = 400  # characters; only in shorter ones is an added clause looked for
KEPT: Final = 8192
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_PUNCTUATION: Final = {"、": ", ", "；": "; ", "：": ": ", "，": ", ", "。": ". ", "　": " ", "（": " (", "）": ")"}
_JOINING: Final = re.compile(r"(?<=[\w)%”\"])[、；：，。　（]|(?<=\w)）")  # behind a figure or a name, not by itself
_BRACKETED: Final = re.compile(r"(.*?)(?:（([^（）]+)）|“([^“”]+)”)", re.DOTALL)
_CLAUSES: Final = re.compile("[；，（]")
_OPEN, _CLOSED = "“（《", "”）》"


def told(text: Any) -> Any:
    """The text as the page of now says it, in English on an English one. On a Chinese page it costs nothing."""
    return text if text is None or not is_english() else in_english(str(text))


def is_english() -> bool:
    """Whether the page of now is in English."""
    return (get_language() or "").startswith("en")


def told_whole(value: Any) -> Any:
    """A value that a person may have typed: in English if all of it is known, else as it stands."""
    shown = told(value)
    return value if isinstance(shown, str) and _HAN.search(shown) else shown


def in_english(text: str) -> str:
    """The sentence in English as far as its patterns are known; unchanged when none is."""
    return translator().in_english(text)


@cache
def patterns() -> tuple[Pattern, ...]:
    """Every pattern of the program's sentences. Raises MalformedError, which stops the start."""
    return tuple(read(_ENGLISH / "sentences"))


@cache
def translator() -> "Translator":
    """With the patterns of sentences and the labels of pages, read for the first page in English."""
    with (_ENGLISH / "LC_MESSAGES" / "django.mo").open("rb") as pages:
        labels = list(from_pages(_messages(gettext.GNUTranslations(pages))))
    return Translator(Catalogue(patterns(), labels))


def _messages(pages: gettext.GNUTranslations) -> Iterator[tuple[str, str]]:
    """The messages of a compiled catalogue: the one form, or the first of several; those with a context are left out."""
    kept: dict[str | tuple[str, int], str] = vars(pages)["_catalog"]
    for key, english in kept.items():
        chinese, form = key if isinstance(key, tuple) else (key, 0)
        if form == 0 and "\x04" not in chinese:
            yield chinese, english


class Translator:
    """Reads sentences by a catalogue of patterns, and remembers what it read."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._known: Callable[[str], str | None] = lru_cache(KEPT)(self._read)

    def in_english(self, text: str) -> str:
        """The sentence in English as far as its patterns are known; unchanged when none is."""
        try:
            return self._known(text) or (text if _HAN.search(text) else _plain(text))
        except RecursionError:  # a text of a thousand parts within parts is no sentence of ours
            return text

    def _read(self, text: str) -> str | None:
        """The English; None: neither the sentence nor a part of it is known."""
        core = text.strip(" \t\n·")
        if not core or len(core) > LONGEST or not _HAN.search(core):
            return None
        readings = (self._whole, self._lines, self._beside, self._sentences, self._from_pattern, self._added_to)
        for reading in (*readings, self._named, self._listed, self._bracketed):
            if (english := reading(core)) is not None:
                return text.replace(core, english, 1) if core != text else english
        return None

    def _whole(self, text: str) -> str | None:
        return self.catalogue.whole(text)

    def _from_pattern(self, text: str) -> str | None:
        for one, holes in self.catalogue.made_from(text):
            if self._may_hold(one, holes):
                return self._filled(one, holes)
        return None

    def _may_hold(self, one: Matcher, holes: list[str]) -> bool:
        """Whether the sentence was made from the pattern and does not only look like it."""
        if one.is_weak:
            return not any(map(_HAN.search, holes))
        return all(map(_is_closed, holes)) and all(self._is_understood(holes[number]) for number in one.careful)

    def _filled(self, one: Matcher, holes: list[str]) -> str:
        """The English with what stands in the holes, itself in English where it is known."""
        written = ""
        for place, piece in enumerate(one.english):
            written += piece if place % 2 == 0 else self._in_sentence(holes[int(piece)], written)
        return written.strip()

    def _in_sentence(self, hole: str, before: str) -> str:
        """What stands in a hole: in the middle of a sentence without the capital of its own beginning."""
        english = self._known(hole)
        if english is None:
            return hole if _HAN.search(hole) else _plain(hole)
        return english if before.rstrip()[-1:] in ("", ":", ".", '"', "(", "“") else _lowered(english)

    def _sentences(self, text: str) -> str | None:
        """Sentences one after another, or problems joined in one text: every one of them must be understood."""
        for mark, english, begin in (("。", ". ", _raised), ("；", "; ", _lowered)):
            is_ended = text.endswith(mark)
            parts = _split(text.removesuffix(mark), mark)
            if (len(parts) > 1 or is_ended) and (first := self._all(parts)) is not None:
                told_all = english.join([first[0], *map(begin, first[1:])])
                return told_all + (mark if _HAN.match(told_all[-1:]) else english.rstrip()) * is_ended
        return None

    def _lines(self, text: str) -> str | None:
        """Lines one below another, each by itself."""
        lines = text.split("\n")
        if len(lines) == 1 or not any(self._known(line) for line in lines):
            return None
        return "\n".join(self._known(line) or line for line in lines)

    def _added_to(self, text: str) -> str | None:
        """A clause added to what may be data: `19 个；另有 1 条没有填这个数，不计`; it has a pattern of its own, with its mark."""
        starts = [found.start() for found in _CLAUSES.finditer(text, 1)] if len(text) <= SHORT else []
        for at in starts:
            if (tail := self._whole(text[at:]) or self._from_pattern(text[at:])) is not None and tail[:1] in ";,(":
                return (self._known(text[:at]) or text[:at]) + (" " if tail[0] == "(" else "") + tail
        return None

    def _beside(self, text: str) -> str | None:
        """Two things side by side: one of them must be known, the other may be a name."""
        return self._either(text, {mark: mark for mark in (" · ", " → ")})

    def _named(self, text: str) -> str | None:
        """`where：what`: one of them must be known, the other may be a name."""
        return self._either(text, {"：": ": ", "　": " ", "; ": "; ", ": ": ": ", ". ": ". "})

    def _either(self, text: str, marks: dict[str, str]) -> str | None:
        for mark, english in marks.items():
            first, *others = _split(text, mark)
            if not others or not first:
                continue
            left, right = self._known(first), self._known(mark.join(others))
            if left is not None or right is not None:
                return (left or first) + english + (right or mark.join(others))
        return None

    def _listed(self, text: str) -> str | None:
        """A list, or clauses: every part must be understood, for half a list in English helps nobody."""
        for mark, english, rest in (("，", ", ", _lowered), ("、", ", ", str), ("/", " / ", str)):
            parts = _split(text, mark)
            if len(parts) > 1 and (first := self._all(parts)) is not None:
                return english.join([first[0], *map(rest, first[1:])])
        return None

    def _bracketed(self, text: str) -> str | None:
        """`words（name）` and `“words”`: what stands before the brackets must be known; before none, what is in them."""
        found = _BRACKETED.fullmatch(text)
        if found is None:
            return None
        before, in_brackets, quoted = found.groups()
        outer, inner = self._known(before), self._known(in_brackets or quoted)
        if (outer if _HAN.search(before) else inner) is None:
            return None
        name, words = (outer or before).rstrip(), inner or in_brackets or quoted
        if in_brackets:
            return name if name.lower().endswith(words.lower()) else f"{name} ({words})"
        return f'{name} "{words}"'.lstrip()

    def _all(self, parts: list[str]) -> list[str] | None:
        """Every part in English; None: one is not understood, or there is nothing to translate in them."""
        if not all(map(self._is_understood, parts)) or not any(map(_HAN.search, parts)):
            return None
        return [self._known(part) or _plain(part) for part in parts]

    def _is_understood(self, text: str) -> bool:
        """Whether there is nothing Chinese in it, or its English is known."""
        return not _HAN.search(text) or self._known(text) is not None


def _is_closed(hole: str) -> bool:
    """Whether what stands in a hole opens and closes its own quotation marks and brackets."""
    return all(hole.count(opened) == hole.count(closed) for opened, closed in zip(_OPEN, _CLOSED, strict=True))


def _lowered(english: str) -> str:
    return english[:1].lower() + english[1:] if english[1:2].islower() or english[1:2] == " " else english


def _raised(english: str) -> str:
    return english[:1].upper() + english[1:]


def _plain(text: str) -> str:
    """Figures, codes and names with the punctuation of English."""
    return text if text.isascii() else _JOINING.sub(lambda found: _PUNCTUATION[found[0]], text).strip()


def _split(text: str, mark: str) -> list[str]:
    """Cut at a mark, but not inside quotation marks and brackets."""
    if mark not in text:
        return [text]
    parts, depth, begun, at = [], 0, 0, 0
    while at < len(text):
        depth += (text[at] in _OPEN) - (text[at] in _CLOSED)
        if depth <= 0 and text.startswith(mark, at):
            parts.append(text[begun:at])
            at = begun = at + len(mark)
            continue
        at += 1
    return [*parts, text[begun:]]
