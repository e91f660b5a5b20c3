"""Placeholders as officials write them, `{项目名称}` or `{指标.名称}`, and what is wrong with those of an uploaded file.

Full-width braces, blanks inside and a Chinese full stop for the dot are taken as meant.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from xieshou.lib.problems import Problem
from xieshou.platform.templates.kinds import Field, TemplateKind

_BRACES = str.maketrans("｛｝", "{}")
_MERGED = ":合并"
_PLACEHOLDER = re.compile(r"\{([^{}]{0,80})\}")


@dataclass(frozen=True)
class Found:
    """One placeholder in a text: where it begins and ends, the name as meant, whether equal cells are to be merged."""

    start: int
    end: int
    name: str
    is_merged: bool = False


@dataclass(frozen=True)
class Placed:
    """A text of the file that has braces: the place as a person finds it. `row`: the table row it can repeat with."""

    text: str
    place: str
    row: str = ""
    needs_row: bool = True


def found_in(text: str) -> list[Found]:
    """The placeholders of a text, in order."""
    plain = text.translate(_BRACES)
    return [_found(hit) for hit in _PLACEHOLDER.finditer(plain)]


def _found(hit: re.Match[str]) -> Found:
    name = _meant(hit[1])
    return Found(hit.start(), hit.end(), name.removesuffix(_MERGED), name.endswith(_MERGED))


def _meant(inside: str) -> str:
    return "".join(unicodedata.normalize("NFKC", inside).replace("。", ".").split())


def has_braces(text: str) -> bool:
    """Whether a text can hold a placeholder, or a broken one."""
    return any(char in text for char in "{}｛｝")


def alone_in(text: str) -> str:
    """The placeholder that is the whole of a text; empty: none is."""
    plain = text.strip()
    found = found_in(plain)
    return found[0].name if len(found) == 1 and (found[0].start, found[0].end) == (0, len(plain)) else ""


def groups_of(text: str, kind: TemplateKind) -> set[str]:
    """The groups whose rows a text belongs to."""
    known = kind.by_name
    return {known[one.name].group for one in found_in(text) if one.name in known and known[one.name].is_repeated}


def problems_of(texts: Iterable[Placed], kind: TemplateKind) -> list[Problem]:
    """Everything wrong with the placeholders of a file, each with its place and the closest name that is allowed."""
    problems: list[Problem] = []
    rows: dict[str, dict[str, str]] = {}
    count = 0
    for text in texts:
        found = found_in(text.text)
        count += len(found)
        problems += _of_text(text, found, kind)
        for group in groups_of(text.text, kind):
            rows.setdefault(text.row, {}).setdefault(group, text.place)
    for row, groups in rows.items():
        if row and len(groups) > 1:
            problems.append(
                Problem(f"一行里有两组重复内容：{'、'.join(groups)}", row, "一行只放一组", "请分成两张表或两行")
            )
    if not count and not problems:
        remedy = "请把要填的地方写成占位符，例如 " + next((field.placeholder for field in kind.fields), "{名称}")
        problems.append(Problem("文件里没有任何占位符", remedy=remedy))
    return problems


def _of_text(text: Placed, found: list[Found], kind: TemplateKind) -> Iterator[Problem]:
    known = kind.by_name
    for one in found:
        field = known.get(one.name)
        if field is None:
            yield Problem(f"没有占位符“{{{one.name}}}”", text.place, remedy=_closest(one.name, kind))
        elif field.is_repeated and not text.row:
            yield Problem(f"“{field.placeholder}”要逐行重复", text.place, "表格的一行里", "请把它移到表格里")
        if (
            one.is_merged
            and field is not None
            and (not field.is_repeated or len(found) > 1 or _without(text.text, found).strip())
        ):
            yield Problem(
                f"“{{{one.name}{_MERGED}}}”不能合并",
                text.place,
                "逐行重复、单独占一格的占位符",
                "请去掉“:合并”或让它单独占一格",
            )
    left = _without(text.text, found)
    if has_braces(left):
        yield Problem(f"花括号没有成对：“{text.text[:30]}”", text.place, "{名称}", "请补上或删去花括号")


def _without(text: str, found: list[Found]) -> str:
    for one in reversed(found):
        text = text[: one.start] + text[one.end :]
    return text


def _closest(name: str, kind: TemplateKind) -> str:
    by_word: dict[str, Field] = {}
    for field in kind.fields:
        by_word.setdefault(field.label, field)
        by_word.setdefault(field.column or field.name, field)
    by_word |= dict(kind.by_name)
    near = difflib.get_close_matches(name, by_word, n=1, cutoff=0.5) or [
        word for word in by_word if name and name in word
    ]
    if near:
        return f"最接近的是 {by_word[near[0]].placeholder}"
    return f"可用的占位符见“{kind.label}”页的列表"
