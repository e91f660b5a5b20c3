"""A project's money as its page and its section of the project's page show it."""

from datetime import date
from typing import Any

from django.utils import timezone

from xieshou.business.funds import balances, fund_block, selectors
from xieshou.business.projects import api as projects
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import User

HALTED = (projects.Stage.SUSPENDED, projects.Stage.TERMINATED)  # nothing is paid for it now


def project_money(user: User, project: projects.Project) -> dict[str, Any]:
    """What the page of a project's money and its panel show."""
    rows = list(selectors.budgets_of(project))
    accounts = balances.accounts_of(rows)
    today = timezone.localdate()
    days = {row.year: max(today, date(row.year, 12, 31)) for row in rows}  # the newest year first, as the rows are
    return {
        "budgets": [(row, accounts[row.pk]) for row in rows],
        "blocks": list(fund_block.fund_blocks(rows, days).items()),
        "may_budget": selectors.may_arrange(user, project),
        "may_ask": user.may(Permission.PAYMENT_ASK, project),
        "may_pay": user.may(Permission.PAYMENT_ASK, project) and project.stage not in HALTED,
        "seen_sources": {row.source_id for row in rows if row.source and user.may(Permission.FUND_READ, row.source)},
    }
