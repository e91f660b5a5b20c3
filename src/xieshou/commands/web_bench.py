"""`xieshou bench web`: many people at once on a realistic mix of pages, as a ratio to an empty view in the same run."""

import http.client
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

import click
from rich.table import Table

from xieshou.commands.output import Lang, console, language_option
from xieshou.commands.platform import start_django, write_secrets

EMPTY = "/health/"
# what people do, in parts of a hundred
MIX = {
    "工作台": ("/", 25),
    "台账列表": ("/ledger/", 10),
    "培训台账": ("/ledger/training/", 25),
    "证据库": ("/evidence/", 15),
    "待办": ("/inbox/", 15),
    "搜索": ("/search/?q=%E5%9F%B9%E8%AE%AD", 10),
}


@dataclass
class Load:
    """What one run measured: the seconds of each answer by page, and answers that were not 200."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refused: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    elapsed: float = 0.0

    @property
    def answers(self) -> int:
        return sum(len(one) for one in self.seconds.values())

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answers / self.elapsed if self.elapsed else 0.0


@click.command()
@click.option("--users", default=50, show_default=True, type=click.IntRange(1, 500), help="同时在线 / at once")
@click.option("--seconds", default=15, show_default=True, type=click.IntRange(1), help="每轮秒数 / of each round")
@click.option(
    "--records", default=20_000, show_default=True, type=click.IntRange(0), help="台账行数 / rows in the ledger"
)
@language_option
def web(users: int, seconds: int, records: int, lang: str) -> None:
    """Pages a second with USERS people at once, against an empty view in the same run; the 95th of each hundred stated."""
    say = Lang(lang)
    with (
        tempfile.TemporaryDirectory(prefix="xieshou-bench-") as folder,
        _installation(Path(folder), users, records) as door,
    ):
        port, sessions = door
        empty = _run(port, sessions, seconds, lambda dice: ("空页面", EMPTY))
        mixed = _run(port, sessions, seconds, _one_of_the_mix)
    _print(say, users, empty, mixed)


def _one_of_the_mix(dice: random.Random) -> tuple[str, str]:
    name = dice.choices(list(MIX), weights=[weight for _, weight in MIX.values()])[0]
    return name, MIX[name][0]


@contextmanager
def _installation(home: Path, users: int, records: int) -> Iterator[tuple[int, list[str]]]:
    """A platform of its own with demo data and a server; gives the port and the sessions of so many people."""
    os.environ.update({"XIESHOU_HOME": str(home), "XIESHOU_DEMO": "1"})
    write_secrets(home)
    start_django()
    from django.core.management import call_command  # noqa: PLC0415 the other commands run without the platform

    from xieshou.config.bench_data import fill, sessions  # noqa: PLC0415

    (home / "static").mkdir()
    (home / "files").mkdir()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    fill(records)
    cookies = sessions(users)
    port = _free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "xieshou", "serve", "--port", str(port)], stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(port)
        yield port, cookies
    finally:
        server.terminate()
        server.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            _ask(http.client.HTTPConnection("127.0.0.1", port, timeout=2), EMPTY, "")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise click.ClickException("服务没有启动 / the server did not start")


def _ask(connection: http.client.HTTPConnection, path: str, session: str) -> int:
    connection.request("GET", path, headers={"Cookie": f"sessionid={session}"} if session else {})
    answer = connection.getresponse()
    answer.read()
    return answer.status


def _run(port: int, sessions: list[str], seconds: int, choose: Callable[[random.Random], tuple[str, str]]) -> Load:
    """Every person asks for one page after the other, without a pause."""
    load, lock, until = Load(), threading.Lock(), time.monotonic() + seconds

    def person(number: int, session: str) -> None:
        dice, mine = random.Random(number), []
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.monotonic() < until:
            name, path = choose(dice)
            started = time.monotonic()
            try:
                status = _ask(connection, path, session)
            except (OSError, http.client.HTTPException):
                connection.close()
                status = 0
            mine.append((name, status, time.monotonic() - started))
        with lock:
            for name, status, spent in mine:
                load.seconds[name].append(spent)
                load.refused[name] += status != 200

    threads = [threading.Thread(target=person, args=pair) for pair in enumerate(sessions)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load.elapsed = time.monotonic() - started
    return load


def _print(say: Lang, users: int, empty: Load, mixed: Load) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2))
    for name in (say("页面", "page"), say("次数", "answers"), "p50 ms", "p95 ms", say("未成功", "not 200")):
        table.add_column(name)
    for load in (empty, mixed):
        for name, spent in load.seconds.items():
            cuts = quantiles(spent, n=20) if len(spent) > 1 else [spent[0]] * 19
            table.add_row(
                name, str(len(spent)), f"{cuts[9] * 1000:.0f}", f"{cuts[18] * 1000:.0f}", str(load.refused[name])
            )
    out = console()
    out.print(table)
    ratio = mixed.rate / empty.rate if empty.rate else 0
    out.print(
        say(
            f"{users} 人同时：混合页面 {mixed.rate:.0f} 次/秒，空页面 {empty.rate:.0f} 次/秒，比值 {ratio:.2f}"
            "（发请求的程序与服务同在这台机器上）",
            f"{users} people at once: {mixed.rate:.0f} pages/s, an empty view {empty.rate:.0f}/s, ratio {ratio:.2f}"
            " (the asking program runs on the same machine)",
        )
    )
