"""Every code has its page, and every page its code."""

from pathlib import Path

import pytest

from xieshou.kernel.checks import CHECKS

PAGES = Path(__file__).resolve().parents[3] / "docs/domain/checks"


@pytest.mark.parametrize("code", CHECKS)
def test_it_has_a_page_with_an_example(code: str) -> None:
    page = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {code} {CHECKS[code].title.zh}")
    assert "第 " in page
    assert " 行" in page


def test_it_has_no_page_without_a_code() -> None:
    assert {page.stem for page in PAGES.glob("*.md")} - {"README"} == set(CHECKS)


@pytest.mark.parametrize("code", CHECKS)
def test_it_says_why_and_what_to_do(code: str) -> None:
    assert CHECKS[code].why.zh.endswith("。")
    assert CHECKS[code].remedy.zh.endswith("。")


@pytest.mark.parametrize("code", CHECKS)
def test_it_says_the_same_in_english(code: str) -> None:
    for words in (CHECKS[code].title, CHECKS[code].why, CHECKS[code].remedy):
        assert words.en
    assert CHECKS[code].why.en.endswith((".", "?"))
