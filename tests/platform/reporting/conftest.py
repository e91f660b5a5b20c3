"""A monthly report of two figures by both counties and their headquarters, January 2020 opened."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from tests.factories.world import World
from xieshou.platform.accounts.api import User
from xieshou.platform.registry.api import Organisation
from xieshou.platform.reporting.calendar import DueUnit, PeriodKind
from xieshou.platform.reporting.models import Form, State, Submission
from xieshou.platform.reporting.services.periods import periods_open
from xieshou.platform.reporting.services.setup import assignment_add, form_save
from xieshou.platform.reporting.services.submissions import submission_approve, submission_save

FIGURES = (("visits", "互访", "人次", 0), ("funds", "资金拨付", "万元", 2))
FULL = {"visits": ("12", ""), "funds": ("3.50", "")}
IN_FEBRUARY = datetime(2020, 2, 3, tzinfo=UTC)


def form_values(owner: Organisation, **changes: Any) -> dict[str, Any]:
    """What a form is made of; monthly, three working days, from January 2020."""
    return {
        "code": "monthly",
        "name": "协作月报",
        "owner": owner,
        "cadence": PeriodKind.MONTHLY.value,
        "ledger": "",
        "instructions": "",
        "due_days": 3,
        "due_unit": DueUnit.WORKING.value,
        "due_time": time(17, 30),
        "opens_before": 5,
        "starts_on": date(2020, 1, 1),
        "ends_on": None,
        **changes,
    }


def figure_values() -> list[dict[str, Any]]:
    return [
        {"code": code, "label": label, "unit": unit, "decimals": places, "minimum": "0", "maximum": "", "note": ""}
        for code, label, unit, places in FIGURES
    ]


@dataclass(frozen=True)
class Reporting:
    """The form, and each unit's submission of January 2020."""

    world: World
    form: Form

    def of(self, unit: Organisation, code: str = "2020-01") -> Submission:
        rows = Submission.objects.select_related("owner", "form", "period__form", "opened_by")
        found: Submission = rows.get(owner=unit, period__code=code)
        return found

    def submit(self, unit: Organisation, by: User, typed: dict[str, tuple[str, str]] | None = None) -> Submission:
        row = self.of(unit)
        typed = FULL if typed is None else typed
        submission_save(actor=by, submission=row, opened_version=row.version, typed=typed, is_final=True)
        return self.of(unit)

    def approve(self, unit: Organisation, by: User) -> Submission:
        row = self.of(unit)
        submission_approve(actor=by, submission=row, opened_version=row.version)
        return self.of(unit)

    def approved(self, unit: Organisation, by: User) -> Submission:
        """Handed in by the unit and approved by the headquarters."""
        self.submit(unit, by)
        row = self.approve(unit, self.world.hq_approver)
        assert row.state == State.APPROVED
        return row


@pytest.fixture
def reporting(world: World) -> Reporting:
    form = form_save(actor=None, form=None, values=form_values(world.office), figures=figure_values())
    for unit in (world.hq, world.county_a, world.county_b):
        assignment_add(
            actor=None, form=form, organisation=unit, is_subtree=False, kinds=(), valid_from=date(2020, 1, 1)
        )
    periods_open(IN_FEBRUARY)
    return Reporting(world, form)
