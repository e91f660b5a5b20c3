"""Posts that a flow wants and nobody holds: told at submission for every step ahead, and taken up again when filled."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from xieshou.platform.audit import api as audit
from xieshou.platform.inbox import api as inbox
from xieshou.platform.workflow import people
from xieshou.platform.workflow.diagram import Level, Mode
from xieshou.platform.workflow.flow_files import compiled
from xieshou.platform.workflow.models import Matter, MatterState, Step
from xieshou.platform.workflow.services import hands
from xieshou.platform.workflow.services.acting import locked
from xieshou.platform.workflow.services.moving import once_each, run_of, save_moved, what_to_do

MOST_AT_ONCE = 50


@dataclass(frozen=True)
class Vacancy:
    """A step that nobody can do today: its name, and whom it wants."""

    step: str
    wanted: str

    def __str__(self) -> str:
        return f"{self.step}：{self.wanted}"


def vacancies_ahead(matter: Matter) -> list[Vacancy]:
    """The steps still to come, by the values as they are now, that nobody can do today, in the order of the flow."""
    run, found = run_of(matter), []
    in_hand = set(run.waiting())
    while waiting := run.waiting():
        for path in waiting:
            node = run.compiled.node(path)
            is_ahead = path not in in_hand and node.rule.level != Level.STARTER
            if is_ahead and not people.candidates(matter, node.rule):
                found.append(Vacancy(node.name, people.vacancy(matter, node.rule)))
            run.complete(path)
    return found


def tell_ahead(matter: Matter) -> None:
    """Tells the starter and who may assign somebody of the steps where the matter will stop."""
    found = vacancies_ahead(matter) if matter.is_open else []
    if not found:
        return
    inbox.notice_send(
        users=[matter.started_by, *people.assigners(matter)],
        source=f"workflow.ahead:{matter.pk}",
        category="workflow.stuck",
        title=f"后面的环节没有人能办：{matter.title}",
        url=matter.get_absolute_url(),
        target=matter,
        because=f"{'；'.join(map(str, found))}。{what_to_do(matter)}",
    )


def vacancies_check(now: datetime) -> None:
    """Gives steps that nobody had to whoever has been appointed since. By chance, so that none waits behind others."""
    stuck = Matter.objects.filter(state=MatterState.OPEN).exclude(stuck_because="").order_by("?")
    for pk in list(stuck.values_list("pk", flat=True)[:MOST_AT_ONCE]):
        with transaction.atomic():
            _take_up(locked(pk))


def _take_up(matter: Matter) -> None:
    if not matter.is_open:
        return
    given = [name for step in matter.steps.filter(state_open=True) for name in _given(matter, step)]
    if given:
        audit.record(actor=None, action="matter.reassign", target=matter, reason=f"岗位已有人：{'、'.join(given)}")
        save_moved(matter)


def _given(matter: Matter, step: Step) -> list[str]:
    """Gives a step that nobody ever had to those its rule names now."""
    if step.tasks.exists():
        return []
    step.matter = matter
    rule = compiled(matter.flow_version).node(step.path).rule
    found = people.candidates(matter, rule)
    if rule.mode == Mode.SINGLE and found:
        found = [people.least_busy(found)]
    chosen = once_each([people.standing_in(one) for one in found], rule)
    for person in chosen:
        hands.give(step, person, remind=rule.remind)
    return [f"{step.name} → {one.user}" for one in chosen]
