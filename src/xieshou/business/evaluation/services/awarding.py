"""Another score than the rule's, with its reason."""

from django.db import transaction

from xieshou.business.evaluation.models import FormState, SelfEvaluation
from xieshou.business.evaluation.services import approval, scoring
from xieshou.business.evaluation.services.fill_in import check_open, plain, take_version
from xieshou.kernel.exact import ZERO, Exact
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.schemes import load_scheme


@transaction.atomic
def self_award(
    *, actor: User, evaluation: SelfEvaluation, code: str, awarded: str, because: str, opened_version: int
) -> SelfEvaluation:
    """Another score than the rule's for one indicator or item, with the reason; an empty score goes back to the rule.

    While the form is filled in, the office proposes it; while it is reviewed, whoever holds the right to review decides.
    """
    _check_award(actor, evaluation)
    lines = {one.code: one for one in scoring.lines_of(evaluation)}
    card = scoring.card_of(evaluation, list(lines.values()))
    item = card.item(code)
    if item is None:
        raise Invalid(Problem(f"没有代码为 {code} 的项目", "指标", remedy="刷新页面再试"))
    places = load_scheme(evaluation.scheme_used).places
    asked = award_read(awarded, because, item.points, places, longest=500, remedy="写明为何不按规则的得分")
    line, held = lines.get(code), evaluation.items.get(code, {})
    before = line.value.awarded if line is not None else held.get("awarded", "")
    change = audit.Change(f"{item.words.zh} · 评定得分", before or None, asked or None)
    take_version(evaluation, opened_version, [change, audit.Change("评定理由", None, because.strip() or None)])
    if line is not None:
        value = line.value
        value.awarded, value.awarded_because = asked, because.strip() if asked else ""
        value.save()
    else:
        evaluation.items[code] = {**held, "awarded": asked, "because": because.strip() if asked else ""}
    evaluation.save()
    rule = item.by_rule.text() if item.by_rule is not None else "规则无法判断"
    told = because.strip() or "恢复按规则计分"
    audit.record(
        actor=actor, action="self.award", target=evaluation, changes=[change], reason=f"{told}（按规则 {rule}）"
    )
    return evaluation


def awarded_so_far(evaluation: SelfEvaluation, code: str) -> dict[str, str]:
    """The score given instead of the rule's and its reason; empty texts while the rule's stands."""
    value = evaluation.values.filter(indicator__code=code).first()
    if value is not None:
        return {"awarded": value.awarded, "because": value.awarded_because}
    held = evaluation.items.get(code, {})
    return {"awarded": held.get("awarded", ""), "because": held.get("because", "")}


def _check_award(actor: User, evaluation: SelfEvaluation) -> None:
    approval.follow(evaluation)
    if evaluation.state == FormState.SUBMITTED and actor.may(Permission.GOAL_REVIEW, evaluation):
        return
    check_open(actor, evaluation)


def may_award(actor: User, evaluation: SelfEvaluation) -> bool:
    """Whether the person may give another score than the rule's now."""
    if evaluation.is_editable:
        return actor.may(Permission.GOAL_EDIT, evaluation)
    return evaluation.state == FormState.SUBMITTED and actor.may(Permission.GOAL_REVIEW, evaluation)


def award_read(awarded: str, because: str, points: Exact, places: int, *, longest: int, remedy: str) -> str:
    """A typed score as exact text; empty: back to the rule. `Invalid` with what is wrong with score and reason."""
    text = plain(awarded)
    if not text:
        return ""
    number = scoring.exact(text)
    problems = []
    if number is None or not ZERO <= number <= points or number.places(places) is None:
        allowed = f"0–{points.text()} 分，最多 {places} 位小数"
        problems.append(Problem(f"“{awarded}”不能作为得分", "评定得分", allowed, "改正，或留空按规则计分"))
    if not because.strip() or len(because.strip()) > longest:
        problems.append(Problem("没有写，或太长", "评定理由", f"1–{longest} 字", remedy))
    if problems:
        raise Invalid(*problems)
    assert number is not None
    return number.text()
