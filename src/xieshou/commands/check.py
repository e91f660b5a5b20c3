"""`xieshou check`: what does not add up in published documents, and exactly where."""

import json
import signal
import sys
import threading
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import active_children, get_context
from pathlib import Path
from secrets import token_hex
from typing import Any

import click
from rich.console import Console

from xieshou.commands.output import console, fail, progress, reports_wrong_input
from xieshou.documents.api import Format, render
from xieshou.documents.check_html import check_html, published
from xieshou.documents.errors import PlaceError
from xieshou.documents.layouts.check_report import (
    VERDICTS,
    WRONG,
    FileCheck,
    also,
    by_table,
    check_report,
    consequences,
    file_check,
    quote,
    summary,
    title_of,
    unread_line,
    where,
)
from xieshou.documents.read.encoding import TextEncodingError, decode
from xieshou.documents.read.files import read_file
from xieshou.kernel.checks import check as check_files
from xieshou.kernel.reading import (
    AccountLine,
    Finding,
    FindingVerdict,
    FundLine,
    IndicatorLine,
    ReadFile,
    ReadTable,
    ScoreLine,
    Seen,
    Spot,
    UnreadPart,
)

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


@dataclass(frozen=True, slots=True)
class Checked:
    """One file: what the report needs, and what else was wanted of it."""

    check: FileCheck
    json: str = ""
    html: str = ""


@dataclass(slots=True)
class Outcome:
    """What a run came to. Results are kept only when a report is asked for, so that memory stays flat."""

    files: int = 0
    unread: int = 0
    wrong: int = 0
    kept: list[Checked] = field(default_factory=list)

    def add(self, entry: Checked, *, keep: bool) -> None:
        """Count a file."""
        self.files += 1
        self.unread += not entry.check.is_read
        self.wrong += entry.check.is_wrong
        if keep:
            self.kept.append(entry)

    @property
    def exit_code(self) -> int:
        """0: nothing wrong; 1: findings; 2: nothing could be read."""
        if self.unread == self.files:
            return NOTHING_READ
        return FINDINGS if self.wrong else NOTHING_WRONG


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output; values are text as published.")
@click.option("--all", "show_all", is_flag=True, help="Also list what is explained by rounding, and what holds.")
@click.option("--out", "report", type=click.Path(path_type=Path), help="Write a report: .docx .xlsx .pdf .html")
@reports_wrong_input
def check(files: tuple[Path, ...], as_json: bool, show_all: bool, report: Path | None) -> None:
    """Check published FILES (or folders of them). Exit code 0: nothing wrong; 1: findings; 2: nothing could be read."""
    if report is not None:
        _check_report_path(report)
    paths = list(_paths(files))
    wanted = Wanted(as_json, show_all, report is not None and report.suffix == _HTML)
    outcome = Outcome()
    try:
        with closing(check_all(paths, wanted)) as entries:
            _tell(entries, len(paths), wanted, outcome, keep=report is not None)
        if report is not None:
            _write_report(report, outcome.kept)
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
        return _checked(read, check_files([read]), wanted, path, number)
    except Exception as error:  # noqa: BLE001 - the edge of one file's work: the other files go on
        return _checked(_unread(path, f"核对时出错（{type(error).__name__}：{error}）"), (), wanted, path, number)


def _unread(path: Path, reason: str) -> ReadFile:
    return ReadFile(str(path), unread=(UnreadPart(Spot(), reason),))


def _checked(read: ReadFile, findings: Sequence[Finding], wanted: Wanted, path: Path, number: int) -> Checked:
    kept = file_check(read, findings, keep_all=wanted.all)
    data = json.dumps(as_data(read, kept.findings), ensure_ascii=False, indent=1) if wanted.json else ""
    html = published(read, kept.findings, _lines(path, read), number) if wanted.html else ""
    return Checked(kept, data, html)


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
    if wanted.json:
        click.echo("\n]}" if outcome.files else '{"files": []}')
    elif outcome.files != 1:
        out.print(f"共 {outcome.files} 个文件：{outcome.wrong} 个有不符或存疑，{outcome.unread} 个没有读到内容。")


def _print(out: Console, check: FileCheck, wanted: Wanted) -> None:
    if not (check.is_wrong or check.unread or wanted.all):
        out.print(f"{check.file}：表格 {check.tables} 张，正文 {check.paragraphs} 段；{summary(check)}", soft_wrap=True)
        return
    out.rule(check.file, align="left")
    out.print(f"表格 {check.tables} 张，正文 {check.paragraphs} 段；{summary(check)}")
    shown = check.findings if wanted.all else [one for one in check.findings if one.verdict in WRONG]
    for table, findings in by_table(shown).items():
        out.print(f"\n{table}", style="bold", soft_wrap=True)
        for finding in findings:
            _print_finding(out, finding)
    for part in check.unread:
        out.print(f"未能读取：{unread_line(part)}", soft_wrap=True)
    rounded = check.count(FindingVerdict.ROUNDING)
    if rounded and not wanted.all:
        out.print(f"\n可由四舍五入解释的尾差 {rounded} 处，加 --all 列出。")
    out.print()


def _print_finding(out: Console, finding: Finding) -> None:
    head = f"  {VERDICTS[finding.verdict]} {title_of(finding)} {finding.code} · {where(finding.spot)}{also(finding)}"
    out.print(head, style=_STYLES.get(finding.verdict), soft_wrap=True)
    for label, text in _terms(finding):
        if text:
            out.print(f"      {label}  {text}", soft_wrap=True)


def _terms(finding: Finding) -> Iterator[tuple[str, str]]:
    words = quote(finding)
    yield "原文", f"“{words}”" if words else ""
    yield "公布", finding.published
    yield "复算", finding.recomputed
    yield "说明", finding.explanation
    yield from (("    ", f"· {line}") for line in consequences(finding))
    yield "影响", finding.why
    yield "建议", finding.remedy


def _write_report(report: Path, entries: Sequence[Checked]) -> None:
    """Written whole or not at all."""
    checks = [entry.check for entry in entries]
    if report.suffix == _HTML:
        _write_whole(report, check_html(checks, [entry.html for entry in entries]))
    else:
        render(check_report(checks), report.suffix[1:], report)
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


# --- JSON ---


def as_data(read: ReadFile, findings: Sequence[Finding]) -> dict[str, Any]:
    """One file as JSON data: values as published, missing as null."""
    return {
        "file": read.file,
        "tables": [_table_data(table) for table in read.tables],
        "findings": [_finding_data(finding) for finding in findings],
        "unread": [{"place": _place(part.spot), "reason": part.reason} for part in read.unread],
    }


def _table_data(table: ReadTable) -> dict[str, Any]:
    return {
        "kind": table.kind.value,
        "number": table.number or None,
        "title": table.title,
        "name": _text(table.name),
        "year": table.year,
        "amount_unit": table.amount_unit,
        "funds": [_fund_data(line) for line in table.funds],
        "indicators": [_indicator_data(line) for line in table.indicators],
        "items": [_item_data(item) for item in table.items],
        "rows": [_line_data(line) for line in (*table.rows, *table.income, *table.spending)],
        "total": _text(table.total),
        "grade": _text(table.grade),
        "place": _place(table.spot),
    }


def _fund_data(line: FundLine) -> dict[str, Any]:
    return {
        "row": line.row,
        "budget_initial": _text(line.initial),
        "budget": _text(line.budget),
        "executed": _text(line.executed),
        "points": _text(line.points),
        "rate": _text(line.rate),
        "score": _text(line.score),
    }


def _indicator_data(line: IndicatorLine) -> dict[str, Any]:
    return {
        "level1": line.level1,
        "level2": line.level2,
        "name": line.name.text,
        "target": _text(line.target),
        "actual": _text(line.actual),
        "points": _text(line.points),
        "score": _text(line.score),
        "note": _text(line.note),
        "unit": _text(line.unit),
        "nature": _text(line.nature),
        "uncertain": line.uncertain,
    }


def _item_data(item: ScoreLine) -> dict[str, Any]:
    return {
        "levels": item.levels,
        "name": item.name.text,
        "points": _text(item.points),
        "score": _text(item.score),
        "uncertain": item.uncertain,
    }


def _line_data(line: AccountLine) -> dict[str, Any]:
    return {
        "code": line.code or None,
        "no": line.no or None,
        "name": line.name,
        "values": [_text(value) for value in line.values],
        "uncertain": line.uncertain,
    }


def _finding_data(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "verdict": finding.verdict.value,
        "table": finding.table,
        "place": _place(finding.spot),
        "published": finding.published or None,
        "recomputed": finding.recomputed or None,
        "explanation": finding.explanation,
        "why": finding.why or None,
        "remedy": finding.remedy or None,
        "others": [_place(spot) for spot in finding.others],
        "related": [_finding_data(related) for related in finding.related],
    }


def _place(spot: Spot) -> dict[str, Any]:
    return {"line": spot.line, "page": spot.page, "sheet": spot.sheet, "cell": spot.cell, "quote": spot.quote or None}


def _text(seen: Seen | None) -> str | None:
    return None if seen is None else seen.text
