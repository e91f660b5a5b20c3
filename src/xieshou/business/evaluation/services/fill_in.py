"""What forms that are filled in share: who may, whether they are open, how long a text may be, a typed number."""

from django.db.models import Model

from xieshou.business.evaluation.models import FormState, OfYear
from xieshou.business.evaluation.services import approval
from xieshou.kernel.text import normalise
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Difference, Invalid, Problem, Refused, Stale
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit

LONGEST_TEXT = 4000


def may_fill(actor: User, form: OfYear) -> None:
    """Refuses those without the right to fill in."""
    if not actor.may(Permission.GOAL_EDIT, form):
        raise Refused(f"您可以查看，但没有在此“{Permission.GOAL_EDIT.label}”的权限")


def check_open(actor: User, form: OfYear) -> None:
    """Refuses those without the right; tells why a form cannot be changed now."""
    may_fill(actor, form)
    approval.follow(form)
    if not form.is_editable:
        remedy = (
            "等审核人批准或退回" if form.state == FormState.SUBMITTED else "已批准的表不再修改；发现差错请审核人处理"
        )
        raise Invalid(Problem(f"{form._meta.verbose_name}{FormState(form.state).label}，不能修改", remedy=remedy))


def take_version(form: OfYear, opened_version: int, changes: list[audit.Change]) -> None:
    """Takes the next version; `Stale` tells who saved meanwhile and what this person was about to change."""
    try:
        bump(form, opened_version)
    except Stale as error:
        last = audit.history_of(form).first()
        told = [Difference(one.field, str(one.before or "—"), str(one.after or "—")) for one in changes]
        raise Stale(by=last.actor_label if last is not None else error.by, differences=told) from error


def longest(model: type[Model], name: str) -> int:
    """How many characters a field takes."""
    return getattr(model._meta.get_field(name), "max_length", None) or LONGEST_TEXT


def plain(text: str) -> str:
    """A typed number without blanks, full width and the sign of per cent or points."""
    return normalise(text).removesuffix("%").removesuffix("分").strip()
