"""`xieshou bench web`: many people at once on a realistic mix of pages, as a ratio to an empty view in the same run."""

import http.client
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.parse import urlencode

import click
from rich.table import Table

from xieshou.commands.bench_place import fresh_database
from xieshou.commands.output import Lang, console, language_option
from xieshou.commands.platform import start_django, write_secrets

EMPTY = "/health/"
TOKEN = "x" * 32
# what people read, and what they change, in parts of a hundred
READ = {
    "工作台": ("/", 23),
    "台账列表": ("/ledger/", 8),
    "培训台账": ("/ledger/training/", 25),
    "证据库": ("/evidence/", 13),
    "待办": ("/workflow/todo/", 13),
    "搜索": ("/search/?q=%E5%9F%B9%E8%AE%AD", 10),
}
EDIT, DECIDE = "修改记录", "办理"
WRITTEN = {EDIT: 6, DECIDE: 2}


@dataclass
class Load:
    """What one run measured: the seconds of each answer by page, and answers that were not what a person hopes for."""

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
@click.option("--postgres", "server", default="", help="URL of a PostgreSQL server to run on / 改在这个服务器上测")
@language_option
def web(*, users: int, seconds: int, records: int, server: str, lang: str) -> None:
    """Pages a second with USERS people at once, against an empty view in the same run; the 95th of each hundred stated."""
    say = Lang(lang)
    with (
        tempfile.TemporaryDirectory(prefix="xieshou-bench-") as folder,
        fresh_database(server, folder) as database,
        _installation(Path(folder), database, users, records) as door,
    ):
        port, people = door
        empty = _run(port, people, seconds, _nothing)
        mixed = _run(port, people, seconds, _one_of_the_mix)
    _print(say, users, empty, mixed)


@dataclass
class Visitor:
    """One person at a browser: a connection, a session, dice, and what was measured."""

    person: Any
    port: int
    dice: random.Random
    answers: list[tuple[str, bool, float]] = field(default_factory=list)

    def ask(self, name: str, path: str, form: dict[str, str] | None = None) -> bytes:
        """One page, measured: a form is answered by a redirect, anything else by 200."""
        started = time.monotonic()
        status, body = 0, b""
        try:
            status, body = self._answer(path, form)
        except (OSError, http.client.HTTPException):
            self._connection.close()
        self.answers.append((name, status == (200 if form is None else 302), time.monotonic() - started))
        return body

    @cached_property
    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def _answer(self, path: str, form: dict[str, str] | None) -> tuple[int, bytes]:
        headers = {"Cookie": f"sessionid={self.person.session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}
        if form is None:
            self._connection.request("GET", path, headers=headers)
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            self._connection.request("POST", path, urlencode(form), headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read()


def _nothing(visitor: Visitor) -> None:
    visitor.ask("空页面", EMPTY)


def _one_of_the_mix(visitor: Visitor) -> None:
    weights = {**{name: weight for name, (_, weight) in READ.items()}, **WRITTEN}
    name = visitor.dice.choices(list(weights), weights=list(weights.values()))[0]
    if name == EDIT and visitor.person.records:
        _edit(visitor)
    elif name == DECIDE and visitor.person.tasks:
        task = visitor.person.tasks.pop()
        visitor.ask(DECIDE, f"/workflow/tasks/{task}/approve/", {"comment": "同意"})
    else:
        name = name if name in READ else "工作台"
        visitor.ask(name, READ[name][0])


def _edit(visitor: Visitor) -> None:
    """Opens the form of one of one's own records, and saves it changed; somebody else may have been faster."""
    pk, owner = visitor.dice.choice(visitor.person.records)
    address = f"/ledger/training/{pk}/edit/"
    page = visitor.ask("打开编辑页", address).decode(errors="replace")
    opened = re.search(r'name="opened_version"[^>]*value="(\d+)"', page)
    form = {
        "title": "演示数据 培训",
        "owner": f"编号 {owner}",
        "occurred_on": "2020-03-01",
        "persons": str(visitor.dice.randrange(10_000)),
        "is_counted": "是",
        "opened_version": opened[1] if opened else "0",
    }
    visitor.ask(EDIT, address, form)


@contextmanager
def _installation(home: Path, database: str, users: int, records: int) -> Iterator[tuple[int, list[Any]]]:
    """A platform of its own with demo data and a server; gives the port and the sessions of so many people."""
    os.environ.update({"XIESHOU_HOME": str(home), "XIESHOU_DEMO": "1", "DATABASE_URL": database})
    write_secrets(home)
    start_django()
    from django.core.management import call_command  # noqa: PLC0415 the other commands run without the platform

    from xieshou.config.bench_data import fill, people  # noqa: PLC0415

    (home / "static").mkdir()
    (home / "files").mkdir()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    fill(records)
    visitors = people(users)
    port = _free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "xieshou", "serve", "--port", str(port)], stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(port)
        yield port, visitors
    finally:
        server.terminate()
        server.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=2)) as probe:
                probe.request("GET", EMPTY)
                probe.getresponse()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise click.ClickException("服务没有启动 / the server did not start")


def _run(port: int, people: list[Any], seconds: int, act: Callable[[Visitor], None]) -> Load:
    """Every person does one thing after the other, without a pause."""
    until = time.monotonic() + seconds
    visitors = [Visitor(person, port, random.Random(number)) for number, person in enumerate(people)]

    def stay(visitor: Visitor) -> None:
        while time.monotonic() < until:
            act(visitor)

    threads = [threading.Thread(target=stay, args=(visitor,)) for visitor in visitors]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load = Load(elapsed=time.monotonic() - started)
    for visitor in visitors:
        for name, is_well, spent in visitor.answers:
            load.seconds[name].append(spent)
            load.refused[name] += not is_well
    return load


def _print(say: Lang, users: int, empty: Load, mixed: Load) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2))
    for name in (say("页面", "page"), say("次数", "answers"), "p50 ms", "p95 ms", say("未成功", "failed")):
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
