"""`xieshou bench lists`: the first page of a list of a million records, for a county, a forward headquarters and a reader of all.

Each database is measured in a process and a place of its own, made for the run and removed after it; the rows are made up.
"""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from time import perf_counter
from typing import Any

import click
from rich.table import Table

from xieshou.commands.bench_place import analysed, measured_apart, prepared
from xieshou.commands.check_bench import marked
from xieshou.commands.output import Lang, console, language_option

FULL, RUNS = 1_000_000, 15
PREFECTURES, COUNTIES, PAGE = 100, 10, 50
HEADQUARTERS = 20  # each answers for five prefectures: a twentieth of the rows
GOAL_MS, GOAL_RATIO = 150, 1.3
_MILLI = 1e3


@dataclass(frozen=True)
class Reading:
    """One reader: the rows they see; milliseconds of the first rows, of the whole page, and of one plain query instead."""

    who: str
    sees: int
    rows_ms: float
    page_ms: float
    plain_ms: float


@dataclass(frozen=True)
class Result:
    """One database."""

    database: str
    rows: int
    built_seconds: float
    readings: list[Reading]


@click.command("lists")
@click.option("--rows", default=FULL, show_default=True, type=click.IntRange(min=1000))
@click.option("--runs", default=RUNS, show_default=True, type=click.IntRange(min=1))
@click.option("--postgres", "server", default="", help="URL of a PostgreSQL server to measure too / 同时测的服务器地址")
@language_option
def bench_lists(*, rows: int, runs: int, server: str, lang: str) -> None:
    """Lists: the first page of ROWS records, for ordinary users against a reader of everything."""
    say, out = Lang(lang), console()
    for database in ("", server) if server else ("",):
        result = _measured(database, rows, runs)
        out.print(_table(result, say))
    out.print(
        say(
            "时间是各次的中位数（毫秒），在进程内测，含登录会话、权限、查询和页面；记录是为测速编造的。",
            "Medians in milliseconds, measured in process: session, rights, queries, page. The records are made up.",
        ),
        soft_wrap=True,
    )
    load = f"{os.getloadavg()[0]:.1f} / {os.cpu_count()}"
    out.print(
        say(
            f"测完时一分钟平均负载与核数：{load}；负载高于核数时只看比值。",
            f"Load and cores at the end: {load}; above the cores only ratios count.",
        )
    )


def _measured(server: str, rows: int, runs: int) -> Result:
    told = measured_apart("xieshou.commands.lists_bench", server, rows, runs)
    return Result(**{**told, "readings": [Reading(**one) for one in told["readings"]]})


def _table(result: Result, say: Lang) -> Table:
    whole = result.readings[-1]
    title = say(
        f"{result.database}：{result.rows:,} 条，建库 {result.built_seconds:.0f} 秒",
        f"{result.database}: {result.rows:,} records, built in {result.built_seconds:.0f} s",
    )
    table = Table(title=title, box=None, header_style="bold", pad_edge=False, padding=(0, 2), title_justify="left")
    for name in (
        say("谁", "who"),
        say("看得到", "sees"),
        say("取首页 50 条", "first 50"),
        say("整页", "page"),
        say("与看全部者之比", "against all"),
        say("目标", "goal"),
        say("（一条 OR 查询）", "(one OR query)"),
    ):
        table.add_column(name, overflow="fold")
    for one in result.readings:
        ratio = one.page_ms / whole.page_ms
        is_met = one.page_ms < GOAL_MS and ratio <= GOAL_RATIO
        goal = marked(f"< {GOAL_MS} ms, ≤ {GOAL_RATIO} ×", is_met, say) if result.rows >= FULL else ""
        cells = (f"{one.rows_ms:.1f}", f"{one.page_ms:.1f}", f"{ratio:.2f} ×", goal, f"{one.plain_ms:.1f}")
        table.add_row(one.who, f"{one.sees:,}", *cells)
    return table


# --- in the process of its own, where Django runs ---


def main(rows: int, runs: int) -> None:
    """Builds, measures, and prints the result as one line of JSON."""
    prepared()
    from django.db import connection  # noqa: PLC0415 Django has only now been started

    begun = perf_counter()
    readers = _build(rows)
    analysed()
    built = perf_counter() - begun
    result = Result(connection.vendor, rows, built, _readings(readers, runs))
    click.echo(json.dumps(asdict(result), ensure_ascii=False))


def _build(rows: int) -> list[tuple[str, Any]]:
    """Regions, offices, people, and the rows; the readers in the order of the table, the reader of all last."""
    from django.db import connection, transaction  # noqa: PLC0415

    with transaction.atomic():
        readers = places_and_people()
        with connection.cursor() as cursor:
            _insert_rows(cursor, rows)
    return readers


def places_and_people() -> list[tuple[str, Any]]:
    from xieshou.platform.accounts.api import User, load_builtin_roles, post_appoint  # noqa: PLC0415
    from xieshou.platform.registry.api import organisation_create, region_create  # noqa: PLC0415

    roles = load_builtin_roles()

    def office(name: str, kind: str, parent: Any, region: Any) -> Any:
        return organisation_create(actor=None, name=name, kind=kind, parent=parent, region=region, side="other")

    def person(name: str, role: str, organisation: Any, areas: list[Any]) -> Any:
        user = User.objects.create_user(name, name=name)
        post_appoint(actor=None, user=user, role=roles[role], organisation=organisation, title=name, areas=areas)
        return user

    country = region_create(code="000000", name="全国", level="country", parent=None)
    top = office("测速市办", "office", None, country)
    counties, areas, quarters = [], [], []
    for number in range(PREFECTURES):
        prefecture = region_create(
            code=f"{10 + number // 10}{number % 10}000", name=f"地区{number}", level="prefecture", parent=country
        )
        areas.append(prefecture)
        if number % (PREFECTURES // HEADQUARTERS) == 0:
            quarters.append(office(f"前方指挥部{number}", "forward_hq", top, prefecture))
        for county in range(COUNTIES):
            place = region_create(
                code=f"{prefecture.code[:3]}{county + 1:03d}",
                name=f"县{number}-{county}",
                level="county",
                parent=prefecture,
            )
            counties.append(office(f"县办{number}-{county}", "recipient_office", quarters[-1], place))
    old = counties[0]
    middle = counties[len(counties) // 2]
    return [
        ("县级经办", person("clerk", "clerk", middle, [])),
        ("县级经办（记录都在最早）", person("clerk-old", "clerk", old, [])),
        ("前方指挥部审核", person("hq", "approver", quarters[-1], areas[-5:])),
        ("没有记录的单位", person("none", "clerk", office("无记录单位", "implementer", top, None), [])),
        ("看全部者", person("all", "manager", top, [])),
    ]


def _insert_rows(cursor: Any, rows: int) -> None:
    """Each office holds as many; they come in a scattered order, but those of the first office all come first."""
    offices = PREFECTURES * COUNTIES
    cursor.execute("SELECT MIN(id) FROM accounts_user")
    user = cursor.fetchone()[0]
    now = "2026-01-01 00:00:00+00:00"
    numbers = [(f"{number:064x}", 1000, "application/pdf", now) for number in range(-(-rows // offices))]
    cursor.executemany(
        "INSERT INTO evidence_storedfile (sha256, size, media_type, created_at) VALUES (%s, %s, %s, %s)", numbers
    )
    cursor.execute(
        """
        INSERT INTO evidence_evidence (owner_id, place_id, owner_path, place_path, version, file_id, name, title, issuer,
            document_number, is_from_photo, uploaded_by_id, uploaded_at, is_demo)
        SELECT o.id, r.id, o.path, r.path, 1, f.id, 'f' || f.id || '.pdf', '演示记录 ' || f.id, '', '', %s, %s, %s, %s
        FROM registry_organisation o JOIN registry_region r ON r.id = o.region_id CROSS JOIN evidence_storedfile f
        WHERE o.kind = 'recipient_office'
        ORDER BY CASE WHEN o.name = '县办0-0' THEN 0 ELSE 1 END, (o.id * 7919 + f.id * 104729) %% 1000003
        LIMIT %s
        """,
        [False, user, now, True, rows],
    )


def _readings(readers: list[tuple[str, Any]], runs: int) -> list[Reading]:
    """All are measured in turn, round by round, so that a busy machine slows each of them alike."""
    taken = [_Taken(who, user) for who, user in readers]
    for number in range(runs + 1):
        for one in taken:
            one.measure(is_warm=number > 0, is_plain=number <= max(1, runs // 5))
    return [one.reading() for one in taken]


class _Taken:
    """What one reader's requests took, in seconds."""

    def __init__(self, who: str, user: Any) -> None:
        from django.test import Client  # noqa: PLC0415

        self.who, self.user = who, user
        self.client = Client(SERVER_NAME="localhost")
        self.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        self.seconds: dict[str, list[float]] = {"rows": [], "page": [], "plain": []}

    def measure(self, *, is_warm: bool, is_plain: bool) -> None:
        works: dict[str, Callable[[], object]] = {"rows": self._rows, "page": self._page}
        if is_plain:
            works["plain"] = self._plain
        for name, work in works.items():
            begun = perf_counter()
            work()
            if is_warm:
                self.seconds[name].append(perf_counter() - begun)

    def _listed(self) -> tuple[Any, Any]:
        from xieshou.platform.accounts.api import User  # noqa: PLC0415
        from xieshou.platform.evidence.api import Evidence  # noqa: PLC0415

        # rights are read anew, as in a request
        return Evidence.objects.select_related("file", "owner", "place"), User.objects.get(pk=self.user.pk)

    def _rows(self) -> object:
        rows, user = self._listed()
        return rows.newest_visible_to(user, PAGE + 1)

    def _plain(self) -> object:
        rows, user = self._listed()
        return list(rows.visible_to(user).order_by("-pk")[: PAGE + 1])

    def _page(self) -> None:
        answer = self.client.get("/evidence/")
        if answer.status_code != 200:
            raise RuntimeError(f"the page answered {answer.status_code}")

    def reading(self) -> Reading:
        rows, user = self._listed()
        taken = {name: median(seconds) * _MILLI for name, seconds in self.seconds.items()}
        return Reading(self.who, rows.visible_to(user).count(), taken["rows"], taken["page"], taken["plain"])


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
