"""A PostgreSQL server that cuts every connection and refuses new ones, as one that is stopped: told, nothing lost, work again."""

import os
import time
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from tests.crash.conftest import Installation
from tests.crash.test_kill import ASK

pytestmark = pytest.mark.skipif(
    "DATABASE_URL" not in os.environ, reason="a file has no server that could stop; runs on PostgreSQL"
)


def _let_in(installation: Installation, *, is_open: bool) -> None:
    """Opens or shuts the installation's database; what is connected when it shuts is cut off."""
    name = urlsplit(installation.database).path[1:]
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        shut = sql.SQL("alter database {} allow_connections {}").format(sql.Identifier(name), sql.Literal(is_open))
        server.execute(shut)
        if not is_open:
            server.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [name])


def test_it_says_so_while_the_server_is_away_and_goes_on_when_it_is_back(installation: Installation) -> None:
    installation.serve()
    browser = installation.signed_in("kashi-handler")
    assert browser.ask("GET", "/ledger/training/")[0] == 200
    kept = installation.stored("select count(*) from talent_trainingsession")
    _let_in(installation, is_open=False)
    for _ in range(3):
        status, page = browser.ask("GET", "/ledger/training/")
        assert (status, "数据库暂时" in page.decode()) == (503, True)
    _let_in(installation, is_open=True)
    assert browser.ask("GET", "/ledger/training/")[0] == 200
    assert installation.stored("select count(*) from talent_trainingsession") == kept


def test_the_worker_takes_up_its_jobs_when_the_server_is_back(installation: Installation) -> None:
    installation.end_all()
    export = (
        "export_ask(actor=user, source=LedgerSource(ledger), title='培训', file_format={!r},\n"
        "  arguments={{'query': '', 'columns': ['title']}})"
    )
    done = "select count(*) = {} from jobs_job where kind = 'exchange.export' and state = 'done'"
    installation.python(ASK + export.format("csv"))
    worker = installation.start("work")
    installation.until(done.format(1))
    _let_in(installation, is_open=False)
    time.sleep(1)  # it asks twice a second: meanwhile it is refused
    _let_in(installation, is_open=True)
    installation.python(ASK + export.format("xlsx"))
    installation.until(done.format(2))
    assert worker.poll() is None
