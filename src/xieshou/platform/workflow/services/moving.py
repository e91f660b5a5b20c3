"""Keeping the rows (steps, tasks) in line with where the engine says the matter stands.

Every action ends here: steps that are no longer in hand are closed, new ones are opened and given to people, those that need
nobody are passed at once, and when the flow is through, the matter ends.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.inbox import api as inbox
from xieshou.platform.workflow import ending, people
from xieshou.platform.workflow.diagram import Level, Mode, StepRule
from xieshou.platform.workflow.engine import Run
from xieshou.platform.workflow.flow_files import compiled
from xieshou.platform.workflow.models import Decision, Matter, MatterState, Outcome, Step, Task, TaskKind, TaskState
from xieshou.platform.workflow.people import Candidate
from xieshou.platform.workflow.services import hands
from xieshou.platform.workflow.validation import hours_of
from xieshou.platform.workflow.workdays import due_after

PASSED = (Outcome.APPROVED, Outcome.SKIPPED)


@dataclass(frozen=True)
class Move:
    """Why a matter moves: who acted, the task that was passed on, and where a return or a direct resubmission leads.

    `back_to`: the path a return leads to, `sender`: the step that returned it. `direct`: the step that had returned the
    matter and gets it straight back.
    """

    actor: User | None
    passed: Task | None = None
    back_to: str = ""
    sender: Step | None = None
    reason: str = ""
    direct: Step | None = None


def run_of(matter: Matter) -> Run:
    """Where the matter stands."""
    return Run(compiled(matter.flow_version), matter.variables, matter.engine)


def settle(matter: Matter, run: Run, move: Move) -> None:
    """Brings rows in line with the engine and saves the matter; ends it when the flow is through."""
    while True:
        waiting = run.waiting()
        steps = {step.path: step for step in matter.steps.filter(state_open=True)}
        for path in set(steps) - set(waiting):
            close_step(steps[path], Outcome.CANCELLED)
        fresh = [path for path in waiting if path not in steps]
        if not any([_enter(matter, run, path, move) for path in fresh]):
            break
    matter.engine = run.state()
    if run.is_completed:
        end(matter, MatterState.APPROVED, actor=move.actor)
        return
    save_moved(matter)


def save_moved(matter: Matter) -> None:
    """Saves an open matter whose hands have changed; when it has got stuck, its starter and who may assign it are told."""
    was, matter.stuck_because = matter.stuck_because, stuck_reason(matter)
    matter.version += 1
    matter.save()
    if matter.stuck_because and not was:
        inbox.notice_send(
            users=[matter.started_by, *people.assigners(matter)],
            source=f"workflow.stuck:{matter.pk}",
            category="workflow.stuck",
            title=f"卡住：{matter.title}",
            url=matter.get_absolute_url(),
            target=matter,
            because=matter.stuck_because,
        )


def _enter(matter: Matter, run: Run, path: str, move: Move) -> bool:
    """Opens one step; True when it needed nobody and the matter has already gone on."""
    node = run.compiled.node(path)
    step = _new_step(matter, run, path, move)
    if _passes_directly(matter, step, move):
        last = _last_passed(matter, path, before=step)
        doer = last.tasks.exclude(decision="").order_by("id").last() if last is not None else None
        if doer is not None:
            hands.skip(step, Candidate(doer.user, doer.post, doer.principal), "退回后直达退回人，沿用此前意见")
            return _skipped(matter, run, step, move)
    chosen = _assignees(matter, step, node.rule, move)
    follower = _same_person(chosen, node.rule, move)
    if follower is not None:
        hands.skip(step, follower, "与上一步为同一人，自动跳过")
        if node.rule.mode != Mode.ALL or len(chosen) == 1:
            return _skipped(matter, run, step, move)
        chosen = [one for one in chosen if one is not follower]
    for person in chosen:
        hands.give(step, person, remind=node.rule.remind)
    return False


def _new_step(matter: Matter, run: Run, path: str, move: Move) -> Step:
    node, timer, now = run.compiled.node(path), run.compiled.timer(path), timezone.now()
    hours = hours_of(timer.duration) if timer is not None else None
    is_back = path == move.back_to
    sender = move.sender if is_back else None
    if move.direct is not None and path == move.direct.path:
        sender = move.direct.returned_by
    return Step.objects.create(
        matter=matter,
        path=path,
        name=node.name,
        mode=node.rule.mode,
        opened_at=now,
        due_at=due_after(now, node.rule.days),
        limit_at=now + timedelta(hours=hours) if hours is not None else None,
        returned_by=sender,
        return_reason=move.reason[:500] if is_back else "",
    )


def _skipped(matter: Matter, run: Run, step: Step, move: Move) -> bool:
    close_step(step, Outcome.SKIPPED)
    audit.record(actor=None, action="matter.skip", target=matter, reason=step.name)
    run.complete(step.path)
    return True


def _passes_directly(matter: Matter, step: Step, move: Move) -> bool:
    if move.direct is None or step.path == move.direct.path:
        return False
    return _last_passed(matter, step.path, before=step) is not None


def _last_passed(matter: Matter, path: str, *, before: Step) -> Step | None:
    """The last visit to a step, when it was passed; what was sent back from there does not count."""
    ended = [*PASSED, Outcome.RETURNED, Outcome.REJECTED, Outcome.TAKEN_BACK]
    last = matter.steps.filter(path=path, pk__lt=before.pk, outcome__in=ended).order_by("-id").first()
    return last if last is not None and last.outcome in PASSED else None


def _assignees(matter: Matter, step: Step, rule: StepRule, move: Move) -> list[Candidate]:
    earlier = _earlier_doers(matter, step)
    if move.direct is not None and step.path == move.direct.path:
        found = _missing_signers(matter, rule, move.direct) or earlier or people.candidates(matter, rule)
    elif step.path == move.back_to and earlier and rule.mode != Mode.ALL:
        found = earlier
    else:
        found = people.candidates(matter, rule)
    if rule.mode == Mode.SINGLE and len(found) > 1:
        found = [_one_of(found, earlier, move)]
    return once_each([people.standing_in(one) for one in found], rule)


def once_each(found: list[Candidate], rule: StepRule) -> list[Candidate]:
    """Nobody twice; but whoever signs for another in a countersignature signs for both, separately."""
    each: dict[object, Candidate] = {}
    for one in found:
        each.setdefault((one.user.pk, one.principal) if rule.mode == Mode.ALL else one.user.pk, one)
    return list(each.values())


def _missing_signers(matter: Matter, rule: StepRule, returned: Step) -> list[Candidate]:
    """Who must still agree where it was returned: the returner, and of a countersignature all who had not yet agreed."""
    then = list(returned.tasks.filter(state=TaskState.DONE).select_related("user", "principal", "post"))
    found = {one.user.pk: one for one in (_as_candidate(task) for task in then if task.decision == Decision.RETURNED)}
    if rule.mode == Mode.ALL:
        agreed = {
            (task.principal or task.user).pk for task in then if task.decision in {Decision.APPROVED, Decision.SKIPPED}
        }
        found |= {one.user.pk: one for one in people.candidates(matter, rule) if one.user.pk not in agreed | set(found)}
    return [one for one in found.values() if one.user.is_active]


def _as_candidate(task: Task) -> Candidate:
    return Candidate(task.principal or task.user, task.post)


def _earlier_doers(matter: Matter, step: Step) -> list[Candidate]:
    """Who did this step before in this matter, where they still can."""
    last = matter.steps.filter(path=step.path, pk__lt=step.pk, tasks__state=TaskState.DONE).order_by("-id").first()
    if last is None:
        return []
    done = last.tasks.filter(state=TaskState.DONE, kind=TaskKind.MAIN).select_related("user", "principal", "post")
    people_then = {one.user.pk: one for one in map(_as_candidate, done) if one.user.is_active}
    return list(people_then.values())


def _one_of(found: list[Candidate], earlier: list[Candidate], move: Move) -> Candidate:
    known = {one.user.pk for one in earlier}
    again = [one for one in found if one.user.pk in known]
    if not again and move.passed is not None:
        again = [one for one in found if one.user.pk == move.passed.user_id]
    return again[0] if again else people.least_busy(found)


def _same_person(chosen: list[Candidate], rule: StepRule, move: Move) -> Candidate | None:
    """The one among the assignees who has just passed the matter on, when that lets the step be skipped."""
    if move.passed is None or not rule.is_skipped_for_same or rule.level == Level.STARTER or move.direct is not None:
        return None
    passed = (move.passed.user_id, move.passed.principal_id)
    return next((one for one in chosen if (one.user.pk, one.principal and one.principal.pk) == passed), None)


def close_step(step: Step, outcome: Outcome) -> None:
    """Ends a visit; whoever still had a part in it need not do it any more."""
    for task in step.tasks.filter(state__in=[TaskState.OPEN, TaskState.HELD]).select_related("user"):
        task.matter = step.matter
        hands.cancel(task)
    step.state_open, step.outcome, step.closed_at = False, outcome, timezone.now()
    step.save(update_fields=["state_open", "outcome", "closed_at"])


def end(matter: Matter, state: MatterState, *, actor: User | None, reason: str = "") -> None:
    """The matter is through: rows closed, log, the starter told, other apps called."""
    for step in matter.steps.filter(state_open=True):
        step.matter = matter
        close_step(step, Outcome.CANCELLED)
    matter.state, matter.ended_at, matter.stuck_because = state, timezone.now(), ""
    matter.version += 1
    matter.save()
    audit.record(actor=actor, action="matter.end", target=matter, reason=f"{state.label}。{reason}".strip("。"))
    if actor != matter.started_by:
        inbox.notice_send(
            users=[matter.started_by],
            source=f"workflow.matter:{matter.pk}",
            category="workflow.ended",
            title=f"{state.label}：{matter.title}",
            url=matter.get_absolute_url(),
            target=matter,
            because=reason,
        )
    ending.tell(matter, actor)


def stuck_reason(matter: Matter) -> str:
    """Why nobody has an open matter; empty while somebody does in every open step."""
    active = Task.objects.filter(state=TaskState.OPEN, user__is_active=True, step__matter=matter)
    having = set(active.values_list("step_id", flat=True))
    without = [step for step in matter.steps.filter(state_open=True) if step.pk not in having]
    if not without:
        return ""
    names = "、".join(step.name for step in without)
    return f"“{names}”没有人能办：{_wanted(matter, without)}。{what_to_do(matter)}"[:300]


def _wanted(matter: Matter, steps: list[Step]) -> str:
    """Whom the steps want; where somebody holds the post and only the account was closed, that is said."""
    found = []
    for step in steps:
        rule = compiled(matter.flow_version).node(step.path).rule
        has_holder = rule.level == Level.STARTER or bool(people.candidates(matter, rule))
        found.append("原办理人的账号已停用" if has_holder else people.vacancy(matter, rule))
    return "；".join(dict.fromkeys(found))


def what_to_do(matter: Matter) -> str:
    """The way on when a post is empty: who may assign somebody now, or that the post be filled."""
    names = "、".join(str(one) for one in people.assigners(matter))
    asked = f"请督办人（{names}）指派" if names else "没有督办人"
    return f"{asked}，或请管理员任命；任命后自动转给新任"
