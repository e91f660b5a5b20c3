"""Runs the tests on PostgreSQL: `python -m tests.postgres [pytest arguments]`.

Uses the server at DATABASE_URL, or starts one of its own (pgserver, no root needed) in a temporary folder.
"""

import os
import subprocess
import sys
import tempfile

import psycopg
from psycopg import sql


def main(arguments: list[str]) -> int:
    command = [sys.executable, "-m", "pytest", *arguments]
    if "DATABASE_URL" in os.environ:
        return subprocess.call(command)
    import pgserver  # noqa: PLC0415 only where it is needed

    with tempfile.TemporaryDirectory(prefix="xieshou-pg-") as folder:
        os.chmod(folder, 0o755)
        server = pgserver.get_server(folder, cleanup_mode="stop")  # type: ignore[attr-defined]
        _hurry(server.get_uri())
        try:
            return subprocess.call(command, env={**os.environ, "DATABASE_URL": server.get_uri()})
        finally:
            server.cleanup()


def _hurry(address: str) -> None:
    """A server that is thrown away need not survive a power cut."""
    with psycopg.connect(address, autocommit=True) as server:
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "jit"):
            server.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        server.execute("SELECT pg_reload_conf()")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
