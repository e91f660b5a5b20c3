"""Nothing crashes and nothing hangs: damaged forms, arbitrary text, texts made to be slow."""

from itertools import repeat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.documents.read.work import HangError, grows_evenly, in_time
from xieshou.documents.read import text_file
from xieshou.documents.read.text_file import read_text
from xieshou.kernel.reading import ReadFile

FORMS = [
    path.read_text(encoding="utf-8").splitlines() for path in sorted((Path(__file__).parent / "forms").glob("*.txt"))
]
WORDS = [
    "项目名称",
    "项目资金（元）",
    "年初预算数",
    "全年预算数",
    "全年执行数",
    "分值",
    "执行率",
    "得分",
    "年度资金总额",
    "一级指标",
    "二级指标",
    "三级指标",
    "年度指标值",
    "实际完成值",
    "产出指标",
    "数量指标",
    "效益指标",
    "满意度指标",
    "总分",
    "合计",
    "公开01表",
    "栏次",
    "行次",
    "收入",
    "支出",
    "≥10",
    "次",
    "12",
    "次",
    "100",
    "9.5",
    "—",
    "无",
    "决算数",
    "201",
    "20113",
    "2011301",
    "301",
    "（一）",
    "一、",
    "注：",
    "单位：万元",
    "评价要点：",
    "①符合（1分）；",
    "1",
    "2",
    "3",
    "-",
    "5",
    "-",
    "标",
    "指标",
]

careful = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(text: str) -> ReadFile:
    """The text read; fails when the reader does not end."""
    with in_time():
        return read_text(text, "t.txt")


def test_it_fails_where_a_reader_does_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_file, "split_lines", lambda _: tuple(line for line in repeat("甲") if not line))
    with pytest.raises(HangError), in_time(0.05):
        read_text("甲", "t.txt")


@careful
@given(st.sampled_from(FORMS), st.data())
def test_it_survives_a_truncated_form(form: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(form)))
    end = data.draw(st.integers(start, len(form)))
    read("\n".join(form[start:end]))


@careful
@given(st.sampled_from(FORMS), st.data())
def test_it_survives_duplicated_lines(form: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(form) - 1))
    times = data.draw(st.integers(1, 30))
    read("\n".join([*form[:at], *[form[at]] * times, *form[at:]]))


@careful
@given(st.sampled_from(FORMS), st.randoms(use_true_random=False))
def test_it_survives_reordered_lines(form: list[str], random: "object") -> None:
    lines = list(form)
    random.shuffle(lines)  # type: ignore[attr-defined]
    read("\n".join(lines))


@careful
@given(st.lists(st.sampled_from(WORDS), max_size=150), st.sampled_from(["\n", " ", ""]))
def test_it_survives_words_of_forms_in_any_order(words: list[str], glue: str) -> None:
    read(glue.join(words))


@careful
@given(st.text(max_size=400))
def test_it_survives_any_text(text: str) -> None:
    read(text)


@careful
@given(st.text(st.sampled_from("一二级指标得分≥≤0123456789. \n\f\t（）：、，。—%产出数量总合计表"), max_size=400))
def test_it_survives_text_that_looks_like_a_form(text: str) -> None:
    read(text)


HEAD = "一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分\n"
SLOW = {
    "funds": ("", "年初预算数 全年预算数 全年执行数\n", 400),
    "rows": (HEAD, "培训人数 ≥10 人\n", 150),
    "numbers": ("一级指标 二级指标 三级指标 得分\n", "1 2 3\n", 150),
    "accounts": ("", "公开01表\n", 400),
    "codes": ("公开03表\n", "201 甲 1 2\n", 400),
    "one line": ("", "1 ", 4_000),
    "one word": ("", "甲", 10_000),
    "quotes": ("", "“", 10_000),
    "digits": ("", "1.1", 4_000),
    "labels": ("", "项目名称 ", 1_000),
    "headings": ("", "（一）甲。\n", 1_000),
    "pages": ("", "3\n\n\n", 1_000),
    "pages in turn": ("", "\n\n\n".join(map(str, range(1, 13))) + "\n\n\n", 60),
}


@pytest.mark.parametrize("kind", SLOW)
def test_it_does_twice_the_work_on_twice_the_text(kind: str) -> None:
    head, piece, count = SLOW[kind]
    assert grows_evenly(lambda: read(head + piece * count), lambda: read(head + piece * 2 * count))


@pytest.mark.parametrize("kind", SLOW)
def test_it_reads_a_text_made_to_be_slow(kind: str) -> None:
    head, piece, count = SLOW[kind]
    assert read(head + piece * count * 5).file == "t.txt"


def test_it_says_that_a_text_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_file, "MAX_TEXT", 1_000)
    result = read("甲\n" * 510)
    assert "只读了前面的部分" in result.unread[0].reason


def test_it_reads_nothing_from_nothing() -> None:
    assert read("") == ReadFile("t.txt")


def test_it_says_which_line_of_a_table_it_could_not_read() -> None:
    form = [line for line in FORMS[0] if line]
    result = read("\n".join(form))
    assert all(part.reason for part in result.unread)
