"""`xieshou bench`: how fast scoring and documents are, as ratios measured in one run."""

import os
import platform
from collections.abc import Callable, Iterator

import click
import polars as pl
from rich.console import Console
from rich.table import Table

from xieshou.commands.check_bench import bench_check, marked
from xieshou.commands.cycle_bench import bench_cycle
from xieshou.commands.lists_bench import bench_lists
from xieshou.commands.metrics_bench import bench_metrics
from xieshou.commands.output import Lang, console, language_option, reports_wrong_input
from xieshou.commands.web_bench import web
from xieshou.datasets import load_dataset
from xieshou.engines import bench as engine
from xieshou.engines.sheet_bench import SheetError, measure_sheet
from xieshou.kernel.evaluation import Evaluation, EvaluationKind
from xieshou.kernel.exact import Exact
from xieshou.kernel.facts import Problems, read_facts
from xieshou.kernel.program import program_of
from xieshou.kernel.scheme import Scheme
from xieshou.kernel.score import score as scorecard
from xieshou.schemes import load_scheme

DEPARTMENT = "shenzhen-2020-department"
OWN_INDICATORS = "national-2020-project-self"
SHEET_ITEMS = ("B1", "B8", "B9", "C1", "C4")  # the ratios and bands of the department's table
RUNS = 5
_MICRO, _MILLI, _MILLION = 1e6, 1e3, 1e6
FULL = 1_000_000  # evaluations that the goals of mass scoring are meant for

Line = tuple[str, str, str]  # what, measured, goal


@click.group()
def bench() -> None:
    """Measure speed, as ratios in one run."""


@bench.command()
@click.option("--evaluations", default=1_000_000, show_default=True, type=click.IntRange(min=1))
@click.option("--runs", default=RUNS, show_default=True, type=click.IntRange(min=1), help="Runs; medians are shown.")
@click.option("--sheet/--no-sheet", default=True, help="Whether LibreOffice is measured too.")
@language_option
@reports_wrong_input
def score(evaluations: int, runs: int, sheet: bool, lang: str) -> None:
    """Scoring: one evaluation, EVALUATIONS departments, and fifteen own indicators of each of so many projects."""
    say, out = Lang(lang), console()
    out.print(machine(say))
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2))
    for name in (say("测量", "measured"), say("结果", "result"), say("目标", "goal")):
        table.add_column(name, overflow="fold")
    parts = (_one, _wide, _long)
    for part in parts:
        for line in _with_status(part, evaluations, runs, say):
            table.add_row(*line)
    if sheet:
        for line in _with_status(_sheet, evaluations, runs, say):
            table.add_row(*line)
    out.print(table)
    out.print(say(*_ON_MEDIANS), soft_wrap=True)


_ON_MEDIANS = (
    "时间是热身后各次的中位数，括号内是最好的一次；数据是为测速编造的。十进制循环和表格按样本推算。",
    "Times are medians after a warm-up, the best in brackets; the data are made up. The decimal loop and the sheet are extrapolated from samples.",
)


def machine(say: Lang) -> str:
    """Cores, memory, versions."""
    memory = f"{_memory_gb()} GB" if _memory_gb() else say("内存未知", "memory not known")
    cores = say("核", "cores")
    threads = f"{pl.thread_pool_size()} {say('线程', 'threads')}"
    python = f"Python {platform.python_version()} · Polars {pl.__version__} ({threads})"
    return f"{os.cpu_count()} {cores} · {memory} · {platform.system()} {platform.machine()} · {python}"


def _memory_gb() -> int:
    if not hasattr(os, "sysconf") or "SC_PHYS_PAGES" not in os.sysconf_names:
        return 0
    return round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1024**3)


Part = Callable[[int, int, Lang], Iterator[Line]]


def _with_status(part: Part, evaluations: int, runs: int, say: Lang) -> list[Line]:
    with Console(stderr=True).status(say("测量中：", "measuring: ") + part.__name__.lstrip("_")):
        return list(part(evaluations, runs, say))


def _one(_: int, runs: int, say: Lang) -> Iterator[Line]:
    scheme = load_scheme(DEPARTMENT)
    evaluation = _published(scheme)
    program = program_of(scheme)
    facts = read_facts(scheme, program.facts, evaluation, Problems(evaluation.id))
    values: list[Exact | None] = [None if (v := facts[spec.name]) is None else v.number for spec in program.facts]
    seconds = engine.seconds_of_one(scheme, values, runs)
    goal = marked("< 50 µs", seconds * _MICRO < 50, say)
    yield say("一项部门评价评分", "one evaluation scored"), f"{seconds * _MICRO:.1f} µs", goal
    items = len(program.items)
    explained = engine.timed(lambda: [scorecard(scheme, evaluation) for _ in range(20)], runs).median / 20 / items
    text = f"{explained * _MILLI:.3f} ms"
    goal = marked("< 1 ms", explained * _MILLI < 1, say)
    yield say("说明一项指标（含算式、小计、总分、等级）", "one item explained, within its scorecard"), text, goal


def _published(scheme: Scheme) -> Evaluation:
    evaluations = load_dataset("shenzhen-2020").evaluations
    return next(entry for entry in evaluations if entry.kind is EvaluationKind.DEPARTMENT and entry.scheme == scheme.id)


def _wide(evaluations: int, runs: int, say: Lang) -> Iterator[Line]:
    scheme = load_scheme(DEPARTMENT)
    facts = engine.wide_facts(scheme, evaluations)
    timing, scored = engine.time_wide(scheme, facts, runs)
    scores = evaluations * len(scheme.ruled())
    head = say("项部门评价 × 21 项，一列一事实", "departments × 21 items, a column per fact")
    rate = scores / timing.median / _MILLION
    speed = f"{rate:.0f} M/s ({scores / timing.best / _MILLION:.0f})"
    goal = _at_full("≥ 150 M/s", rate >= 150, evaluations, say)
    yield f"{evaluations:,} {head}", f"{_seconds(timing)} · {speed}", goal
    yield say("  进程内存峰值，含输入", "  peak memory of the process, input included"), f"{engine.peak_mb():,} MB", ""
    copy = engine.copied([facts, scored], runs)
    yield say("  与内存拷贝同样字节之比", "  against copying the same bytes"), _times(timing.median, copy.median), ""
    loop = engine.decimal_seconds(scheme, facts, runs) * evaluations
    yield _than_loop(say), _faster(loop, timing.median), ""


def _long(evaluations: int, runs: int, say: Lang) -> Iterator[Line]:
    scheme = load_scheme(OWN_INDICATORS)
    medians = {}
    for sets in (1, engine.SETS):
        work = engine.long_work(scheme, evaluations, sets)
        timing, scored = engine.time_long(scheme, work, runs)
        medians[sets] = timing.median
        rows = evaluations * engine.INDICATORS
        head = say(f"{rows:,} 行自设指标，{sets:,} 套", f"{rows:,} own indicators of {sets:,} sets")
        goal = _at_full("≤ 1 s", timing.median <= 1, evaluations, say) if sets > 1 else ""
        yield head, f"{_seconds(timing)} · {rows / timing.median / _MILLION:.0f} M/s", goal
    ratio = medians[engine.SETS] / medians[1]
    goal = _at_full("≤ 2 ×", ratio <= 2, evaluations, say)
    yield say("  多套与一套之比", "  many sets against one"), f"{ratio:.2f} ×", goal
    copy = engine.copied([work.rows, scored.rows, scored.totals], runs)
    yield (
        say("  与内存拷贝同样字节之比", "  against copying the same bytes"),
        _times(medians[engine.SETS], copy.median),
        "",
    )
    loop = engine.decimal_seconds_long(work, runs) * rows
    yield _than_loop(say), _faster(loop, medians[engine.SETS]), ""


def _sheet(evaluations: int, runs: int, say: Lang) -> Iterator[Line]:
    scheme = load_scheme(DEPARTMENT)
    program = program_of(scheme)
    decisions = [d for item, d in zip(program.items, program.decisions, strict=True) if item.code in SHEET_ITEMS]
    what = say("LibreOffice 重算同样的公式", "LibreOffice recalculating the same formulas")
    try:
        result = measure_sheet(decisions, scheme.places)
    except SheetError as error:
        yield what, say(f"跳过：{error}", f"skipped: {error}"), ""
        return
    size = f"{result.rows:,} × {result.formulas}"
    yield what, f"{size}: {result.with_formulas:.1f} − {result.with_values:.1f} s", ""
    facts = engine.wide_facts(scheme, evaluations)
    timing, _ = engine.time_wide(scheme, facts, runs)
    whole = result.per_formula * evaluations * len(program.items)
    yield (
        say("  比 LibreOffice 快（推算到全部）", "  faster than LibreOffice (extrapolated)"),
        _faster(whole, timing.median),
        "",
    )


def _at_full(goal: str, is_met: bool, evaluations: int, say: Lang) -> str:
    """The goal, marked only where as much was measured as it is meant for."""
    return marked(goal, is_met, say) if evaluations >= FULL else goal


def _than_loop(say: Lang) -> str:
    return say("  比十进制循环快（按样本推算）", "  faster than a decimal loop (extrapolated)")


def _seconds(timing: engine.Timing) -> str:
    return f"{timing.median:.3f} s ({timing.best:.3f})"


def _times(one: float, other: float) -> str:
    return f"{one / other:.1f} ×" if other else "—"


def _faster(slow: float, fast: float) -> str:
    return f"{slow / fast:,.0f} × ({slow:,.0f} s)"


@bench.command()
@click.option("--tables", default=1_000, show_default=True, type=click.IntRange(min=1))
@language_option
@reports_wrong_input
def documents(tables: int, lang: str) -> None:
    """Documents: TABLES self-evaluation tables as PDF, Word and Excel."""
    from xieshou.documents.bench import bench as run  # noqa: PLC0415 - what it loads is not needed to measure scoring

    say, out = Lang(lang), console()
    out.print(machine(say))
    for result in run(tables):
        seconds = f"{result.seconds:.1f} s · {result.per_second:.0f} /s · {result.processes} {say('进程', 'processes')}"
        size = f"{result.bytes_written / result.documents / 1024:.0f} KB"
        memory = f"{result.rss_start_mb} → {result.rss_end_mb} MB"
        out.print(
            f"{result.format.value}: {result.documents:,} {say('份', 'documents')} · {seconds} · {size} · {memory}"
        )


bench.add_command(bench_check)
bench.add_command(bench_cycle)
bench.add_command(bench_lists)
bench.add_command(bench_metrics)
bench.add_command(web)
