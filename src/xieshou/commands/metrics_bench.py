"""`xieshou bench metrics`: figures over ten million records from maintained sums, against counting the records anew."""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from statistics import median
from time import perf_counter
from typing import Any

import click
from rich.table import Table

from xieshou.commands.bench_place import analysed, measured_apart, prepared
from xieshou.commands.check_bench import marked
from xieshou.commands.lists_bench import places_and_people
from xieshou.commands.output import Lang, console, language_option

FULL, RUNS = 10_000_000, 9
GOAL_MS = 300
YEARS, FIRST_YEAR = 5, 2021
AT_ONCE = 250_000  # records of one statement
TITLES = 500
_MILLI = 1e3


@dataclass(frozen=True)
class Answer:
    """One figure: what, over which scope, its text, milliseconds from the sums and by a recount; the two agreed."""

    what: str
    scope: str
    text: str
    records: int
    kept_ms: float
    recount_ms: float


@dataclass(frozen=True)
class Result:
    """One database."""

    database: str
    rows: int
    filled_seconds: float
    built_seconds: float
    cells: int
    refresh_seconds: float
    refreshed: int
    answers: list[Answer]


@click.command("metrics")
@click.option("--rows", default=FULL, show_default=True, type=click.IntRange(min=1000))
@click.option("--runs", default=RUNS, show_default=True, type=click.IntRange(min=1))
@click.option("--postgres", "server", default="", help="URL of a PostgreSQL server to measure too / 同时测的服务器地址")
@language_option
def bench_metrics(*, rows: int, runs: int, server: str, lang: str) -> None:
    """Metrics: figures over ROWS ledger records from maintained sums."""
    say, out = Lang(lang), console()
    for database in ("", server) if server else ("",):
        told = measured_apart("xieshou.commands.metrics_bench", database, rows, runs)
        result = Result(**{**told, "answers": [Answer(**one) for one in told["answers"]]})
        out.print(_table(result, say))
        out.print(
            say(
                f"三个指标建合计 {result.built_seconds:.0f} 秒（{result.cells:,} 格）；"
                f"改动一个单位后重算 {result.refreshed:,} 格 {result.refresh_seconds:.1f} 秒",
                f"sums of three metrics built in {result.built_seconds:.0f} s ({result.cells:,} cells); "
                f"after a change of one unit {result.refreshed:,} computed anew in {result.refresh_seconds:.1f} s",
            )
        )
    load = f"{os.getloadavg()[0]:.1f} / {os.cpu_count()}"
    out.print(
        say(
            f"时间是中位数（毫秒）；每个数都与重数一遍的结果核对过。记录是为测速编造的。负载与核数：{load}。",
            f"Medians in milliseconds; every figure was checked against a recount. The records are made up. Load, cores: {load}.",
        ),
        soft_wrap=True,
    )


def _table(result: Result, say: Lang) -> Table:
    title = say(
        f"{result.database}：{result.rows:,} 条，写入 {result.filled_seconds:.0f} 秒",
        f"{result.database}: {result.rows:,} records, written in {result.filled_seconds:.0f} s",
    )
    table = Table(title=title, box=None, header_style="bold", pad_edge=False, padding=(0, 2), title_justify="left")
    for name in (
        say("指标", "metric"),
        say("范围", "scope"),
        say("数", "figure"),
        say("记录", "records"),
        say("取数", "answered"),
        say("目标", "goal"),
        say("重数一遍", "recount"),
    ):
        table.add_column(name, overflow="fold")
    for one in result.answers:
        goal = marked(f"< {GOAL_MS} ms", one.kept_ms < GOAL_MS, say) if result.rows >= FULL else ""
        times = (f"{one.kept_ms:.1f}", goal, f"{one.recount_ms:.0f}")
        table.add_row(one.what, one.scope, one.text, f"{one.records:,}", *times)
    return table


# --- in the process of its own, where Django runs ---


def main(rows: int, runs: int) -> None:
    """Builds, measures, and prints the result as one line of JSON."""
    prepared()
    from django.db import connection  # noqa: PLC0415 Django has only now been started

    from xieshou.business.metrics.api import rebuild  # noqa: PLC0415
    from xieshou.business.metrics.models import Cell, MetricVersion, Touched  # noqa: PLC0415

    places_and_people()
    begun = perf_counter()
    _fill(rows)
    filled = perf_counter() - begun
    metrics = _metrics()
    Touched.objects.all()._raw_delete("default")
    begun = perf_counter()
    for version in MetricVersion.objects.all():
        rebuild(version)
    built = perf_counter() - begun
    analysed()
    seconds, refreshed = _changed()
    result = Result(
        connection.vendor,
        rows,
        filled,
        built,
        Cell.objects.count(),
        seconds,
        refreshed,
        [_answer(metric, name, scope, runs) for metric in metrics for name, scope in _scopes()],
    )
    click.echo(json.dumps(asdict(result), ensure_ascii=False))


def _fill(rows: int) -> None:
    """Training records (演示数据) over all counties and five years, written as an import would: with the triggers on."""
    from django.db import connection, transaction  # noqa: PLC0415

    series = (
        "SELECT i FROM generate_series(%s::bigint, %s::bigint) AS i"
        if connection.vendor == "postgresql"
        else "WITH RECURSIVE n(i) AS (SELECT %s UNION ALL SELECT i + 1 FROM n WHERE i < %s) SELECT i FROM n"
    )
    day = (
        "(DATE '2021-01-01' + (n.i * 7919 %% 1826)::int)"
        if connection.vendor == "postgresql"
        else ("date('2021-01-01', '+' || (n.i * 7919 %% 1826) || ' days')")
    )
    statement = f"""
        INSERT INTO talent_trainingsession (owner_id, place_id, owner_path, place_path, version, title, listed_on, period,
            qualifier, is_counted, note, source, source_quote, external_key, match_key, status, state, is_demo, kind, persons,
            host_name, created_at, updated_at)
        SELECT o.id, o.region_id, o.path, r.path, 1, '演示培训' || (n.i %% {TITLES}), {day}, '2021', '', %s, '', '', '', '', '',
            'recorded', 'live', %s, CASE WHEN n.i %% 3 = 0 THEN 'cadre' ELSE 'other' END, n.i %% 300, '',
            '2026-01-01 00:00:00+00:00', '2026-01-01 00:00:00+00:00'
        FROM ({series}) AS n JOIN bench_offices b ON b.number = n.i %% {{offices}}
        JOIN registry_organisation o ON o.id = b.id JOIN registry_region r ON r.id = o.region_id
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE bench_offices AS SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1 AS number "
            "FROM registry_organisation WHERE kind = 'recipient_office'"
        )
        cursor.execute("SELECT COUNT(*) FROM bench_offices")
        statement = statement.replace("{offices}", str(cursor.fetchone()[0]))
        for start in range(0, rows, AT_ONCE):
            with transaction.atomic():
                cursor.execute(statement, [True, True, start, min(start + AT_ONCE, rows) - 1])


def _metrics() -> list[Any]:
    from xieshou.business.metrics.api import Declaration, metric_create  # noqa: PLC0415
    from xieshou.business.metrics.models import MetricVersion  # noqa: PLC0415
    from xieshou.business.talent.api import TrainingSession  # noqa: PLC0415

    cadres = [{"field": "kind", "op": "eq", "value": "cadre"}]
    asked = {
        "培训人次": Declaration("sum", "人次", "人次", "training", "persons"),
        "干部培训期数": Declaration("count", "条数", "期", "training", "", cadres),
        "不同班次": Declaration("distinct", "名称去重", "个", "training", "title"),
    }
    assert TrainingSession.objects.exists()
    made = []
    for number, (name, declaration) in enumerate(asked.items()):
        made.append(metric_create(actor=None, code=f"bench-{number}", name=name, declaration=declaration))
    assert MetricVersion.objects.count() == len(made)
    return made


def _scopes() -> list[tuple[str, Any]]:
    from xieshou.business.metrics.api import Scope  # noqa: PLC0415
    from xieshou.platform.registry.api import Organisation, Region  # noqa: PLC0415

    prefecture = Region.objects.get(name="地区37")
    county = Organisation.objects.get(name="县办50-3")
    year, all_years = (date(2023, 1, 1), date(2023, 12, 31)), (date(2021, 1, 1), date(2025, 12, 31))
    return [
        ("全国五年", Scope(*all_years)),
        ("全国一年", Scope(*year)),
        ("一个地区一年", Scope(*year, place_path=prefecture.path)),
        ("一个县一年", Scope(*year, owner_path=county.path)),
        ("全国 3 月 10 日至 9 月 20 日", Scope(date(2023, 3, 10), date(2023, 9, 20))),
    ]


def _changed() -> tuple[float, int]:
    """One unit corrects a whole year; how long bringing the sums up to date takes."""
    from xieshou.business.metrics.models import Touched  # noqa: PLC0415
    from xieshou.business.metrics.upkeep import refresh  # noqa: PLC0415
    from xieshou.business.talent.api import TrainingSession  # noqa: PLC0415

    TrainingSession.every.filter(
        owner__name="县办50-3", listed_on__gte=date(2023, 1, 1), listed_on__lte=date(2023, 12, 31)
    ).update(persons=1)
    assert Touched.objects.exists()
    begun = perf_counter()
    done = refresh("training")
    return perf_counter() - begun, done


def _answer(metric: Any, scope_name: str, scope: Any, runs: int) -> Answer:
    from xieshou.business.metrics.api import figure, version_on  # noqa: PLC0415
    from xieshou.business.metrics.counting import Tally, counted, keys, tally  # noqa: PLC0415

    version = version_on(metric, scope.ends_on)
    taken = [_timed(lambda: figure(version, scope)) for _ in range(runs + 1)][1:]
    found = taken[-1][1]

    def recount() -> Any:
        rows = counted(version, scope)
        told = tally(version, rows)
        return Tally(told.records, told.records, len(keys(version, rows))) if version.measure == "distinct" else told

    seconds, told = _timed(recount)
    if told != found.tally:
        raise RuntimeError(f"{metric} {scope_name}: {found.tally} is not {told}")
    kept = median(one for one, _ in taken) * _MILLI
    return Answer(str(metric), scope_name, found.text, found.tally.records, kept, seconds * _MILLI)


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = perf_counter()
    result = work()
    return perf_counter() - begun, result


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
