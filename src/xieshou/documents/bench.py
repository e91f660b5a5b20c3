"""How fast documents are written: N self-evaluation tables per format, on as many processes as there are processors.

The tables are made for the measurement, not published: each project has its own name and figures.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from time import perf_counter

from xieshou.documents.api import Format, render_bytes
from xieshou.documents.document import Document
from xieshou.documents.layouts.self_evaluation import self_evaluation
from xieshou.documents.provenance import Provenance
from xieshou.kernel.evaluation import (
    Evaluation,
    EvaluationKind,
    FundRow,
    FundRowKind,
    Goal,
    Indicator,
    Published,
    PublishedTotal,
)

DOCUMENTS = 1000
BATCH = 25
MADE_AT = datetime(2021, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class BenchResult:
    """What a run took: seconds in all, and the highest memory of a worker after its first and after its last batch (MB)."""

    format: Format
    documents: int
    processes: int
    seconds: float
    bytes_written: int
    rss_start_mb: int
    rss_end_mb: int

    @property
    def per_second(self) -> float:
        """Documents a second."""
        return self.documents / self.seconds if self.seconds else 0.0


def bench(
    documents: int = DOCUMENTS, formats: Sequence[Format] = tuple(Format), processes: int | None = None
) -> Iterator[BenchResult]:
    """Time each format in turn. Workers are fresh processes: one that forked after typesetting would hang."""
    count = processes or min(os.cpu_count() or 1, 8)
    for form in formats:
        yield _bench(form, documents, count)


@dataclass(frozen=True, slots=True)
class _Batch:
    """What one batch took in one worker."""

    worker: int
    size: int
    peak_mb: int


def _bench(form: Format, documents: int, processes: int) -> BenchResult:
    starts = range(0, documents, BATCH)
    began = perf_counter()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        jobs = [pool.submit(_batch, form, range(start, min(start + BATCH, documents))) for start in starts]
        done = [job.result() for job in jobs]
    seconds = perf_counter() - began
    first, last = _by_worker(done), _by_worker(reversed(done))
    return BenchResult(form, documents, processes, seconds, sum(batch.size for batch in done), max(first), max(last))


def _by_worker(batches: Iterable[_Batch]) -> list[int]:
    """Each worker's peak memory at the first of its batches in this order; zero when there was none."""
    peaks: dict[int, int] = {}
    for batch in batches:
        peaks.setdefault(batch.worker, batch.peak_mb)
    return list(peaks.values()) or [0]


def _batch(form: Format, numbers: range) -> _Batch:
    size = sum(len(render_bytes(sample(number), form, MADE_AT)) for number in numbers)
    return _Batch(os.getpid(), size, _peak_mb())


def _peak_mb() -> int:
    """The most memory this process has had, in MB; 0 where the system does not tell (Windows)."""
    if sys.platform == "win32":
        return 0
    import resource  # noqa: PLC0415 - the module is not there on Windows

    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit


def sample(number: int) -> Document:
    """A made-up self-evaluation with as many rows as the published ones have."""
    return self_evaluation(_evaluation(number), Provenance(scheme_note="测速用的虚构数据，不是公布的数据。"))


def _evaluation(number: int) -> Evaluation:
    return Evaluation(
        id=f"bench-{number}",
        kind=EvaluationKind.PROJECT_SELF,
        name=f"测速项目第 {number} 号",
        year=2020,
        department="测速单位",
        implementer="测速单位",
        published=PublishedTotal(score="98.00", line=1),
        amount=Published(value=f"{number + 1},969,500.00", line=1),
        amount_unit="元",
        funds=tuple(_funds(number)),
        goals=(
            Goal(
                expected="通过调研协调解决工作中存在的问题，推进项目建设进度。" * 4,
                actual="完成年度目标，项目进度正常。" * 6,
                line=1,
            ),
        ),
        indicators=tuple(_indicator(number, index) for index in range(13)),
    )


def _funds(number: int) -> Iterator[FundRow]:
    spent = f"{1_900_000 - number}.75"
    yield FundRow(FundRowKind.TOTAL, 1, "2656500.00", "2000000.00", spent, "10.00", "0.95", "9.50")
    yield FundRow(FundRowKind.APPROPRIATION, 1, "2656500.00", "2000000.00", spent, None, "0.95")
    yield FundRow(FundRowKind.CARRYOVER, 1, "0.00", "0.00", "0.00", None, "0.00")
    yield FundRow(FundRowKind.OTHER, 1, "0.00", "0.00", "0.00", None, "0.00")


def _indicator(number: int, index: int) -> Indicator:
    level1 = "产出指标" if index < 8 else "效益指标"
    level2 = ("数量指标", "质量指标", "时效指标", "成本指标", "经济效益指标", "社会效益指标", "满意度指标")[index // 2]
    points, score = ("6.92", "6.92") if index else ("6.96", "5.46")
    note = "因疫情原因，部分活动取消。" if index == 3 else None
    return Indicator(
        str(index + 1),
        level1,
        level2,
        f"第 {index + 1} 项指标的完成数量",
        1,
        f"≥{number + 50 + index} 次",
        f"{number + 53 + index} 次",
        points,
        score,
        note,
    )
