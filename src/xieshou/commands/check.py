"""`xieshou check`: what does not add up in published documents, and exactly where."""

import json
import signal
import sys
import threading
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from multiprocessing import active_children, get_context
from pathlib import Path
from secrets import token_hex

import click
from rich.console import Console

from xieshou.commands.check_data import as_data, finding_data
from xieshou.commands.output import console, fail, language_option, progress, reports_wrong_input
from xieshou.documents.api import Format, render
from xieshou.documents.check_html import check_html, published
from xieshou.documents.errors import PlaceError
from xieshou.documents.layouts.check_report import FileCheck, by_table, check_report, contents, file_check, summary
from xieshou.documents.layouts.check_report_words import (
    BETWEEN,
    EXPLAINED,
    PUBLISHED,
    QUOTE,
    RECOMPUTED,
    REMEDY,
    WHY,
    WRONG,
    also,
    consequences,
    explained,
    quote,
    remedy_of,
    table_of,
    title_of,
    unread_line,
    verdict_of,
    where,
    why_of,
)
from xieshou.documents.read.encoding import TextEncodingError, decode
from xieshou.documents.read.files import read_file
from xieshou.kernel.checks import MOST_FILES, check_between, unchecked
from xieshou.kernel.checks import check as check_files
from xieshou.kernel.reading import Finding, FindingVerdict, ReadFile, Spot, UnreadPart
from xieshou.kernel.wording import CHINESE, Say

NOTHING_WRONG, FINDINGS, NOTHING_READ, INTERRUPTED = 0, 1, 2, 130
PARALLEL_FILES, _PARALLEL_BYTES = 24, 1 << 20  # below this, starting the processes takes longer than the work
_CHUNK = 4
_HTML = ".html"
_STYLES = {FindingVerdict.MISMATCH: "red", FindingVerdict.QUESTION: "yellow"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is made of each file where it is read, so that what was read need not be kept or sent."""

    json: bool = False
    all: bool = False
    html: bool = False
    say: Say = CHINESE
    read: bool = False  # what was read, to compare it with the other files


@dataclass(frozen=True, slots=True)
class Checked:
    """One file: what the report needs, and what else was wanted of it."""

    check: FileCheck
    json: str = ""
    html: str = ""
    read: ReadFile | None = None


@dataclass(slots=True)
class Outcome:
    """What a run came to. Results are kept only for a report or to compare few files, so that memory stays flat."""

    files: int = 0
    unread: int = 0
    wrong: int = 0
    kept: list[Checked] = field(default_factory=list)
    reads: list[ReadFile] = field(default_factory=list)
    between: tuple[Finding, ...] = ()  # findings that rest on two files

    def add(self, entry: Checked, *, keep: bool) -> None:
        """Count a file."""
        self.files += 1
        self.unread += not entry.check.is_read
        self.wrong += entry.check.is_wrong
        if entry.read is not None:
            self.reads.append(entry.read)
        if keep:
            self.kept.append(entry if entry.read is None else replace(entry, read=None))

    def compare(self, *, keep_all: bool) -> None:
        """What the files say of each other."""
        found = check_between(self.reads)
        self.between = tuple(one for one in found if keep_all or one.verdict is not FindingVerdict.OK)
        self.reads.clear()

    @property
    def exit_code(self) -> int:
        """0: nothing wrong; 1: findings; 2: nothing could be read."""
        if self.unread == self.files:
            return NOTHING_READ
        is_wrong = self.wrong or any(one.verdict in WRONG for one in self.between)
        return FINDINGS if is_wrong else NOTHING_WRONG


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output; values are text as published.")
@click.option("--all", "show_all", is_flag=True, help="Also list what is explained by rounding, and what holds.")
@click.option("--out", "report", type=click.Path(path_type=Path), help="Write a report: .docx .xlsx .pdf .html")
@language_option
@reports_wrong_input
def check(files: tuple[Path, ...], as_json: bool, show_all: bool, report: Path | None, lang: str) -> None:
    """Check published FILES (or folders of them). Exit code 0: nothing wrong; 1: findings; 2: nothing could be read."""
    if report is not None:
        _check_report_path(report)
    paths = list(_paths(files))
    is_compared = 2 <= len(paths) <= MOST_FILES
    wanted = Wanted(as_json, show_all, report is not None and report.suffix == _HTML, Say(lang == "en"), is_compared)
    outcome = Outcome()
    try:
        with closing(check_all(paths, wanted)) as entries:
            _tell(entries, len(paths), wanted, outcome, keep=report is not None)
        if report is not None:
            _write_report(report, outcome, wanted.say)
    except KeyboardInterrupt:
        click.echo("已中断 / interrupted", err=True)
        sys.exit(INTERRUPTED)
    sys.exit(outcome.exit_code)


def _paths(files: Sequence[Path]) -> Iterator[Path]:
    for path in files:
        if path.is_dir():
            yield from sorted(entry for entry in path.rglob("*") if entry.is_file() and not _is_hidden(entry, path))
        else:
            yield path


def _is_hidden(entry: Path, folder: Path) -> bool:
    """Hidden files, and the lock files that Office leaves beside an open document."""
    return any(part.startswith((".", "~$")) for part in entry.relative_to(folder).parts)


def _check_report_path(report: Path) -> None:
    allowed = [f".{form.value}" for form in Format] + [_HTML]
    if report.suffix not in allowed:
        fail([f"--out {report}: 不能生成 / is not written. 可用 / allowed: {', '.join(allowed)}"])
    if not report.absolute().parent.is_dir():
        fail([f"--out {report}: 没有这个文件夹 / its folder does not exist"])


# --- the work ---


def check_all(paths: Sequence[Path], wanted: Wanted) -> Generator[Checked, None, None]:
    """The files in their order, one after the other or on all processors; each is its own piece of work."""
    if len(paths) > 1 and (len(paths) >= PARALLEL_FILES or _bytes(paths) >= _PARALLEL_BYTES):
        yield from _parallel(paths, wanted)
    else:
        yield from (check_one(wanted, path, number) for number, path in enumerate(paths))


def _bytes(paths: Sequence[Path]) -> int:
    return sum(path.stat().st_size for path in paths if path.is_file())


def _parallel(paths: Sequence[Path], wanted: Wanted) -> Iterator[Checked]:
    """All processors. A file that kills its process (memory, a fault in a library) is named; the rest goes on alone."""
    done = 0
    try:
        with _pool(None) as pool:
            size = _CHUNK if len(paths) > _CHUNK * 16 else 1
            for entry in pool.map(partial(check_one, wanted), paths, range(len(paths)), chunksize=size):
                done += 1
                yield entry
    except BrokenProcessPool:
        yield from _one_by_one(list(enumerate(paths))[done:], wanted)


def _one_by_one(paths: Sequence[tuple[int, Path]], wanted: Wanted) -> Iterator[Checked]:
    while paths:
        try:
            with _pool(1) as pool:
                while paths:
                    yield pool.submit(check_one, wanted, paths[0][1], paths[0][0]).result()
                    paths = paths[1:]
        except BrokenProcessPool:
            number, path = paths[0]
            yield _checked(_unread(path, "读取时进程被系统终止，可能是内存不足或文件损坏"), (), wanted, path, number)
            paths = paths[1:]


@contextmanager
def _pool(processes: int | None) -> Iterator[ProcessPoolExecutor]:
    """Fresh processes that leave Ctrl-C to this one; when work is broken off they are ended, not waited for."""
    pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_leave_interrupt)
    try:
        yield pool
    except BaseException:  # Ctrl-C, or a reader of the output that went away
        pool.shutdown(wait=False, cancel_futures=True)
        threading.excepthook = lambda _: None  # the pool's own thread stumbles over its cancelled work
        for child in active_children():
            child.terminate()
        raise
    finally:
        pool.shutdown()


def _leave_interrupt() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def check_one(wanted: Wanted, path: Path, number: int = 0) -> Checked:
    """One file: read, checked, and made into what is wanted of it. Never raises: what fails is an unread part."""
    try:
        read = read_file(path) if path.exists() else _unread(path, "没有这个文件")
        told = replace(read, unread=(*read.unread, *unchecked(read)))
        return _checked(told, check_files([read]), wanted, path, number)
    except Exception as error:  # noqa: BLE001 - the edge of one file's work: the other files go on
        return _checked(_unread(path, f"核对时出错（{type(error).__name__}：{error}）"), (), wanted, path, number)


def _unread(path: Path, reason: str) -> ReadFile:
    return ReadFile(str(path), unread=(UnreadPart(Spot(), reason),))


def _checked(read: ReadFile, findings: Sequence[Finding], wanted: Wanted, path: Path, number: int) -> Checked:
    kept = file_check(read, findings, keep_all=wanted.all)
    data = json.dumps(as_data(read, kept.findings), ensure_ascii=False, indent=1) if wanted.json else ""
    html = published(read, kept.findings, _lines(path, read), number) if wanted.html else ""
    return Checked(kept, data, html, read if wanted.read and kept.is_read else None)


def _lines(path: Path, read: ReadFile) -> list[str]:
    """The lines of a text file; none for other formats, whose places are cells and pages."""
    if path.suffix.lower() != ".txt" or not (read.tables or read.paragraphs):
        return []
    try:
        return decode(path.read_bytes()).splitlines()
    except (OSError, TextEncodingError):
        return []


# --- what is told ---


def _tell(entries: Iterator[Checked], count: int, wanted: Wanted, outcome: Outcome, *, keep: bool) -> None:
    out = console()
    shown = entries if out.is_terminal and not wanted.json else progress(entries, "核对", total=count)
    before = '{"files": [\n'
    for entry in shown:
        outcome.add(entry, keep=keep)
        if wanted.json:
            click.echo(before + entry.json, nl=False)
            before = ",\n"
        else:
            _print(out, entry.check, wanted)
    outcome.compare(keep_all=wanted.all)
    if wanted.json:
        across = json.dumps([finding_data(one) for one in outcome.between], ensure_ascii=False, indent=1)
        click.echo(f'\n], "between": {across}}}' if outcome.files else '{"files": [], "between": []}')
    elif outcome.files != 1:
        _print_between(out, outcome, wanted)
        zh = f"共 {outcome.files} 个文件：{outcome.wrong} 个有不符或存疑，{outcome.unread} 个没有读到内容。"
        en = f"{outcome.files} files: {outcome.wrong} with findings, {outcome.unread} of which nothing could be read."
        out.print(wanted.say(zh, en))


def _print(out: Console, check: FileCheck, wanted: Wanted) -> None:
    say = wanted.say
    if not (check.is_wrong or check.unread or wanted.all):
        told = f"{contents(check, say)}{say('；', '; ')}{summary(check, say)}"
        out.print(f"{check.file}{say('：', ': ')}{told}", soft_wrap=True)
        return
    out.rule(check.file, align="left")
    out.print(f"{contents(check, say)}{say('；', '; ')}{summary(check, say)}")
    shown = check.findings if wanted.all else [one for one in check.findings if one.verdict in WRONG]
    for table, findings in by_table(shown).items():
        out.print(f"\n{table_of(table, say)}", style="bold", soft_wrap=True)
        for finding in findings:
            _print_finding(out, finding, say)
    for part in check.unread:
        out.print(f"{say('未能读取：', 'not read: ')}{unread_line(part, say)}", soft_wrap=True)
    rounded = check.count(FindingVerdict.ROUNDING)
    if rounded and not wanted.all:
        out.print(
            "\n"
            + say(
                f"可由四舍五入解释的尾差 {rounded} 处，加 --all 列出。",
                f"{rounded} explained by rounding: --all lists them.",
            )
        )
    out.print()


def _print_between(out: Console, outcome: Outcome, wanted: Wanted) -> None:
    shown = [one for one in outcome.between if wanted.all or one.verdict in WRONG]
    if shown:
        out.rule(wanted.say.words(BETWEEN), align="left")
        for finding in shown:
            _print_finding(out, finding, wanted.say)
        out.print()
    elif outcome.files > MOST_FILES:
        zh = f"文件超过 {MOST_FILES} 个，没有比较文件之间的数。"
        out.print(wanted.say(zh, f"More than {MOST_FILES} files: they were not compared with each other."))


def _print_finding(out: Console, finding: Finding, say: Say) -> None:
    head = f"  {verdict_of(finding, say)} {title_of(finding, say)} {finding.code}"
    out.print(
        f"{head} · {where(finding.spot, say)}{also(finding, say)}", style=_STYLES.get(finding.verdict), soft_wrap=True
    )
    for label, text in _terms(finding, say):
        if text:
            out.print(f"      {label}  {text}", soft_wrap=True)


def _terms(finding: Finding, say: Say) -> Iterator[tuple[str, str]]:
    words = quote(finding)
    yield say.words(QUOTE), f"“{words}”" if words else ""
    yield say.words(PUBLISHED), finding.published
    yield say.words(RECOMPUTED), finding.recomputed
    yield say.words(EXPLAINED), explained(finding, say)
    yield from (("    ", f"· {line}") for line in consequences(finding, say))
    yield say.words(WHY), why_of(finding, say)
    yield say.words(REMEDY), remedy_of(finding, say)


def _write_report(report: Path, outcome: Outcome, say: Say) -> None:
    """Written whole or not at all."""
    checks = [entry.check for entry in outcome.kept]
    if report.suffix == _HTML:
        _write_whole(report, check_html(checks, [entry.html for entry in outcome.kept], outcome.between, say))
    else:
        render(check_report(checks, outcome.between, say), report.suffix[1:], report)
    click.echo(report, err=True)


def _write_whole(path: Path, text: str) -> None:
    beside = path.with_name(f".{token_hex(8)}.part")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise PlaceError(path, f"it cannot be written ({error.strerror})", "Choose another place") from error
    finally:
        beside.unlink(missing_ok=True)
