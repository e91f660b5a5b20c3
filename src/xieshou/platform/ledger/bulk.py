"""One change to very many records: a job that may be taken up again, because what is set already is not set twice."""

from typing import Any

from django.http import QueryDict

from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import User
from xieshou.platform.jobs import api as jobs
from xieshou.platform.ledger import filters as narrowing
from xieshou.platform.ledger import services
from xieshou.platform.ledger.declaration import Ledger, ledger_named

CHUNK = 100


def change(user: User, ledger: Ledger, pks: list[int], arguments: dict[str, str]) -> services.BulkOutcome:
    """Sets one column, or deletes, as `arguments` say."""
    if arguments["action"] == "delete":
        return services.records_bulk_delete(actor=user, ledger=ledger, pks=pks, reason=arguments["reason"])
    values = {arguments["column"]: arguments["value"]}
    return services.records_bulk_update(actor=user, ledger=ledger, pks=pks, values=values, reason=arguments["reason"])


def ask(*, actor: User, ledger: Ledger, pks: list[int], query: str, arguments: dict[str, str]) -> jobs.Job:
    """Queues the change of the given records, or, without any, of all that an address keeps."""
    verb = "批量删除" if arguments["action"] == "delete" else "批量修改"
    return jobs.job_ask(
        actor=actor,
        kind="ledger.bulk",
        title=f"{ledger.label}：{verb}",
        arguments={"ledger": ledger.slug, "pks": pks, "query": query, **arguments},
    )


@jobs.handler("ledger.bulk")
def work(progress: jobs.Progress) -> dict[str, Any]:
    """Goes through the records by key; each is changed in its own transaction, failures are listed."""
    arguments = progress.job.arguments
    ledger, user = ledger_named(arguments["ledger"]), User.objects.get(jobs=progress.job)
    filters = narrowing.read(ledger, QueryDict(arguments["query"]).dict())
    rows = narrowing.rows(ledger, user, filters, Permission.RECORD_EDIT).order_by("pk")
    if arguments["pks"]:
        rows = rows.filter(pk__in=arguments["pks"])
    total, done, changed, last = rows.count(), 0, 0, 0
    while pks := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:CHUNK]):
        outcome = change(user, ledger, pks, arguments)
        for where, why in outcome.failures:
            progress.fail_row(where, why)
        changed, done, last = changed + outcome.changed, done + len(pks), pks[-1]
        progress.tell(done, total, "修改记录")
    return {"changed": changed, "next_url": f"/ledger/{ledger.slug}/", "next_label": ledger.label}
