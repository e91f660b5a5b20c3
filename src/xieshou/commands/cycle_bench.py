"""`xieshou bench cycle`: the pages of the whole cycle, all scores of a year, all tables as PDF, in an office of 5,000 projects.

Each database is measured in a process and a place of its own, made for the run and removed after it; the office is made up.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from statistics import median
from time import perf_counter
from typing import Any

import click
from rich.table import Table

from xieshou.commands.bench_place import analysed, measured_apart, prepared
from xieshou.commands.check_bench import marked
from xieshou.commands.output import Lang, console, language_option

FULL, INDICATORS, YEARS, RUNS = 5_000, 15, 5, 5
GOAL_MS, GOAL_RATIO, GOAL_SCORES = 150, 1.3, 2.0
CHECKED = 5  # scorecards computed by the kernel one by one and compared
READERS = (0, 2, -1)  # of those that the office makes: a county's clerk, a headquarters, the reader of all
_MILLI = 1e3


@dataclass(frozen=True)
class Visit:
    """One page for one reader: milliseconds (median) and queries; missing: the reader has no such page."""

    ms: float | None
    queries: int | None


@dataclass(frozen=True)
class PageResult:
    """One page for each reader, in the order of the readers, the reader of all last."""

    name: str
    is_list: bool
    visits: list[Visit]


@dataclass(frozen=True)
class Scores:
    """All scores of a year anew."""

    forms: int
    values: int
    seconds: float
    checked: int


@dataclass(frozen=True)
class Tables:
    """Self-evaluation tables written as PDF by the job, and how long 5,000 would take at that rate."""

    tables: int
    seconds: float

    @property
    def per_second(self) -> float:
        return self.tables / self.seconds if self.seconds else 0.0


@dataclass(frozen=True)
class Result:
    """One database."""

    database: str
    projects: int
    indicators: int
    years: int
    built_seconds: float
    readers: list[str]
    sees: list[int]
    pages: list[PageResult]
    scores: Scores
    tables: Tables

    @classmethod
    def read(cls, told: dict[str, Any]) -> "Result":
        """From the JSON of the measuring process."""
        pages = [PageResult(**{**one, "visits": [Visit(**visit) for visit in one["visits"]]}) for one in told["pages"]]
        return cls(**{**told, "pages": pages, "scores": Scores(**told["scores"]), "tables": Tables(**told["tables"])})


@click.command("cycle")
@click.option("--projects", default=FULL, show_default=True, type=click.IntRange(min=50))
@click.option("--indicators", default=INDICATORS, show_default=True, type=click.IntRange(3, 40))
@click.option("--years", default=YEARS, show_default=True, type=click.IntRange(1, 10))
@click.option("--runs", default=RUNS, show_default=True, type=click.IntRange(min=1))
@click.option("--postgres", "server", default="", help="URL of a PostgreSQL server to measure too / 同时测的服务器地址")
@language_option
def bench_cycle(*, projects: int, indicators: int, years: int, runs: int, server: str, lang: str) -> None:
    """The cycle: every page, all scores of a year and all tables of an office of PROJECTS × INDICATORS × YEARS."""
    say, out = Lang(lang), console()
    for database in ("", server) if server else ("",):
        told = measured_apart("xieshou.commands.cycle_bench", database, projects, indicators, years, runs)
        result = Result.read(told)
        out.print(_page_table(result, say))
        for line in _lines(result, say):
            out.print(line, soft_wrap=True)
    load = f"{os.getloadavg()[0]:.1f} / {os.cpu_count()}"
    out.print(
        say(
            f"页面时间是中位数（毫秒），在进程内测，含登录会话、权限、查询和页面；括号内是查询数。单位是为测速编造的（演示数据）。负载与核数：{load}；负载高于核数时只看比值。",
            f"Pages: medians in milliseconds, measured in process, queries in brackets. The office is made up. Load, cores: {load}; above the cores only ratios count.",
        ),
        soft_wrap=True,
    )


def _page_table(result: Result, say: Lang) -> Table:
    size = f"{result.projects:,} × {result.indicators} × {result.years}"
    title = say(
        f"{result.database}：{size}（项目×指标×年），建库 {result.built_seconds:.0f} 秒",
        f"{result.database}: {size} (projects, indicators, years), built in {result.built_seconds:.0f} s",
    )
    table = Table(title=title, box=None, header_style="bold", pad_edge=False, padding=(0, 2), title_justify="left")
    table.add_column(say("页面", "page"), overflow="fold")
    for who, sees in zip(result.readers, result.sees, strict=True):
        table.add_column(f"{who}（{sees:,}）", overflow="fold")
    table.add_column(say("与看全部者之比", "against all"), overflow="fold")
    table.add_column(say("目标", "goal"), overflow="fold")
    for page in result.pages:
        table.add_row(page.name, *(_visit(one) for one in page.visits), *_judged(page, result.projects, say))
    return table


def _visit(one: Visit) -> str:
    return "—" if one.ms is None else f"{one.ms:.0f} ({one.queries})"


def _judged(page: PageResult, projects: int, say: Lang) -> tuple[str, str]:
    """The slowest restricted reader against the reader of all, and the goal, marked at full size only."""
    restricted = [one.ms for one in page.visits[:-1] if one.ms is not None]
    whole = page.visits[-1].ms
    if not restricted or whole is None:
        return "—", ""
    slowest = max(restricted)
    ratio = slowest / whole
    goal = f"< {GOAL_MS} ms" + (f", ≤ {GOAL_RATIO} ×" if page.is_list else "")
    is_met = slowest < GOAL_MS and (ratio <= GOAL_RATIO or not page.is_list)
    return f"{ratio:.2f} ×", marked(goal, is_met, say) if projects >= FULL else ""


def _lines(result: Result, say: Lang) -> Iterator[str]:
    scores, tables = result.scores, result.tables
    goal = marked(f"< {GOAL_SCORES:.0f} s", scores.seconds < GOAL_SCORES, say) if result.projects >= FULL else ""
    yield say(
        f"重算一年全部得分：{scores.forms:,} 份自评、{scores.values:,} 个完成值，{scores.seconds:.2f} 秒 {goal}"
        f"（抽 {scores.checked} 份与逐份计分核对一致）",
        f"All scores of a year: {scores.forms:,} forms, {scores.values:,} values, {scores.seconds:.2f} s {goal} "
        f"({scores.checked} compared with scoring one by one)",
    )
    minutes = FULL / tables.per_second / 60 if tables.per_second else 0.0
    yield say(
        f"自评表 PDF（后台任务，单进程）：{tables.tables:,} 份 {tables.seconds:.1f} 秒，每秒 {tables.per_second:.1f} 份；"
        f"按此推算 {FULL:,} 份 {minutes:.1f} 分钟",
        f"Self-evaluation tables as PDF (the job, one process): {tables.tables:,} in {tables.seconds:.1f} s, "
        f"{tables.per_second:.1f} a second; {FULL:,} would take {minutes:.1f} min",
    )


# --- in the process of its own, where Django runs ---


def main(projects: int, indicators: int, years: int, runs: int) -> None:
    """Builds, measures, and prints the result as one line of JSON."""
    prepared()
    from django.db import connection  # noqa: PLC0415 Django has only now been started

    from xieshou.commands.cycle_office import build  # noqa: PLC0415

    begun = perf_counter()
    everyone = build(projects, indicators, years)
    analysed()
    built = perf_counter() - begun
    readers = [everyone[number] for number in READERS]
    result = Result(
        connection.vendor,
        projects,
        indicators,
        years,
        built,
        [who for who, _user in readers],
        [_sees(user) for _who, user in readers],
        _pages([user for _who, user in readers], runs),
        _scores(runs),
        _tables(readers[1][1]),
    )
    click.echo(json.dumps(asdict(result), ensure_ascii=False))


def _sees(user: Any) -> int:
    from xieshou.business.projects.api import Project  # noqa: PLC0415

    found: int = Project.objects.visible_to(user).count()
    return found


LISTS = (
    ("项目", "/projects/"),
    ("项目库", "/projects/library/"),
    ("合同台账", "/projects/contracts/"),
    ("验收", "/projects/acceptances/"),
    ("资金来源", "/funds/sources/"),
    ("拨付", "/funds/payments/"),
    ("四数表", "/funds/figures/?year={year}"),
    ("绩效目标", "/performance/?tab=goals"),
    ("绩效监控", "/performance/monitoring/"),
    ("绩效自评", "/performance/self/"),
    ("评价", "/performance/?tab=appraisal"),
    ("断链：支付没有合同", "/chain/breaks/?kind=payment-contract"),
    ("断链：完成值没有佐证", "/chain/breaks/?kind=indicator-proof"),
    ("断链：本年预算没有来源", "/chain/breaks/?kind=budget-source&year={year}"),
    ("断链：有支付没有目标", "/chain/breaks/?kind=budget-goals"),
    ("取数指标", "/metrics/"),
)


def _details(user: Any) -> list[tuple[str, str]]:
    """One page of each kind, of the newest thing that the reader sees; an empty address where there is none."""
    from xieshou.business.evaluation.api import Appraisal, GoalIndicator, GoalSet, Monitoring, SelfEvaluation  # noqa: PLC0415
    from xieshou.business.funds.api import Payment  # noqa: PLC0415
    from xieshou.business.projects.api import Contract, Project  # noqa: PLC0415
    from xieshou.platform.accounts.api import User  # noqa: PLC0415

    person = User.objects.get(pk=user.pk)

    def newest(model: Any) -> Any:
        return next(iter(model.objects.newest_visible_to(person, 1)), None)

    def own(record: Any) -> str:
        return record.get_absolute_url().split("#")[0] if record is not None else ""

    project, payment, indicator = newest(Project), newest(Payment), newest(GoalIndicator)
    named = {"项目页": project, "拨付页": payment, "合同页": newest(Contract), "目标页": newest(GoalSet)}
    named |= {"监控页": newest(Monitoring), "自评页": newest(SelfEvaluation), "评价页": newest(Appraisal)}
    chains = {
        "支付的全链": ("payment", payment),
        "项目的全链": ("project", project),
        "指标反查": ("indicator", indicator),
    }
    found = [(name, own(record)) for name, record in named.items()]
    found.append(("项目资金页", f"/funds/projects/{project.pk}/" if project is not None else ""))
    found += [(name, f"/chain/{kind}/{one.pk}/" if one is not None else "") for name, (kind, one) in chains.items()]
    return [*found, ("指标取数页", "/metrics/bench/?since=2025-01-01&until=2025-12-31")]


def _pages(users: list[Any], runs: int) -> list[PageResult]:
    """Every page by all readers in turn, round by round, so that a busy machine slows each of them alike."""
    from xieshou.commands.cycle_office import LAST_YEAR  # noqa: PLC0415

    clients = [_client(user) for user in users]
    results = []
    for name, address in LISTS:
        asked = address.format(year=LAST_YEAR)
        results.append(PageResult(name, True, _visits(clients, [asked] * len(clients), runs)))
    details = [_details(user) for user in users]
    for number, (name, _address) in enumerate(details[0]):
        results.append(PageResult(name, False, _visits(clients, [one[number][1] for one in details], runs)))
    return results


def _client(user: Any) -> Any:
    from django.test import Client  # noqa: PLC0415

    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _visits(clients: list[Any], addresses: list[str], runs: int) -> list[Visit]:
    pairs = list(zip(clients, addresses, strict=True))
    queries = [_queries(client, address) for client, address in pairs]
    taken: list[list[float]] = [[] for _pair in pairs]
    for _run in range(runs):
        for seconds, (client, address) in zip(taken, pairs, strict=True):
            if address:
                seconds.append(_timed(partial(_get, client, address))[0])
    return [
        Visit(median(seconds) * _MILLI if seconds else None, count)
        for seconds, count in zip(taken, queries, strict=True)
    ]


def _get(client: Any, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")


def _queries(client: Any, address: str) -> int | None:
    """How many queries the page takes once everything is warm."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    if not address:
        return None
    _get(client, address)
    with CaptureQueriesContext(connection) as seen:
        _get(client, address)
    return len(seen)


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = perf_counter()
    result = work()
    return perf_counter() - begun, result


def _scores(runs: int) -> Scores:
    """All scores of the last year; a few are computed by the kernel one by one, and must be the same."""
    from xieshou.business.evaluation.api import ActualValue, SelfEvaluation  # noqa: PLC0415
    from xieshou.business.evaluation.services.prepared import scores_recompute  # noqa: PLC0415
    from xieshou.business.evaluation.services.scoring import card_of  # noqa: PLC0415
    from xieshou.commands.cycle_office import LAST_YEAR  # noqa: PLC0415

    taken = [_timed(lambda: scores_recompute(LAST_YEAR)) for _run in range(max(2, runs // 2))]
    totals = {one.evaluation: one.total for one in taken[-1][1]}
    step = max(1, len(totals) // CHECKED)
    checked = sorted(totals)[::step][:CHECKED]
    for form in SelfEvaluation.objects.filter(pk__in=checked).select_related("goals", "project", "owner"):
        if card_of(form).computed != totals[form.pk]:
            raise RuntimeError(f"{form}: {totals[form.pk]} is not {card_of(form).computed}")
    values = ActualValue.objects.filter(evaluation__year=LAST_YEAR).count()
    return Scores(len(totals), values, median(seconds for seconds, _found in taken), len(checked))


def _tables(user: Any) -> Tables:
    """The job over what the headquarters sees of the last year."""
    from xieshou.business.evaluation.services.tables import tables_ask  # noqa: PLC0415
    from xieshou.commands.cycle_office import LAST_YEAR  # noqa: PLC0415
    from xieshou.platform.accounts.api import User  # noqa: PLC0415
    from xieshou.platform.jobs import api as jobs  # noqa: PLC0415

    job = tables_ask(actor=User.objects.get(pk=user.pk), year=LAST_YEAR)
    seconds, _done = _timed(jobs.work_until_idle)
    job.refresh_from_db()
    result = job.result or {}
    if result.get("failed") or not result.get("tables"):
        raise RuntimeError(f"the tables were not written: {job.state} {result}")
    return Tables(int(result["tables"]), seconds)


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:5]))
