"""Sentences written in Python have their English, and an English page shows it."""

import ast
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

import xieshou
from xieshou.lib.problems import Problem
from xieshou.platform.shell.sentence_patterns import Catalogue, MalformedError, Pattern, read
from xieshou.platform.shell.sentences import Translator, told, told_whole, translator

SOURCE = Path(xieshou.__file__).parent
FILES = Path(settings.LOCALE_PATHS[0]) / "en" / "sentences"
STOREYS = ("platform", "business", "insight", "faces", "lib")
SPEAKS = {
    *("Problem", "Invalid", "Refused", "Stale", "Change", "record", "notice_send", "todo_open"),
    *("job_ask", "tell", "fail_row", "Column", "Figure", "Fact", "Stop"),
}
OF_MESSAGES = {"success", "error", "warning", "info"}
HAN = re.compile(r"[\u4e00-\u9fff]")
BARE = re.compile("[：、（）；，。]")
NOT_TEXT = re.compile(
    r"\{% (comment|blocktranslate)\b.*?\{% end\1 %\}|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL
)  # what is left of a template without it is printed as it stands
SMALL = {
    "要写明理由": "Give the reason",
    "换一个": "Choose another",
    "名称": "Name",
    "代码“{0}”已有": 'Code "{0}" is taken',
    "“{0}”由{1}改为{2}": '"{0}" is now {2}, was {1}',
    "{0} 到 {1} 位": "{0} to {1} digits",
    "允许：{0}": "Allowed: {0}",
    "不能改：{0}": "Cannot change it: {0}",
    "现在是{0}": "It is now {0}",
    "{0}月": "month {0}",
}
CAREFUL = Pattern("请{0}", "Please {0}", careful=frozenset({0}))


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("要写明理由", "Give the reason"),
        ("代码“A-1”已有", 'Code "A-1" is taken'),
        ("“大桥”由甲县改为乙县", '"大桥" is now 乙县, was 甲县'),
        (
            "名称：代码“A-1”已有。允许：2 到 9 位。换一个",
            'Name: Code "A-1" is taken. Allowed: 2 to 9 digits. Choose another',
        ),
        ("要写明理由；换一个", "Give the reason; choose another"),
        ("名称、名称（换一个）", "Name, Name (Choose another)"),
        ("不能改：要写明理由", "Cannot change it: Give the reason"),
        ("现在是换一个", "It is now choose another"),
        ("大桥：要写明理由", "大桥: Give the reason"),
        ("3月", "month 3"),
        ("请换一个", "Please choose another"),
        ("A、B", "A, B"),
        ("split by commas (、) under “Name”", "split by commas (、) under “Name”"),
        ("换一个\n大桥", "Choose another\n大桥"),
        ("“大桥”：代码“A-1”已有", '“大桥”: Code "A-1" is taken'),
    ],
)
def test_it_says_a_sentence_in_english(chinese: str, english: str) -> None:
    assert small().in_english(chinese) == english


def small() -> Translator:
    return Translator(Catalogue([Pattern(chinese, english) for chinese, english in SMALL.items()] + [CAREFUL]))


@pytest.mark.parametrize(
    "typed",
    ["", "请上级先看一看", "道路、名称", "同意拨付。要写明理由", "秋收在九月", "https://example.org/", "月" * 4000],
)
def test_it_leaves_what_people_typed(typed: str) -> None:
    assert small().in_english(typed) == typed


def test_it_says_on_a_chinese_page_what_is_written() -> None:
    problem = Problem("不能为空", "名称")
    with translation.override("zh-hans"):
        assert told(problem) is problem
    with translation.override("en"):
        assert told(problem).startswith("Name: ")


def test_it_says_a_value_in_english_only_if_all_of_it_is_known() -> None:
    with translation.override("en"):
        assert [told_whole(value) for value in ("是", "名称：大桥", None)] == ["Yes", "名称：大桥", None]


def test_it_shows_problems_and_choices_in_the_language_of_the_page() -> None:
    form = forms.Form()
    form.fields["kind"] = forms.ChoiceField(label="类别", choices=[("yes", "是"), ("no", "否")])
    with translation.override("en"):
        page = render_to_string("shell/_problems.html", {"problems": [Problem("不能为空", "名称")]})
        page += render_to_string("shell/_form.html", {"form": form})
    assert not HAN.search(page)
    assert "Name" in page


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("要写明理由", r"a\.tsv, line 2: not Chinese, one tab, English"),
        ("要写明理由\t", "line 2: not Chinese, one tab, English"),
        ("代码 {0}\tcode {1}", r"its English has holes \['1'\]"),
        ("代码 {1}\tcode {1}", "not {0}, {1}"),
        ("名称\tTitle", r"stands in a\.tsv, line 1 with other English"),
    ],
)
def test_it_names_the_line_that_cannot_be_used(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "a.tsv").write_text(f"名称\tName\n{line}\n", encoding="utf-8")
    with pytest.raises(MalformedError, match=said.replace("{", r"\{")):
        read(tmp_path)


def test_it_reads_every_file() -> None:
    named = {one.place.partition(",")[0] for one in read(FILES)}
    assert named == {path.name for path in FILES.iterdir()}


def test_it_holds_a_sentence_against_few_patterns() -> None:
    """An English page of a hundred sentences is not slower for it: the longest shelf is short."""
    catalogue = translator().catalogue
    assert max(len(shelf) for shelf in catalogue._index.values()) < 60


def test_it_prints_punctuation_in_the_language_of_the_page() -> None:
    bare = [
        path.name for path in SOURCE.rglob("templates/**/*.html") if BARE.search(NOT_TEXT.sub("", path.read_text()))
    ]
    assert not bare, 'write {% translate "：" %} and the like instead of the bare sign'


def test_it_answers_a_machine_in_the_language_it_asks_for(client: Client, db: None) -> None:
    english = client.get("/api/v1/me", headers={"accept-language": "en"}).json()
    chinese = client.get("/api/v1/me").json()
    assert HAN.search(chinese["error"])
    assert not HAN.search(english["error"])


@pytest.mark.parametrize("storey", STOREYS)
def test_it_has_english_for_every_sentence(storey: str) -> None:
    """What is given to a problem, a refusal, a message or a notice. Add the line to the app's file of sentences."""
    known = {one.chinese for one in translator().catalogue.patterns}
    lacking = [
        f"{path.relative_to(SOURCE)}:{line}: {text!r} has no English; add it, a tab and its English to"
        f" src/xieshou/locale/en/sentences/{'-'.join(path.relative_to(SOURCE).with_suffix('').parts[:2])}.tsv"
        for path in sorted((SOURCE / storey).rglob("*.py"))
        for line, text in _said(ast.parse(path.read_text(encoding="utf-8")))
        if text not in known and HAN.search(translator().in_english(re.sub(r"\{\d+\}", "7", text)))
    ]
    assert not lacking, "\n".join(["", *lacking])


def _said(module: ast.Module) -> Iterator[tuple[int, str]]:
    """The line and the text of everything Chinese given to what speaks to people."""
    named = _assigned(module.body)
    for scope in ast.walk(module):
        if isinstance(scope, ast.FunctionDef):
            names = named | _assigned(scope.body)
            for call in (one for one in ast.walk(scope) if isinstance(one, ast.Call) and _speaks(one.func)):
                for given in [*call.args, *(one.value for one in call.keywords)]:
                    yield from ((call.lineno, text) for text in _texts(given, names) if HAN.search(text))


def _speaks(func: ast.expr) -> bool:
    if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name) and func.value.id == "messages":
        return func.attr in OF_MESSAGES
    return getattr(func, "attr", getattr(func, "id", "")) in SPEAKS


def _assigned(body: list[ast.stmt]) -> dict[str, list[ast.expr]]:
    found: dict[str, list[ast.expr]] = {}
    nodes = (node for statement in body for node in ast.walk(statement))
    for one in (node for node in nodes if isinstance(node, ast.Assign)):
        for target in (target for target in one.targets if isinstance(target, ast.Name)):
            found.setdefault(target.id, []).append(one.value)
    return found


def _texts(node: ast.expr, names: dict[str, list[ast.expr]]) -> Iterator[str]:
    """The texts an expression may be, holes numbered; a name stands for what was assigned to it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        holed = [one for one in node.values if isinstance(one, ast.FormattedValue)]
        number = itertools.count()
        yield "".join(f"{{{next(number)}}}" if one in holed else str(ast.literal_eval(one)) for one in node.values)
        for hole in holed:
            yield from _texts(hole.value, {})
    elif isinstance(node, ast.IfExp | ast.BoolOp):
        for part in [node.body, node.orelse] if isinstance(node, ast.IfExp) else node.values:
            yield from _texts(part, names)
    elif isinstance(node, ast.Name):
        for value in names.get(node.id, ()):
            yield from _texts(value, {})
