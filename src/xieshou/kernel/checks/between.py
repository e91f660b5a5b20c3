"""Several files of one office and year: an indicator in two of them, the text of one against the tables of another."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, permutations

from xieshou.kernel.checks.accounts_sheet import sheets
from xieshou.kernel.checks.accounts_text import check_accounts_text
from xieshou.kernel.checks.report import OK, worst_first
from xieshou.kernel.checks.self_across import check_across
from xieshou.kernel.checks.story import Story, key, story
from xieshou.kernel.checks.tasks import check_tasks
from xieshou.kernel.checks.text_same import check_told_indicators
from xieshou.kernel.checks.text_summary import check_told_projects
from xieshou.kernel.reading import Finding, ReadFile, ReadTable, Spot, TableKind

MOST_FILES = 60
_MOST_TABLES = 60  # of one office; more are a year's archive, every pair of which nobody would read
_OPENING = 1500  # characters of a text in which it says whose report it is
_YEAR = re.compile(r"((?:19|20)\d{2})\s*年度?")
_TOLD = (check_accounts_text, check_told_indicators, check_told_projects)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file with what tells whose it is and of which year."""

    read: ReadFile
    story: Story
    offices: frozenset[str]
    opening: str
    year: int | None


def check_between(files: Sequence[ReadFile]) -> tuple[Finding, ...]:
    """Relations between files, worst first; every place names its file. Nothing is compared of more than 60 files."""
    if not 2 <= len(files) <= MOST_FILES:
        return ()
    kept = [_kept(file) for file in files]
    return worst_first(_once([*_indicators(kept), *_texts(kept), *_tasks(kept)]))


def _kept(file: ReadFile) -> Kept:
    opening = "".join(paragraph.text for paragraph in file.paragraphs)[:_OPENING]
    years = {table.year for table in file.tables if table.year} or {int(year) for year in _YEAR.findall(opening)[:1]}
    offices = frozenset(office for table in file.tables if (office := _office(table)))
    return Kept(file, story(file), offices, key(opening), min(years) if len(years) == 1 else None)


def _office(table: ReadTable) -> str:
    if table.unit_name:
        return key(table.unit_name.text)
    is_whole = table.kind in (TableKind.DEPARTMENT_SELF, TableKind.GOALS) and "整体" in table.title
    return key(table.name.text) if is_whole and table.name else ""


# --- an indicator in two files ---


def _indicators(kept: Sequence[Kept]) -> Iterator[Finding]:
    by_office: dict[str, list[tuple[str, ReadTable]]] = {}
    for one in kept:
        for table in one.read.tables:
            office = _office(table)
            if office and table.indicators:
                by_office.setdefault(office, []).append((one.read.file, table))
    for group in by_office.values():
        for (name, table), (other_name, other) in combinations(group, 2) if len(group) <= _MOST_TABLES else ():
            if name != other_name:
                yield from (_named(found, name, other_name) for found in check_across((table, other)))


# --- the text of one file, the tables of another ---


def _texts(kept: Sequence[Kept]) -> Iterator[Finding]:
    for text in kept:
        own = {(found.code, found.spot) for found in _told(text.story)} if text.story.told else set()
        for tables in kept if text.story.told else ():
            meant = _tables_meant(text, tables) if tables is not text else ()
            across = Story(replace(text.read, tables=meant), text.story.told, sheets(meant))
            for found in _told(across) if meant else ():
                if (found.code, found.spot) not in own:  # what a file says of its own tables is told there
                    yield _named(found, text.read.file, tables.read.file)


def _told(told: Story) -> Iterator[Finding]:
    for check in _TOLD:
        yield from check(told)


def _tables_meant(text: Kept, tables: Kept) -> tuple[ReadTable, ...]:
    """The tables of the office and the year that the text is about."""
    if text.year and tables.year and text.year != tables.year:
        return ()
    shared = {office for office in tables.offices if _is_about(text, office)}
    is_one = len(tables.offices) == 1
    own = {_identity(table) for table in text.read.tables}  # its own copy of a table counts, and is checked there
    return tuple(
        table
        for table in tables.read.tables
        if _identity(table) not in own
        and ((_office(table) in shared) or (is_one and shared and not _office(table)))
        and table.year in (text.year, None)
    )


def _identity(table: ReadTable) -> tuple[str, ...]:
    return table.kind.value, table.number, key(table.title), key(table.name.text) if table.name else ""


def _is_about(text: Kept, office: str) -> bool:
    return office in text.offices or (not text.offices and len(office) >= 4 and office in text.opening)


# --- the main tasks of a department's form, the projects and accounts of another file ---


def _tasks(kept: Sequence[Kept]) -> Iterator[Finding]:
    for one, other in permutations(kept, 2):
        forms = [table for table in one.read.tables if table.kind is TableKind.DEPARTMENT_SELF]
        meant = _tables_meant(one, other) if forms else ()
        projects = [table for table in meant if table.kind is TableKind.PROJECT_SELF]
        if meant:
            across = Story(replace(one.read, tables=(*forms, *projects)), (), sheets(meant))
            yield from (_named(found, one.read.file, other.read.file) for found in check_tasks(across))


# --- findings of two files ---


def _named(found: Finding, file: str, other: str) -> Finding:
    """The finding with the file of each place: its own in the first file, the others in the second."""
    related = tuple(_named(below, file, other) for below in found.related)
    if found.related and found.others == tuple(below.spot for below in found.related):  # gathered: places of its own
        own = (below.spot for below in related)
        others = tuple(dict.fromkeys((*own, *(spot for below in related for spot in below.others))))
    else:
        others = tuple(_in(spot, other) for spot in found.others)
    table = f"{file}、{other} {found.table}"
    return replace(found, spot=_in(found.spot, file), others=others, related=related, table=table)


def _in(spot: Spot, file: str) -> Spot:
    return replace(spot, file=file)


def _once(found: Iterable[Finding]) -> list[Finding]:
    """One of those that say the same: a document often lies there as Word, Excel and PDF."""
    kept: dict[tuple[str, ...], Finding] = {}
    for one in found:
        words = ("ok", one.table) if one.verdict is OK else ()
        kept.setdefault((one.code, one.explanation, *words), one)
    return list(kept.values())
