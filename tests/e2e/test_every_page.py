"""Every page, wide and narrow: those that need no argument in an empty office, and those that links lead to in one at work."""

import html
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django.fixtures import Settings

from tests.e2e.conftest import NARROW, WIDE, Enter, Visit
from tests.e2e.reachable import kind_of, pages_of
from tests.factories.office import furnish, template_kind
from tests.factories.world import World, signed_in
from xieshou.platform.accounts.api import Role, User

PEOPLE = ("clerk_a", "hq_approver", "division_manager", "leader", "auditor_outside", "nobody")
ADMINISTRATORS = ("system_admin", "security_admin", "audit_admin")
# files, fragments of other pages, the schema for machines, and what signs a person out or belongs to the sign-in library
LEFT_OUT = re.compile(r"\.xlsx|\.json|^api/v1|^accounts/|options/$|template/$|^health/|export/$|^i18n/")
# names and units that are written in Latin letters in Chinese offices too
LATIN = {
    "API", "Alt", "Backspace", "BPMN", "Ctrl", "CSV", "English", "Enter", "Esc", "Excel", "GB", "GMT", "HTTP", "HTTPS",
    "ID", "IP", "Journal", "KB", "MB", "OIDC", "OpenAPI", "PDF", "PNG", "SHA", "Shift", "SQLite", "Tab", "TOTP", "UTF",
    "Word", "bug", "doctor", "jpg", "pdf", "png", "svg", "xls", "xlsx", "csv", "xieshou",
}  # fmt: skip
# pages that name settings, commands and folders as they must be typed
TYPED = {"/installation/"}
LOOKED_AT: set[str] = set()
WORKERS = ("clerk_a", "division_manager", "approver_a", "hq_approver")
MANY = 120  # kinds of pages that links lead to


def addresses(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[str]:
    """The addresses without arguments."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        part = prefix + str(one.pattern).lstrip("^")
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, part)
        elif isinstance(one, URLPattern) and "<" not in part and not LEFT_OUT.search(part) and "\\" not in part:
            yield "/" + part.rstrip("$")


def open_to(user: User) -> Iterator[tuple[str, str]]:
    """Those that answer the person with a page, and the words of the page as it is sent."""
    client = signed_in(user)
    for path in sorted(set(addresses())):
        answer = client.get(path)
        assert answer.status_code < 500, path
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            yield path, words_of(answer.content.decode())


def words_of(page: str) -> str:
    """The text of a page without its marks."""
    body = re.sub(r"(?s)<(script|style|template|svg)\b.*?</\1>", " ", page[page.index("<body") :])
    return html.unescape(re.sub(r"<[^>]*>", " ", body))


def wrong_words(text: str, known: set[str]) -> list[str]:
    """What a program left on the page: its own words, marks of a template, and English."""
    words = set(re.findall(r"[A-Za-z][A-Za-z]+", text)) - LATIN - known
    return marks_in(text) + sorted(words)


def marks_in(text: str) -> list[str]:
    """What a program or a template left on the page."""
    return [mark for mark in ("None", "{{", "}}", "{%", "%(", "undefined", "NaN") if mark in text]


def looked_at(visit: Visit, path: str) -> list[str]:
    """What is wrong with the open page, wide and narrow: too wide, or shut to a keyboard or a screen reader."""
    found = []
    for size in (WIDE, NARROW):
        visit.page.set_viewport_size(size)  # type: ignore[arg-type]
        where = f"{path} {size['width']}px"
        found += [f"{where}: wider than the screen"] if visit.is_wider_than_the_screen() else []
        found += [f"{where}: {one}" for one in visit.serious_violations()]
    return found


@pytest.mark.parametrize("who", [*PEOPLE, *ADMINISTRATORS])
def test_it_opens_every_page_whole(world: World, enter: Enter, who: str) -> None:
    visit, wrong, known = enter(getattr(world, who)), [], _data_words()
    for path, sent in open_to(getattr(world, who)):
        words = sent
        if path not in LOOKED_AT:  # the same page for another person: its words differ, its frame does not
            LOOKED_AT.add(path)
            visit.page.set_viewport_size(WIDE)  # type: ignore[arg-type]
            visit.go(path)
            words = visit.page.inner_text("body")
            wrong += looked_at(visit, path)
        if path not in TYPED and (path, who) != ("/", "system_admin"):  # whose first page tells what doctor found
            wrong += [f"{path}: {one}" for one in wrong_words(words, known)]
    assert wrong == []


@pytest.mark.skipif(
    "XIESHOU_WALK" not in os.environ, reason="takes minutes: runs with XIESHOU_WALK=1, before a release"
)
def test_it_opens_whole_every_page_of_an_office_at_work(
    world: World, enter: Enter, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    visit = enter(size=NARROW)
    wrong, kinds = [], set[str]()
    with template_kind():
        furnish(world)
        for who in WORKERS:
            visit.sign_in(getattr(world, who))
            for path in pages_of(signed_in(getattr(world, who))):
                if (kind := kind_of(path)) not in kinds:
                    kinds.add(kind)
                    wrong += [f"{who} {path}: {one}" for one in wrong_in(visit, path)]
    assert len(kinds) > MANY
    assert wrong == []


def wrong_in(visit: Visit, path: str) -> list[str]:
    """What is wrong with a page, opened narrow, as on a phone, then made wide."""
    visit.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    visit.go(path)
    found = marks_in(visit.page.inner_text("main")) + visit.serious_violations()
    for size in (NARROW, WIDE):
        visit.page.set_viewport_size(size)  # type: ignore[arg-type]
        found += [f"wider than {size['width']}px"] if visit.is_wider_than_the_screen() else []
        found += visit.squeezed()
    return found


def _data_words() -> set[str]:
    """Account names and the roles' English names: data, not words of the pages."""
    names = [*User.objects.values_list("username", flat=True), *Role.objects.values_list("name_en", flat=True)]
    return {word for name in names for word in re.findall(r"[A-Za-z][A-Za-z]+", name)}
