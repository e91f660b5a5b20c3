"""The English catalogue: every sentence has its English, values find their place in it, and the compiled file is this one.

Read with the standard library, so that the tests need no gettext tools.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from gettext import GNUTranslations
from pathlib import Path

import pytest

import xieshou

PACKAGE = Path(xieshou.__file__).parent
MESSAGES = PACKAGE / "locale" / "en" / "LC_MESSAGES"
LINE = re.compile(r'(?:(?P<field>msgctxt|msgid|msgid_plural|msgstr)(?:\[(?P<form>\d)\])? )?(?P<text>".*")')
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
CJK = re.compile(r"[\u4e00-\u9fff]")
MARKED = re.compile(r"""\{%\s*translate\s+(?:"([^"]+)"|'([^']+)')""")
# what people type or read as it is: examples of entries, headers of a sheet, a language's own name
AS_IT_IS = re.compile(
    r"简体中文|\d+年\d+(?:—\d+)?月(?:\d+日)?|[万亿]?元|约|近|超过|余|塔什库尔干塔吉克自治县|编号 12"
    r"|代码|名称|起用日期|整数|文字|是否|“是”|“否”|休|班|类别, 姓名, 电话|\{项目名称\}"
    r"|“无意见”|“未提供”|“、”|“项目”|“工程”"
)


@dataclass
class Entry:
    """One entry as written: its flags, and each field by name (`msgstr` of a plural form with its number)."""

    flags: str
    fields: dict[str, str]

    @property
    def sources(self) -> list[str]:
        return [self.fields[name] for name in ("msgid", "msgid_plural") if name in self.fields]

    @property
    def english(self) -> list[str]:
        return [text for name, text in sorted(self.fields.items()) if name.startswith("msgstr")]


def _read(block: str) -> Entry:
    fields: dict[str, str] = {}
    name = ""
    for found in (LINE.fullmatch(line) for line in block.splitlines()):
        if found is None:
            continue
        name = (found["field"] or "") + (found["form"] or "") or name
        fields[name] = fields.get(name, "") + ast.literal_eval(found["text"])
    return Entry("".join(line for line in block.splitlines() if line.startswith("#,")), fields)


def _entries() -> Iterator[Entry]:
    text = (MESSAGES / "django.po").read_text(encoding="utf-8")
    return (entry for entry in map(_read, text.split("\n\n")) if entry.fields.get("msgid"))


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return list(_entries())


@pytest.fixture(scope="module")
def compiled() -> GNUTranslations:
    with (MESSAGES / "django.mo").open("rb") as file:
        return GNUTranslations(file)


def _marked_in_code(path: Path) -> Iterator[str]:
    """What a module passes to gettext, under whatever name it imported it: the extraction knows only some names."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names = {
        one.asname or one.name for node in imports if node.module == "django.utils.translation" for one in node.names
    }
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Name) and call.func.id in names:
            texts = (one.value for one in call.args[-1:] if isinstance(one, ast.Constant))
            yield from (text for text in texts if isinstance(text, str) and CJK.search(text))


def _shown(compiled: GNUTranslations, entry: Entry) -> list[str]:
    if "msgid_plural" in entry.fields:
        one, many = entry.sources
        return [compiled.ngettext(one, many, n) for n in (1, 2)]
    if "msgctxt" in entry.fields:
        return [compiled.pgettext(entry.fields["msgctxt"], entry.fields["msgid"])]
    return [compiled.gettext(entry.fields["msgid"])]


def test_it_has_english_for_every_sentence(entries: list[Entry]) -> None:
    assert len(entries) > 1000
    assert not [entry.sources[0] for entry in entries if not all(text.strip() for text in entry.english)]


def test_it_has_no_translation_guessed_from_a_similar_sentence(entries: list[Entry]) -> None:
    assert not [entry.sources[0] for entry in entries if "fuzzy" in entry.flags]


def test_it_leaves_chinese_only_where_it_is_typed_as_it_is(entries: list[Entry]) -> None:
    assert not [text for entry in entries for text in entry.english if CJK.search(AS_IT_IS.sub("", text))]


def test_it_keeps_the_values_of_every_sentence(entries: list[Entry]) -> None:
    def values(text: str) -> Counter[str]:
        return Counter(PLACEHOLDER.findall(text))

    wrong = [
        (source, text)
        for entry in entries
        for source, text in zip((entry.sources * 2)[: len(entry.english)], entry.english, strict=True)
        if values(source).keys() != values(text).keys()
    ]
    assert not wrong


def test_it_has_one_form_for_one_and_one_for_many(entries: list[Entry]) -> None:
    assert not [entry.sources[0] for entry in entries if len(entry.english) != len(entry.sources)]


def test_it_is_compiled_from_what_is_written(entries: list[Entry], compiled: GNUTranslations) -> None:
    assert not [entry.sources[0] for entry in entries if _shown(compiled, entry) != entry.english]


def test_it_knows_every_sentence_of_the_templates(entries: list[Entry]) -> None:
    known = {source for entry in entries for source in entry.sources}
    unknown = {
        f"{path.name}: {one}"
        for path in PACKAGE.rglob("templates/**/*.html")
        for pair in MARKED.findall(path.read_text(encoding="utf-8"))
        if (one := "".join(pair).replace("%", "%%")) not in known  # as templates look it up
    }
    assert not unknown, f"extract again with makemessages, translate, compile: {sorted(unknown)}"


def test_it_knows_every_sentence_of_the_code(entries: list[Entry]) -> None:
    known = {source for entry in entries for source in entry.sources}
    folders = ("platform", "business", "insight", "faces", "config", "lib")
    modules = [path for folder in folders for path in (PACKAGE / folder).rglob("*.py")]
    unknown = {f"{path.name}: {one}" for path in modules for one in _marked_in_code(path) if one not in known}
    assert not unknown, f"extract again with makemessages, translate, compile: {sorted(unknown)}"
