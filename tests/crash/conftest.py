"""An installation of its own, with real processes that can be killed."""

import http.client
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest
from psycopg import sql

from tests.factories.made_once import made_once


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.enable_socket)


@dataclass
class Installation:
    """A platform in a folder. Processes run in groups of their own, so that a kill takes all of them at once."""

    home: Path
    port: int
    database: str = ""  # its address; missing: the SQLite file in `home`
    processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """Settings of the installation; keys come from its own file, never from the test's."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("XIESHOU_") and name != "DJANGO_SETTINGS_MODULE"
        }
        kept.pop("DATABASE_URL", None)
        if self.database:
            kept["DATABASE_URL"] = self.database
        return {**kept, "XIESHOU_HOME": str(self.home), "XIESHOU_DEMO": "1", "XIESHOU_JOB_LEASE_SECONDS": "1"}

    def run(self, *command: str) -> str:
        """One command of the program, to its end."""
        done = subprocess.run(
            [sys.executable, "-m", "xieshou", *command],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def python(self, code: str) -> str:
        """Runs code inside the platform, as a maintainer's shell would."""
        start = "from xieshou.commands.platform import start_django; start_django()\n"
        done = subprocess.run(
            [sys.executable, "-c", start + code], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def start(self, *command: str) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(
            [sys.executable, "-m", "xieshou", *command],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.processes.append(process)
        return process

    def serve(self) -> "subprocess.Popen[bytes]":
        """Starts the server and waits until it answers."""
        process = self.start("serve", "--port", str(self.port), "--workers", "1")
        for _ in range(600):
            try:
                if self.browser().ask("GET", "/health/")[0] == 200:
                    return process
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server did not start")

    def kill(self, process: "subprocess.Popen[bytes]") -> None:
        """kill -9 for the process and all it started."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        time.sleep(0.2)

    def end_all(self) -> None:
        """Kills whatever of this installation still runs."""
        for process in self.processes:
            if process.poll() is None:
                self.kill(process)

    def stored(self, query: str) -> list[Any]:
        """What the database holds now, read beside the platform."""
        if self.database:
            with psycopg.connect(self.database) as server:
                return server.execute(query).fetchall()
        with closing(sqlite3.connect(f"file:{self.home / 'xieshou.sqlite3'}?mode=ro", uri=True, timeout=20)) as file:
            return file.execute(query).fetchall()

    def until(self, query: str, seconds: float = 60) -> Any:
        """Waits until the first value of a query is true, and gives it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if value := self.stored(query)[0][0]:
                return value
            time.sleep(0.02)
        raise AssertionError(f"still nothing: {query}")

    def browser(self) -> "Browser":
        return Browser(self.port)

    def signed_in(self, username: str) -> "Browser":
        """A browser with a session of a demo account."""
        key = self.python(
            "from importlib import import_module\n"
            "from django.conf import settings\n"
            "from xieshou.platform.accounts.api import User\n"
            f"user = User.objects.get(username={username!r})\n"
            "s = import_module(settings.SESSION_ENGINE).SessionStore()\n"
            "s.update({'_auth_user_id': str(user.pk), '_auth_user_backend': 'django.contrib.auth.backends.ModelBackend',"
            " '_auth_user_hash': user.get_session_auth_hash()})\n"
            "s.save(); print(s.session_key)"
        )
        return Browser(self.port, key)


@dataclass
class Browser:
    """Just enough of one: a session, the CSRF token, one request at a time."""

    port: int
    session: str = ""

    def ask(
        self, method: str, path: str, body: bytes | dict[str, str] | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        """The status and the body of an answer; redirects are not followed."""
        sent = {"Cookie": f"sessionid={self.session}; csrftoken={'x' * 32}", "X-CSRFToken": "x" * 32, **(headers or {})}
        if isinstance(body, dict):
            body = urlencode(body).encode()
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body=body, headers=sent)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def json(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> tuple[int, Any]:
        """The same with JSON both ways."""
        status, answer = self.ask(
            method, path, json.dumps(body).encode(), {"Content-Type": "application/json", **(headers or {})}
        )
        return status, json.loads(answer)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Demonstration:
    """An installation with demo data, made once in a run and copied; `database`: its name on the server, if not a file."""

    home: Path
    database: str


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    server = os.environ.get("DATABASE_URL", "")
    name = f"demonstration_{os.environ.get('PYTEST_XDIST_TESTRUNUID', 'one')}" if server else ""

    def make(home: Path) -> None:
        home.mkdir()
        Installation(home, _free_port(), _new_database(server, name) if server else "").run("init", "--demo")

    return Demonstration(made_once(tmp_path_factory, "demonstration", make), name)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, demonstration: Demonstration) -> Iterator[Installation]:
    """A fresh installation with demo data: a SQLite file, or a database of its own on the server the tests run on."""
    port, home = _free_port(), tmp_path_factory.mktemp("home")
    shutil.copytree(demonstration.home, home, dirs_exist_ok=True)
    copy = demonstration.database
    made = Installation(home, port, _new_database(os.environ["DATABASE_URL"], f"crash_{port}", copy) if copy else "")
    yield made
    made.end_all()


def _new_database(server: str, name: str, of: str = "template1") -> str:
    """The address of a new database on a PostgreSQL server, a copy of another."""
    new = sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(of))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(new)
    parts = urlsplit(server)
    return parts._replace(path=f"/{name}").geturl()
