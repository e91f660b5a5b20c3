"""事前绩效评估 (JX01): five criteria, a conclusion, approval; the gate before goals and budget."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from xieshou.business.evaluation.models import ExAnte, ExAnteConclusion, FormState, GoalSet
from xieshou.business.evaluation.rule_kinds import EX_ANTE, data
from xieshou.business.evaluation.services import approval
from xieshou.business.evaluation.services.approval import FormKind, check_editable
from xieshou.business.evaluation.services.fill_in import take_version
from xieshou.business.projects.api import Project
from xieshou.business.rules.api import InForce, in_force, kept
from xieshou.kernel.exact import ZERO, Exact, NotExactError, total
from xieshou.kernel.text import normalise
from xieshou.kernel.wording import Words
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import api as evidence
from xieshou.platform.exchange.api import cells

KIND = "evaluation.ex_ante"
LONGEST = 2000
PASSING = (ExAnteConclusion.SUPPORT, ExAnteConclusion.AMEND)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One of the five, with its points and the questions to answer."""

    code: str
    words: Words
    points: Exact
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """What the office assesses and from when. `threshold_fen`: the estimate from which a new project is assessed."""

    criteria: tuple[Criterion, ...]
    threshold_fen: int
    natures: frozenset[str]
    support_from: Exact
    amend_from: Exact
    source: str
    rule: InForce

    @property
    def threshold_wan(self) -> str:
        """The amount in 万元, exact, without empty decimals."""
        return cells.money(self.threshold_fen, "万元").removesuffix(".00")

    @property
    def points(self) -> Exact:
        """All points together."""
        return total([one.points for one in self.criteria])


def rules_of(found: InForce) -> Rules:
    """The assessment by a version."""
    words = {one["code"]: Words(one["zh"], one["en"]) for one in data()["criteria"]}
    criteria = tuple(
        Criterion(one["code"], words[one["code"]], Exact(one["points"]), tuple(one["questions"]))
        for one in found.values["criteria"]
    )
    return Rules(
        criteria,
        found.values["threshold_fen"],
        frozenset(found.values["natures"]),
        Exact(found.values["support_from"]),
        Exact(found.values["amend_from"]),
        data()["source"] if found.version is None else f"{found.named}　{found.version.basis}".strip(),
        found,
    )


def rules_for(form: ExAnte) -> Rules:
    """The rules an assessment is done by: those of the day it was begun."""
    return rules_of(kept(EX_ANTE, form.rule))


def rules_now(owner_path: str) -> Rules:
    """The rules in force for a unit, for the gate and for new assessments."""
    return rules_of(in_force(EX_ANTE, owner_path))


def connect() -> None:
    """Assessments follow their approval."""
    approval.register(FormKind(KIND, "ex_ante", _approved))


# --- the gate ---


def ex_ante_needed(project: Project, year: int) -> bool:
    """Whether the project must be assessed before the year: new, and its estimate reaches the amount.

    Continued projects and those that had approved goals in an earlier year are not new. An estimate that is not known
    is no small one: see `may_ask_budget`.
    """
    rules = rules_now(project.owner_path)
    return _is_new(project, year, rules) and (project.estimate_fen or 0) >= rules.threshold_fen


def _is_new(project: Project, year: int, rules: Rules) -> bool:
    if project.nature not in rules.natures:
        return False
    before = GoalSet.objects.filter(project=project, year__lt=year)
    return not before.filter(state__in=[FormState.APPROVED, FormState.SUPERSEDED]).exists()


def passed(project: Project, year: int) -> ExAnte | None:
    """The approved assessment that supports the project, of the year or before; None: there is none."""
    rows = ExAnte.objects.filter(project=project, year__lte=year, state=FormState.APPROVED, conclusion__in=PASSING)
    return rows.order_by("-year", "-pk").first()


def may_ask_budget(project: Project, year: int) -> list[Problem]:
    """What stands against asking for a budget (and approving goals); empty: nothing."""
    where = "事前绩效评估"
    if passed(project, year) is not None:
        return []
    rules = rules_now(project.owner_path)
    if not _is_new(project, year, rules):
        return []
    if project.estimate_fen is None:
        return [Problem("没有估算总投资，不能判断要不要评估", where, remedy="先在项目中填写估算总投资")]
    if project.estimate_fen < rules.threshold_fen:
        return []
    what = f"新增项目估算达到 {rules.threshold_wan} 万元，还没有通过事前绩效评估（{rules.rule.named}）"
    refused = ExAnte.objects.filter(project=project, year__lte=year, state=FormState.APPROVED).exists()
    if refused:
        what = "事前绩效评估的结论是不予支持"
    return [
        Problem(what, where, "结论为“予以支持”或“调整完善后支持”并经批准", "先做事前绩效评估，批准后再报目标和预算")
    ]


# --- the form ---


@transaction.atomic
def ex_ante_create(*, actor: User, project: Project, year: int) -> ExAnte:
    """A new assessment; where an earlier one of the year did not support the project it is replaced."""
    form = ExAnte(project=project, owner=project.owner, place=project.place, year=year, is_demo=project.is_demo)
    form.owner_path, form.place_path = project.owner_path, project.place_path
    if not actor.may(Permission.GOAL_EDIT, form):
        raise Refused(f"您没有为“{project.owner}”“{Permission.GOAL_EDIT.label}”的权限")
    refused = ExAnte.objects.filter(project=project, year=year, state=FormState.APPROVED)
    for old in refused.filter(conclusion=ExAnteConclusion.REFUSE):
        old.state = FormState.SUPERSEDED
        old.version += 1
        old.save()
        audit.record(actor=actor, action="ex_ante.supersede", target=old)
    rules = rules_now(form.owner_path)
    form.rule = rules.rule.version
    form.criteria = [{"code": one.code, "score": "", "words": ""} for one in rules.criteria]
    try:
        with transaction.atomic():
            form.save()
    except IntegrityError as error:
        raise Invalid(Problem(f"{form}已经建立", "年度", remedy="打开已有的评估填报")) from error
    audit.record(actor=actor, action="ex_ante.create", target=form)
    return form


@transaction.atomic
def ex_ante_save(
    *,
    actor: User,
    form: ExAnte,
    opened_version: int,
    criteria: Mapping[str, Mapping[str, str]],
    conclusion: str = "",
    words: str = "",
    assessed_on: date | None = None,
) -> ExAnte:
    """Keeps the assessment, complete or not. `criteria`: by code, `score` and `words` as typed."""
    check_editable(actor, form)
    rules = rules_for(form)
    entered = [_entered(one, criteria.get(one.code, {})) for one in rules.criteria]
    if problems := _cell_problems(entered, words, rules):
        raise Invalid(*problems)
    before = _facts(form)
    form.criteria, form.conclusion = entered, conclusion
    form.words, form.assessed_on = words.strip(), assessed_on
    changes = audit.changed_fields(before, _facts(form), {name: name for name in {**before, **_facts(form)}})
    take_version(form, opened_version, changes)
    form.save()
    if changes:
        audit.record(actor=actor, action="ex_ante.save", target=form, changes=changes)
    return form


@transaction.atomic
def ex_ante_cite(*, actor: User, form: ExAnte, evidence_file: evidence.Evidence, proves: str) -> None:
    """Says that the assessment rests on a piece of evidence, while it is open."""
    check_editable(actor, form)
    evidence.cite(actor=actor, evidence=evidence_file, record=form, proves=proves)


@transaction.atomic
def ex_ante_delete(*, actor: User, form: ExAnte, opened_version: int) -> None:
    """Throws away a draft that was never submitted."""
    check_editable(actor, form)
    if form.submitted_at is not None:
        raise Invalid(Problem("已经提交过的评估不能删除", remedy="改好后重新提交，或请审核人处理"))
    bump(form, opened_version)
    audit.record(actor=actor, action="ex_ante.delete", target=form)
    form.delete()


def _entered(criterion: Criterion, typed: Mapping[str, str]) -> dict[str, str]:
    score = normalise(str(typed.get("score", ""))).removesuffix("分")
    return {"code": criterion.code, "score": score, "words": str(typed.get("words", "")).strip()}


def _facts(form: ExAnte) -> dict[str, str]:
    names = {one.code: one.words.zh for one in rules_for(form).criteria}
    facts = {}
    for one in form.criteria:
        name = names.get(one["code"], one["code"])
        facts[f"{name}得分"], facts[f"{name}意见"] = one["score"], one["words"]
    label = dict(ExAnteConclusion.choices).get(form.conclusion, "")
    return {**facts, "评估结论": str(label), "评估意见": form.words, "评估日期": str(form.assessed_on or "")}


def score_of(text: str) -> Exact | None:
    """A score as typed; None when it is no plain number."""
    try:
        return Exact.read(text)
    except NotExactError:
        return None


def _cell_problems(entered: list[dict[str, str]], words: str, rules: Rules) -> list[Problem]:
    found = []
    for criterion, one in zip(rules.criteria, entered, strict=True):
        score = score_of(one["score"])
        allowed = f"0 到 {criterion.points} 的数"
        if one["score"] and (score is None or not ZERO <= score <= criterion.points):
            found.append(Problem(f"“{one['score']}”不能作得分", f"{criterion.words.zh}得分", allowed))
        if len(one["words"]) > LONGEST:
            found.append(Problem(f"有 {len(one['words'])} 字", f"{criterion.words.zh}意见", f"不超过 {LONGEST} 字"))
    if len(words) > LONGEST:
        found.append(Problem(f"有 {len(words)} 字", "评估意见", f"不超过 {LONGEST} 字"))
    return found


def total_of(form: ExAnte) -> Exact | None:
    """The sum of the scores; None while one is missing."""
    scores = [score_of(one["score"]) for one in form.criteria]
    return None if None in scores or not scores else total([one for one in scores if one is not None])


def suggested(form: ExAnte) -> str:
    """The conclusion that the total suggests; empty while there is no total."""
    reached, rules = total_of(form), rules_for(form)
    if reached is None:
        return ""
    if reached >= rules.support_from:
        return ExAnteConclusion.SUPPORT
    return ExAnteConclusion.AMEND if reached >= rules.amend_from else ExAnteConclusion.REFUSE


@transaction.atomic
def ex_ante_submit(*, actor: User, form: ExAnte, opened_version: int) -> ExAnte:
    """Sends a complete assessment to its reviewers."""
    check_editable(actor, form)
    if problems := submit_problems(form):
        raise Invalid(*problems)
    bump(form, opened_version)
    approval.form_submit(actor=actor, form=form, kind=KIND)
    return form


def submit_problems(form: ExAnte) -> list[Problem]:
    """Everything that is missing."""
    found = []
    by_code = {one["code"]: one for one in form.criteria}
    for criterion in rules_for(form).criteria:
        one = by_code.get(criterion.code, {})
        if not one.get("score"):
            found.append(Problem("没有打分", f"{criterion.words.zh}得分", f"0 到 {criterion.points} 的数"))
        if not one.get("words"):
            found.append(Problem("没有写意见", f"{criterion.words.zh}意见", remedy="写明依据和判断"))
    if not form.conclusion:
        found.append(Problem("没有选择", "评估结论", "、".join(map(str, ExAnteConclusion.labels))))
    elif not form.words and form.conclusion != suggested(form):
        label = dict(ExAnteConclusion.choices).get(suggested(form), "—")
        found.append(Problem(f"结论与总分不符（按分数线是“{label}”），没有说明", "评估意见", remedy="写明理由"))
    if form.assessed_on is None:
        found.append(Problem("没有填写", "评估日期", "日期"))
    return found


@transaction.atomic
def ex_ante_return(*, actor: User, form: ExAnte, reason: str) -> ExAnte:
    """Sends the assessment back, with why."""
    approval.form_return(actor=actor, form=form, kind=KIND, reason=reason)
    return form


@transaction.atomic
def ex_ante_pass(*, actor: User, form: ExAnte, comment: str = "", opened_version: int | None = None) -> ExAnte:
    """The reviewer agrees with the assessment and its conclusion."""
    approval.follow(form)
    approval.form_pass(actor=actor, form=form, comment=comment, opened_version=opened_version)
    return form


def _approved(form: ExAnte, actor: User | None) -> None:
    """Nothing more follows: the gate looks for the approved assessment."""
