"""kill -9 in the middle: what was committed stays, nothing is half done, and the work is taken up again."""

import hashlib
import os
import threading
from collections.abc import Iterator

import pytest

from tests.crash.conftest import Browser, Installation

WHO = "kashi-handler"
ROWS = 2500
ASK = f"""
from xieshou.platform.accounts.api import Post, User
from xieshou.platform.exchange.api import export_ask, import_apply, import_begin
from xieshou.platform.jobs import api as jobs
from xieshou.platform.ledger.api import ledger_named
from xieshou.platform.ledger.exporting import LedgerSource
from xieshou.platform.ledger.importing import LedgerTarget
from django.core.files.uploadedfile import SimpleUploadedFile
user = User.objects.get(username={WHO!r})
owner = Post.objects.get(user=user).organisation
ledger = ledger_named("training")
"""


@pytest.fixture(scope="module", autouse=True)
def _log_is_whole(installation: Installation) -> Iterator[None]:
    """After everything below, the log still verifies."""
    yield
    assert "没有被改动或删除" in installation.run("audit", "verify")


def test_it_imports_everything_once_and_exports_nothing_by_half_though_the_worker_was_killed(
    installation: Installation,
) -> None:
    installation.python(
        ASK
        + f"rows = ''.join(f'演示数据 第 {{n}} 期,编号 {{owner.pk}},2020-03-01,{{n}}\\n' for n in range({ROWS}))\n"
        + "file = SimpleUploadedFile('培训.csv', ('名称,责任单位,日期,培训人次\\n' + rows).encode())\n"
        + "batch = import_begin(actor=user, target=LedgerTarget(ledger), upload=file)\n"
        + "jobs.work_until_idle(); batch.refresh_from_db()\n"
        + "import_apply(actor=user, batch=batch, duplicates='skip', is_partial=False)"
    )
    mine = "select count(*) from talent_trainingsession where batch_id is not null and state = "
    worker = installation.start("work")
    installation.until(f"{mine} 'pending'")
    installation.kill(worker)
    assert installation.stored(f"{mine} 'live'") == [(0,)]

    installation.start("work")
    installation.until("select state = 'applied' from exchange_importbatch")
    assert installation.stored(f"{mine} 'live'") == [(ROWS,)]
    assert installation.stored(
        "select count(*), sum(persons) from talent_trainingsession where batch_id is not null"
    ) == [(ROWS, ROWS * (ROWS - 1) // 2)]
    assert installation.stored("select attempts from jobs_job where kind = 'exchange.apply'") == [(2,)]
    _never_offers_half_an_export(installation)  # of the rows just imported


def _never_offers_half_an_export(installation: Installation) -> None:
    installation.end_all()
    installation.python(
        ASK
        + "export_ask(actor=user, source=LedgerSource(ledger), title='培训', file_format='xlsx',\n"
        + "  arguments={'query': '', 'columns': [column.name for column in ledger.columns]})"
    )
    worker = installation.start("work")
    installation.until("select state = 'running' from jobs_job where kind = 'exchange.export'")
    installation.kill(worker)
    exports = installation.home / "files" / "exports"
    [(digest,)] = installation.stored("select sha256 from exchange_exportfile")
    assert digest or not list(exports.glob("*.xlsx"))

    installation.start("work")
    digest = installation.until("select sha256 from exchange_exportfile")
    [offered] = exports.glob("*.xlsx")
    assert hashlib.sha256(offered.read_bytes()).hexdigest() == digest
    assert installation.stored("select row_count >= ? from exchange_exportfile".replace("?", str(ROWS))) == [(1,)]
    assert not list(exports.glob("*.part"))


def test_it_decides_each_matter_wholly_or_not_at_all(installation: Installation) -> None:
    installation.end_all()
    approver = installation.python(
        ASK
        + "from xieshou.platform.workflow.api import FlowDefinition, Task, matter_start\n"
        + "for post in Post.objects.filter(role__code='approver').select_related('organisation'):\n"
        + "  starter = Post.objects.filter(organisation=post.organisation, role__code='clerk').first()\n"
        + "  if starter: break\n"
        + "user, owner = starter.user, post.organisation\n"
        + "flow = FlowDefinition.objects.get(code='two-step')\n"
        + "for n in range(24): matter_start(actor=user, flow=flow, title=f'演示数据 {n}', owner=owner)\n"
        + "print(Task.objects.filter(state='open').first().user.username)"
    )
    server, browser = installation.serve(), installation.signed_in(approver)
    waiting = installation.stored("select t.id from workflow_task t where t.state = 'open'")
    threads = [threading.Thread(target=_approve, args=(browser, task)) for (task,) in waiting]
    for thread in threads:
        thread.start()
    installation.until("select count(*) > 2 from workflow_task where decision = 'approved'")
    installation.kill(server)
    for thread in threads:
        thread.join()

    decided = "select matter_id from workflow_task where decision = 'approved'"
    logged = "select cast(target_id as integer) from audit_entry where action = 'matter.approve'"
    assert sorted(installation.stored(decided)) == sorted(installation.stored(logged))
    lost = "select count(*) from workflow_matter m where m.state = 'open' and m.stuck_because = '' and not exists "
    assert installation.stored(
        f"{lost} (select 1 from workflow_task t where t.matter_id = m.id and t.state = 'open')"
    ) == [(0,)]
    installation.serve()
    left = installation.stored(
        f"select t.id from workflow_task t join accounts_user u on u.id = t.user_id "
        f"where t.state = 'open' and u.username = '{approver}'"
    )
    assert [_approve(browser, task) for (task,) in left] == [302] * len(left)


PAYMENTS = 12
ASK_PAYMENTS = f"""
from xieshou.business.funds import api as funds
from xieshou.business.funds.services.rules import rule_set
from xieshou.business.projects.models import Project
from xieshou.platform.accounts.api import Post
for post in Post.objects.filter(role__code='approver').select_related('organisation', 'user'):
  starter = Post.objects.filter(organisation=post.organisation, role__code='clerk').first()
  if starter: break
owner = post.organisation
rule_set(actor=None, owner=owner, reason='演示', payment_flow='two-step', margin_percent=100, prepayment_percent=100)
known = dict(nature='service', category='education', stage='running', estimate_fen=1000000, is_demo=True)
project = Project.objects.create(code='crash', name='演示', owner=owner, place=owner.region, **known)
budget = funds.budget_set(actor=None, project=project, year=2025, initial_fen=1000000, is_demo=True)
for n in range({PAYMENTS}): funds.payment_ask(actor=starter.user, budget=budget, amount_fen=100, purpose=f'演示拨付 {{n}}')
print(post.user.username)
"""


def test_it_approves_each_payment_together_with_its_matter_or_not_at_all(installation: Installation) -> None:
    installation.end_all()
    approver = installation.python(ASK_PAYMENTS)
    server, browser = installation.serve(), installation.signed_in(approver)
    open_tasks = (
        "select t.id from workflow_task t join workflow_matter m on m.id = t.matter_id join accounts_user u "
        f"on u.id = t.user_id where t.state = 'open' and m.kind = 'funds.payment' and u.username = '{approver}'"
    )
    waiting = installation.stored(open_tasks)
    assert len(waiting) == PAYMENTS
    threads = [threading.Thread(target=_approve, args=(browser, task)) for (task,) in waiting]
    for thread in threads:
        thread.start()
    installation.until("select count(*) > 2 from funds_payment where purpose like '演示拨付%' and state = 'approved'")
    installation.kill(server)
    for thread in threads:
        thread.join()

    asked = "select id from funds_payment where purpose like '演示拨付%'"
    paid = sorted(installation.stored(f"{asked} and state = 'approved'"))
    ended = f"select object_id from workflow_matter where state = 'approved' and object_id in ({asked}) and kind = "
    key = "cast(target_id as bigint)"
    logged = f"select {key} from audit_entry where action = 'payment.end' and {key} in ({asked})"
    assert sorted(installation.stored(f"{ended} 'funds.payment'")) == paid
    assert sorted(installation.stored(logged)) == paid
    installation.serve()
    left = installation.stored(open_tasks)
    assert len(left) == PAYMENTS - len(paid)
    assert [_approve(browser, task) for (task,) in left] == [302] * len(left)


def _approve(browser: Browser, task: int) -> int:
    try:
        return browser.ask("POST", f"/workflow/tasks/{task}/approve/", {"comment": "同意"})[0]
    except OSError:
        return 0  # killed in the middle: the person does not know, the database does


def test_it_goes_on_with_an_upload_after_the_server_was_killed(installation: Installation) -> None:
    installation.end_all()
    server = installation.serve()
    browser, data = installation.signed_in(WHO), b"text " + os.urandom(300_000).hex().encode()
    _, begun = browser.json("POST", "/evidence/uploads/", {"name": "意见.txt", "size": len(data)})
    address, octets = f"/evidence/uploads/{begun['id']}/", {"Content-Type": "application/octet-stream"}
    assert browser.ask("PATCH", address, data[:200_000], {"Upload-Offset": "0", **octets})[0] == 200
    installation.kill(server)

    installation.serve()
    received = browser.json("GET", address)[1]["received"]
    assert received == 200_000
    assert browser.ask("PATCH", address, data[received:], {"Upload-Offset": str(received), **octets})[0] == 200
    [(owner,)] = installation.stored(
        f"select p.organisation_id from accounts_post p join accounts_user u on u.id = p.user_id where u.username = '{WHO}'"
    )
    status, body = browser.ask("POST", f"{address}finish/", {"owner": str(owner), "title": "意见"})
    assert status == 201, body
    assert hashlib.sha256(data).hexdigest().encode() in body
