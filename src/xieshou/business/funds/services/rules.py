"""Laying down an organisation's rule of money without the page: margins and flows."""

from django.db import transaction
from django.utils import timezone

from xieshou.business.funds.rule_kinds import FUNDS
from xieshou.business.rules import api as rules
from xieshou.platform.accounts.api import User
from xieshou.platform.registry.api import Organisation


@transaction.atomic
def rule_set(
    *, actor: User | None, owner: Organisation, reason: str, is_demo: bool = False, **values: int | str
) -> rules.RuleVersion:
    """The next version of the organisation's rule, from today; what is not given stays as it holds for it now."""
    found = rules.in_force(FUNDS, owner.path)
    return rules.rule_issue(
        actor=actor,
        owner=owner,
        kind=found.kind,
        values={**found.values, **values},
        valid_from=timezone.localdate(),
        reason=reason,
        opened_number=rules.newest_number(FUNDS, owner),
        is_demo=is_demo,
    )


def has_rule(owner: Organisation) -> bool:
    """Whether the organisation laid down its own."""
    return rules.newest_number(FUNDS, owner) > 0
