"""What the tests of rules share."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.factories.world import World
from xieshou.business.rules import choosing, shape
from xieshou.business.rules.api import RuleVersion, newest_number, rule_issue
from xieshou.platform.registry.api import Organisation
from xieshou.platform.workflow.api import load_builtin_flows

REASON = "经主任办公会议定"


def day(days: int = 0) -> date:
    """So many days from today."""
    return timezone.localdate() + timedelta(days=days)


def issued(code: str, owner: Organisation, starts: date | None = None, **changed: Any) -> RuleVersion:
    """The unit's next version: what holds for it now, changed."""
    found = choosing.in_force(code, owner.path)
    return rule_issue(
        actor=None,
        owner=owner,
        kind=found.kind,
        values={**found.values, **changed},
        valid_from=starts or day(),
        reason=REASON,
        opened_number=newest_number(code, owner),
    )


def posted(code: str, owner: Organisation, **changed: str) -> dict[str, str]:
    """What the form sends: as it was opened, with cells changed by their names."""
    found = choosing.in_force(code, owner.path)
    typed = shape.typed_of(found.kind.shape(), found.values)
    sent = {**typed.entries, "valid_from": day().isoformat(), "reason": REASON, "basis": "", "opened_number": "0"}
    for table, rows in typed.tables.items():
        sent[f"{table}-count"] = str(len(rows) + 1)
        sent |= {f"{table}-{at}-{name}": text for at, row in enumerate(rows) for name, text in row.items()}
    return sent | changed


@pytest.fixture(autouse=True)
def _flows(world: World) -> None:
    load_builtin_flows()
