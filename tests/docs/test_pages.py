"""The pages for people: links lead somewhere, each function has its picture, commands exist."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from PIL import Image

from xieshou.cli import main

ROOT = Path(__file__).parents[2]
MANUAL = ROOT / "docs" / "manual"
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
PICTURE = re.compile(r"!\[([^\]]+)\]\(([^)\s]+)\)\n\n\*(.+)\*\n")
CODE = re.compile(r"(?:JC|ZC|XM|JX)\d\d")
COMMAND = re.compile(r"`xieshou ((?:[a-z]+ ?)+)")
TARGET = re.compile(r"(?:^|`)make ([a-z]+)", re.MULTILINE)
LARGEST = 150 * 1024  # bytes
ALL = 6 * 1024 * 1024  # bytes, of all pictures together
READMES = ("README.md", "README.zh-CN.md")
OF_FUNCTIONS = sorted(page for page in MANUAL.glob("*/*.md") if CODE.match(page.name))


def pages() -> Iterator[Path]:
    """Every page that is kept with the program."""
    yield from ROOT.glob("*.md")
    for folder in ("docs", "src", "tests", "tools"):
        yield from (ROOT / folder).rglob("*.md")


def test_it_has_no_link_that_leads_nowhere() -> None:
    dead = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in pages()
        for link in LINK.findall(page.read_text(encoding="utf-8"))
        if not re.match(r"[a-z]+:|#", link) and not (page.parent / link.partition("#")[0]).exists()
    ]
    assert dead == []


@pytest.mark.parametrize("page", OF_FUNCTIONS, ids=[page.stem for page in OF_FUNCTIONS])
def test_it_shows_each_function_with_words_under_the_picture(page: Path) -> None:
    found = PICTURE.search(page.read_text(encoding="utf-8"))
    assert found, "![name（CODE）](../../images/manual/CODE.png), an empty line, *what it shows*"
    code = CODE.match(page.name)
    assert code is not None
    assert code[0] in found[1]
    assert Path(found[2]).name.startswith(code[0])


def test_it_keeps_pictures_small_and_only_those_it_shows() -> None:
    shown = {Path(link).name for page in pages() for link in LINK.findall(page.read_text(encoding="utf-8"))}
    kept = list((ROOT / "docs" / "images").rglob("*.png"))
    assert {one.name for one in kept} <= shown
    assert [one.name for one in kept if one.stat().st_size > LARGEST] == []
    assert sum(one.stat().st_size for one in kept) < ALL
    for one in kept:
        with Image.open(one) as picture:
            picture.verify()


@pytest.mark.parametrize("name", READMES)
def test_it_tells_of_commands_that_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(TARGET.findall(text)) <= targets
    told = COMMAND.findall(text)
    assert len(told) > 10
    for words in told:
        _reach(main, words.split())


def _reach(command: click.Command, words: list[str]) -> None:
    """Follows the words down the groups as far as they name commands."""
    if words and isinstance(command, click.Group):
        below = command.commands.get(words[0])
        assert below is not None, f"{command.name} has no {words[0]}"
        _reach(below, words[1:])
