"""A place of its own for a bench: a fresh database, made for the run and removed after it, and a process in it."""

import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import click

from xieshou.commands.output import WRONG_INPUT
from xieshou.commands.platform import start_django, write_secrets


def measured_apart(module: str, server: str, *arguments: int) -> dict[str, Any]:
    """What a module's `main` tells as the last line of JSON, run with a database of its own.

    `server`: URL of a PostgreSQL server; empty: SQLite. Ends the command when it could not be measured.
    """
    with tempfile.TemporaryDirectory(prefix="xieshou-bench-") as folder, fresh_database(server, folder) as url:
        write_secrets(Path(folder))
        environment = {**os.environ, "XIESHOU_HOME": folder, "DATABASE_URL": url, "XIESHOU_LOG_LEVEL": "ERROR"}
        for name in ("XIESHOU_SECRET_KEY", "XIESHOU_FIELD_KEYS"):
            environment.pop(name, None)
        command = [sys.executable, "-m", module, *(str(one) for one in arguments)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            click.echo(f"没有测成：{done.stderr.strip()[-2000:]}", err=True)
            sys.exit(WRONG_INPUT)
        told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return told


@contextmanager
def fresh_database(server: str, folder: str) -> Iterator[str]:
    """A fresh database: a file, or one on the server that is dropped afterwards."""
    if not server:
        yield f"sqlite:///{folder}/bench.sqlite3"
        return
    import psycopg  # noqa: PLC0415 only where PostgreSQL is measured

    name = f"xieshou_bench_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            parts = urlsplit(server)
            yield urlunsplit(parts._replace(path=f"/{name}"))
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def prepared() -> None:
    """Inside that process: Django started, the database's tables made."""
    start_django()
    from django.core.management import call_command  # noqa: PLC0415 Django has only now been started

    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def analysed() -> None:
    """Lets the database look at what was filled in."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
