"""`xieshou bench check`: how fast documents are checked, what it costs above taking the text out, and whether memory stays flat.

The text is taken out by the fastest library we know of for each format: pypdfium2 (PDF), python-docx (Word), calamine (Excel,
old and new). A slower one, such as pdfplumber or openpyxl, would flatter the ratio. A text file is read, decoded and divided into
lines, which is next to nothing: its own ratio says little. The goal is judged over kinds together, as many files of each: over those that
text is taken out of, and over all; the ratio of one kind says where the time goes. A goal that is missed is called missed.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import click
import docx
import pypdfium2
from python_calamine import CalamineWorkbook
from rich.table import Table

from xieshou.commands.check import Wanted, check_one
from xieshou.commands.output import Lang, console, language_option, reports_wrong_input
from xieshou.documents.api import Format, render_bytes
from xieshou.documents.bench import MADE_AT, sample
from xieshou.documents.bench_text import Style, as_text
from xieshou.documents.bench_xls import as_xls, in_compound_file
from xieshou.documents.document import Document
from xieshou.documents.read.encoding import decode
from xieshou.documents.read.files import read_file
from xieshou.engines.bench import peak_mb
from xieshou.kernel.checks import check as check_files

FILES, RUNS, BATCH, SAMPLE = 1_000, 3, 25, 20
# a text in four ways: a row a line, cells broken where their column is full, cell by cell, no blanks between cells
TEXTS = {"txt": Style.ROWS, "txt-broken": Style.BROKEN, "txt-cells": Style.CELLS, "txt-dense": Style.DENSE}
KINDS = (*(form.value for form in Format), "xls", *TEXTS)
GOAL_SECONDS, GOAL_FILES, GOAL_RATIO = 50, 1_000, 1.3
FLAT = 1.1  # memory that grows no more than this is flat
BASELINES = {
    "pdf": "pypdfium2", "docx": "python-docx", "xlsx": "calamine", "xls": "calamine", **dict.fromkeys(TEXTS, "decode + lines"),
}  # fmt: skip
_MILLI = 1e3


@dataclass(frozen=True, slots=True)
class Cost:
    """What one file of a kind takes: seconds of reading, of checking, and of taking its text out."""

    kind: str
    read: float
    check: float
    text: float

    @property
    def ratio(self) -> float:
        """Reading and checking against taking the text out."""
        return (self.read + self.check) / self.text if self.text else 0.0


@dataclass(frozen=True, slots=True)
class Run:
    """A whole run: seconds, pages, and a worker's highest memory after its first and its last batch (MB)."""

    seconds: float
    pages: int
    first_mb: int
    last_mb: int


@click.command("check")
@click.option("--files", default=FILES, show_default=True, type=click.IntRange(min=len(KINDS)))
@click.option("--runs", default=RUNS, show_default=True, type=click.IntRange(min=1), help="Runs; medians are shown.")
@language_option
@reports_wrong_input
def bench_check(files: int, runs: int, lang: str) -> None:
    """Checking: FILES made-up self-evaluation tables, as many of each kind: PDF, Word, Excel, .xls and text in four ways."""
    from xieshou.commands.bench import machine  # noqa: PLC0415 - the group imports this module

    say, out = Lang(lang), console()
    out.print(machine(say))
    with TemporaryDirectory() as folder:
        paths = make_files(Path(folder), files)
        done = [run(paths) for _ in range(runs)]
        costs = [cost(kind, paths, runs) for kind in KINDS]
    out.print(_whole(done, files, say))
    out.print(_by_kind(costs, say))
    out.print(say(*_ON_PAGES), soft_wrap=True)


_ON_PAGES = (
    "文件是为测速编造的自评表；没有分页的格式每个文件算一页。文本有四种：txt 一行一条指标；txt-broken 单元格按栏宽断行；txt-cells 一格一行；txt-dense 格与格之间没有空格。取文字用每种格式最快的库，只取文字，不认表格，不核对；文本文件取文字是读取、解码、分行，几乎不用时间，其比值没有上限。时间是处理器时间。目标看 Σ 行：各种文件一样多，合在一起平均每个文件的时间之比，先看要从中取文字的格式，再看加上文本文件；各种自己的比值供参考。",
    "The files are made-up self-evaluation tables; a format without pages counts one page a file. Text comes in four ways: txt a row a line; txt-broken with cells broken at the width of their column; txt-cells a cell a line; txt-dense without blanks between cells. Text is taken by the fastest library for each format, with no table understood and nothing checked; a text file is read, decoded and divided into lines, which takes next to nothing, so its ratio has no bound. Times are processor time. The goal is judged in the rows Σ: the mean time of a file, as many files of each kind, first over the formats that text is taken out of, then with text files too; the ratio of one kind is for information.",
)


def make_files(folder: Path, count: int) -> list[Path]:
    """So many files, the kinds in turn, each in a folder of its kind."""
    return [_make(folder, number, KINDS[number % len(KINDS)]) for number in range(count)]


def _make(folder: Path, number: int, kind: str) -> Path:
    path = folder / kind / f"{number}.{_suffix(kind)}"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(_bytes(sample(number), kind))
    return path


def _bytes(document: Document, kind: str) -> bytes:
    if kind in TEXTS:
        return as_text(document, TEXTS[kind]).encode()
    return in_compound_file(as_xls(document)) if kind == "xls" else render_bytes(document, kind, MADE_AT)


def _suffix(kind: str) -> str:
    return "txt" if kind in TEXTS else kind


def run(paths: Sequence[Path]) -> Run:
    """All files once, on as many fresh processes as there are processors; starting them is part of the time."""
    starts = range(0, len(paths), BATCH)
    began = perf_counter()
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        jobs = [pool.submit(_batch, paths[start : start + BATCH]) for start in starts]
        done = [job.result() for job in jobs]
    seconds = perf_counter() - began
    first, last = _by_worker(done), _by_worker(reversed(done))
    return Run(seconds, sum(pages for _, pages, _ in done), max(first), max(last))


def _by_worker(batches: Iterable[tuple[int, int, int]]) -> list[int]:
    """Each worker's highest memory at the first of its batches in this order."""
    peaks: dict[int, int] = {}
    for worker, _, peak in batches:
        peaks.setdefault(worker, peak)
    return list(peaks.values())


def _batch(paths: Sequence[Path]) -> tuple[int, int, int]:
    pages = sum(check_one(Wanted(), path).check.pages for path in paths)
    return os.getpid(), pages, peak_mb()


def cost(kind: str, paths: Sequence[Path], runs: int) -> Cost:
    """What a file of a kind takes in this one process. Each run has files of its own: what is kept from one file to the
    next are only the words that all forms share."""
    mine = [path for path in paths if path.parent.name == kind]
    size = max(1, min(SAMPLE, len(mine) // (runs + 1)))
    slices = [mine[start : start + size] for start in range(0, size * (runs + 1), size)]
    done = [_spent(kind, some) for some in slices if some]
    read, check, text = (median(column) for column in zip(*(done[1:] or done), strict=True))  # the first warms up
    return Cost(kind, read, check, text)


def _spent(kind: str, paths: Sequence[Path]) -> tuple[float, float, float]:
    """Seconds a file of reading, checking, and taking the text: the processor's, which others at work on it do not stretch."""
    begun = process_time()
    reads = [read_file(path) for path in paths]
    read = process_time()
    for one in reads:
        check_files([one])
    checked = process_time()
    for path in paths:
        TAKERS[_suffix(kind)](path)
    taken = process_time()
    return (read - begun) / len(paths), (checked - read) / len(paths), (taken - checked) / len(paths)


def _pdf_text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def _word_text(path: Path) -> str:
    document = docx.Document(str(path))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def _excel_text(path: Path) -> str:
    book = CalamineWorkbook.from_filelike(BytesIO(path.read_bytes()))
    rows = (row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())
    return "\n".join(" ".join(map(str, row)) for row in rows)


def _plain_text(path: Path) -> list[str]:
    return decode(path.read_bytes()).splitlines()


TAKERS: dict[str, Callable[[Path], object]] = {
    "pdf": _pdf_text,
    "docx": _word_text,
    "xlsx": _excel_text,
    "xls": _excel_text,
    "txt": _plain_text,
}


def marked(goal: str, is_met: bool, say: Lang) -> str:
    """A goal and whether it was met, in words: a figure beside its goal does not say that it was missed."""
    return f"{goal} {say('达到', 'met') if is_met else say('未达到', 'missed')}"


def _whole(done: Sequence[Run], files: int, say: Lang) -> Table:
    seconds, best = median(one.seconds for one in done), min(one.seconds for one in done)
    first, last = median(one.first_mb for one in done), median(one.last_mb for one in done)
    table = _table(say("测量", "measured"), say("结果", "result"), say("目标", "goal"))
    allowed = GOAL_SECONDS * files / GOAL_FILES
    goal = marked(f"< {allowed:.0f} s", seconds < allowed, say)
    table.add_row(say(f"{files:,} 个文件核对", f"{files:,} files checked"), f"{seconds:.1f} s ({best:.1f})", goal)
    table.add_row(say("每秒文件", "files a second"), f"{files / seconds:.0f}", "")
    table.add_row(say("每秒页", "pages a second"), f"{done[0].pages / seconds:.0f}", "")
    flat = marked(say("持平", "flat"), last <= first * FLAT, say)
    memory = say("进程内存，首批 → 末批", "memory of a process, first → last batch")
    table.add_row(memory, f"{first:.0f} → {last:.0f} MB", flat)
    return table


def _by_kind(costs: Sequence[Cost], say: Lang) -> Table:
    names = say("种类 读 核对 取文字 所用 之比 目标", "kind read check text by ratio goal").split()
    table = _table(*names)
    for one in costs:
        table.add_row(*_cells(one), "")
    taken = [one for one in costs if one.kind not in TEXTS]
    for whole in (_together("Σ PDF, Word, Excel", taken), _together("Σ", costs)):
        table.add_row(*_cells(whole), marked(f"≤ {GOAL_RATIO} ×", whole.ratio <= GOAL_RATIO, say))
    return table


def _cells(one: Cost) -> tuple[str, ...]:
    """A row up to the goal, which is set for all files together."""
    times = (f"{seconds * _MILLI:.1f} ms" for seconds in (one.read, one.check, one.text))
    return one.kind, *times, BASELINES.get(one.kind, ""), f"{one.ratio:.1f} ×"


def _together(name: str, costs: Sequence[Cost]) -> Cost:
    """The mean file of several kinds; zero of none."""
    count = max(len(costs), 1)
    sums: Iterator[float] = (sum(getattr(one, key) for one in costs) / count for key in ("read", "check", "text"))
    return Cost(name, *sums)


def _table(*names: str) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2))
    for name in names:
        table.add_column(name, overflow="fold")
    return table
