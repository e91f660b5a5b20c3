"""The shell's tags and the committed browser files."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import Client
from pytest_django.fixtures import Settings

from tests.factories.world import World
from xieshou.platform.shell import icons
from xieshou.platform.shell.templatetags import shell

SHELL = Path(icons.__file__).parent
STATIC = SHELL / "static" / "xieshou"
VENDOR = STATIC / "vendor"


def render(source: str, **context: object) -> str:
    return Template("{% load shell %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("value", "printed"),
    [(0, "0.00"), (123456, "1,234.56"), (-5, "-0.05"), (10**20 + 1, "1,000,000,000,000,000,000.01"), (None, "—")],
)
def test_it_prints_fen_as_yuan_exactly(value: int | None, printed: str) -> None:
    assert render("{{ value|fen }} {% fen value %}", value=value) == f"{printed} {printed}"


@pytest.mark.parametrize(
    ("value", "digits", "printed"),
    [
        (1_234_567_890, 2, "1,234.57"),
        (5_000, 2, "0.01"),
        (4_999, 2, "0.00"),
        (-4_999, 2, "0.00"),
        (-5_000, 2, "-0.01"),
        (1, 6, "0.000001"),
    ],
)
def test_it_rounds_wan_yuan_half_up(value: int, digits: int, printed: str) -> None:
    assert shell.wan_yuan(value, digits) == printed


def test_it_separates_thousands_of_a_count() -> None:
    assert render("{{ n|count }}", n=1234567) == "1,234,567"


@pytest.mark.parametrize("value", [1.5, "12", True])
def test_it_refuses_what_is_not_an_integer(value: object) -> None:
    with pytest.raises(TypeError, match="integer"):
        shell.fen(value)  # type: ignore[arg-type]


def test_it_says_where_an_unknown_icon_is_declared(settings: Settings) -> None:
    settings.DEBUG = True
    with pytest.raises(TemplateSyntaxError, match=r"frontend/icons\.txt"):
        render('{% icon "no-such-icon" %}')


def test_it_leaves_an_unknown_icon_out_where_people_work(settings: Settings) -> None:
    settings.DEBUG = False
    assert render('{% icon "no-such-icon" %}') == ""


def test_it_hides_a_decorating_icon_from_screen_readers_and_names_a_telling_one() -> None:
    assert 'aria-hidden="true"' in render('{% icon "home" %}')
    assert 'aria-label="a&lt;b"' in render('{% icon "home" label=label %}', label="a<b")


def test_it_knows_every_icon_its_templates_name() -> None:
    named = {name for page in SHELL.rglob("*.html") for name in re.findall(r'{% icon "([^"]+)"', page.read_text())}
    assert named <= set(icons.icon_names())


class Sample(forms.Form):
    name = forms.CharField(label="名称", help_text="不超过 80 字")
    region = forms.ChoiceField(label="地区", choices=[(str(n), f"区{n}") for n in range(20)])
    mode = forms.ChoiceField(label="方式", widget=forms.RadioSelect, choices=[("a", "甲"), ("b", "乙")])


def test_it_ties_errors_and_help_to_their_field() -> None:
    page = render_to_string("shell/_form.html", {"form": Sample({"region": "1"})})
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'id="id_name_helptext"' in page and 'id="id_name_error"' in page  # noqa: PT018 one thought
    assert "is-invalid" in page


def test_it_gives_a_long_selection_a_search_box_and_a_group_a_legend() -> None:
    page = render_to_string("shell/_form.html", {"form": Sample()})
    assert re.search(r"<select[^>]*data-select", page)
    assert "<legend" in page


def test_its_last_error_page_needs_nothing_from_elsewhere() -> None:
    page = render_to_string("shell/plain_error.html", {"is_database": True, "is_full": True})
    assert "磁盘已满" in page
    assert "<script" not in page and "<link" not in page  # noqa: PT018 one thought


def test_its_browser_files_are_what_the_build_wrote() -> None:
    declared = json.loads((VENDOR / "VENDOR.json").read_text())["files"]
    for name, entry in declared.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == entry["sha256"], name
    assert {path.name for path in VENDOR.iterdir()} == {*declared, "VENDOR.json"}


def test_its_browser_files_ask_nothing_of_other_hosts() -> None:
    asks = re.compile(r"""(?:src=|@import |url\(|importScripts\(|fetch\()\s*["']?(?:https?:)?//""")
    files = [*STATIC.rglob("*.js"), *STATIC.rglob("*.css"), *SHELL.rglob("*.html")]
    assert [path.name for path in files if asks.search(path.read_text())] == []


def test_its_pages_hold_no_inline_script() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*json)|\son[a-z]+=\"|javascript:")
    assert [page.name for page in SHELL.rglob("*.html") if inline.search(page.read_text())] == []


@pytest.mark.parametrize(
    ("value", "printed"),
    [(193_990_000, "193.99"), (124_972_775, "124.972775"), (100_000_000, "100.00"), (1, "0.000001"), (None, "—")],
)
def test_it_prints_wan_yuan_to_the_fen_without_idle_zeros(value: int | None, printed: str) -> None:
    assert shell.wan_exact(value) == printed


def test_it_says_what_to_do_when_a_form_is_of_another_session(world: World) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.clerk_a, backend="django.contrib.auth.backends.ModelBackend")
    answer = browser.post("/ledger/training/new/", {"title": "x"})
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()


def test_it_refuses_a_character_that_no_text_has(world: World, sign_in: Any) -> None:
    assert sign_in(world.clerk_a).get("/search/", {"q": "\x00"}).status_code == 400
