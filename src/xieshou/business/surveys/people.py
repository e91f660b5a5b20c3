"""The list of those a survey is about, and the drawing from it."""

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from xieshou.business.surveys import sampling
from xieshou.business.surveys.answering import ALPHABET, CODE_LENGTH
from xieshou.business.surveys.models import Invitation, Person, PopulationUpload, State, Survey
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.jobs import api as jobs

MOST_PEOPLE = 100_000
AT_ONCE = 500  # a longer list or larger sample is a job
WRITTEN_AT_ONCE = 1000
LONGEST_SEED = 64


@dataclass(frozen=True)
class Named:
    """One line of the list."""

    category: str
    name: str
    phone: str = ""


def held_draft(actor: User, survey: Survey) -> Survey:
    """The survey, locked, if the person may change it and it is not open yet."""
    if not actor.may(Permission.SURVEY_EDIT, survey):
        raise Refused(f"您没有在此“{Permission.SURVEY_EDIT.label}”的权限")
    held: Survey = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if held.state != State.DRAFT:
        raise Invalid(Problem(f"调查现在是“{held.get_state_display()}”，不能再改", allowed="准备中才能改"))
    return held


@transaction.atomic
def population_ask(*, actor: User, survey: Survey, people: Sequence[Named]) -> jobs.Job | None:
    """Takes a list in: a short one at once (None), a long one by a job. The list before it and its sample are dropped."""
    held = held_draft(actor, survey)
    if not people:
        raise Invalid(Problem("名单是空的", "名单", "每行：类别、姓名、电话"))
    if len(people) > MOST_PEOPLE:
        raise Invalid(Problem(f"有 {len(people)} 人", "名单", f"不超过 {MOST_PEOPLE} 人", "请拆成几个调查"))
    if len(people) <= AT_ONCE:
        population_write(actor=actor, survey=held, people=people)
        return None
    upload = PopulationUpload.objects.create(survey=held, rows=_packed(people))
    return jobs.job_ask(
        actor=actor, kind="surveys.population", title=f"录入名单 {held}", arguments={"upload": upload.pk}
    )


def _packed(people: Iterable[Named]) -> str:
    return json.dumps([[one.category, one.name, one.phone] for one in people], ensure_ascii=False)


@jobs.handler("surveys.population")
def population_work(progress: jobs.Progress) -> dict[str, Any]:
    """Writes a long list in one transaction: after a kill there is none of it, and the job begins again."""
    upload = PopulationUpload.objects.select_related("survey").filter(pk=progress.job.arguments["upload"]).first()
    if upload is None or progress.job.asked_by is None:
        return {}
    people = [Named(*row) for row in json.loads(upload.rows.plain)]
    progress.tell(0, len(people), "写入名单")
    with transaction.atomic():
        population_write(actor=progress.job.asked_by, survey=upload.survey, people=people)
        upload.delete()
    progress.tell(len(people), len(people))
    return {"people": len(people), "next_url": upload.survey.get_absolute_url(), "next_label": "回到调查"}


@transaction.atomic
def population_write(*, actor: User, survey: Survey, people: Sequence[Named]) -> None:
    """Replaces the list; its hash ties the log to exactly this list."""
    held = held_draft(actor, survey)
    held.people.all().delete()
    rows = (
        Person(
            survey=held,
            owner_id=held.owner_id,
            place_id=held.place_id,
            owner_path=held.owner_path,
            place_path=held.place_path,
            number=number,
            category=one.category,
            name=one.name,
            phone=one.phone,
        )
        for number, one in enumerate(people, 1)
    )
    Person.objects.bulk_create(rows, batch_size=WRITTEN_AT_ONCE)
    held.population_hash = hashlib.sha256(_packed(people).encode()).hexdigest()
    held.sample_size, held.seed, held.drawn_at = None, "", None
    held.save()
    counts = Counter(one.category for one in people)
    changes = [audit.Change(name, None, f"{count} 人") for name, count in sorted(counts.items())]
    changes.append(audit.Change("名单 SHA-256", None, held.population_hash))
    audit.record(actor=actor, action="survey.population", target=held, changes=changes)


@transaction.atomic
def sample_ask(*, actor: User, survey: Survey, wanted: int, seed: str = "") -> jobs.Job | None:
    """Draws: a small sample at once (None), a large one by a job. Without a seed one is made by chance."""
    held = held_draft(actor, survey)
    seed = seed.strip() or secrets.token_hex(16)
    _refuse_impossible(held, wanted, seed)
    if wanted <= AT_ONCE:
        sample_draw(actor=actor, survey=held, wanted=wanted, seed=seed)
        return None
    arguments = {"survey": held.pk, "wanted": wanted, "seed": seed}
    return jobs.job_ask(
        actor=actor,
        kind="surveys.draw",
        title=f"抽样 {held}",
        arguments=arguments,
        joint_key=f"surveys.draw:{held.pk}:{wanted}:{seed}",
    )


def _refuse_impossible(survey: Survey, wanted: int, seed: str) -> None:
    there = survey.people.count()
    told = []
    if not 1 <= wanted <= there:
        remedy = "先录入名单" if not there else "请改抽样人数"
        told.append(Problem(f"抽 {wanted} 人", "抽样人数", f"1 到 {there}（名单人数）", remedy))
    if len(seed) > LONGEST_SEED:
        told.append(Problem("太长", "种子", f"不超过 {LONGEST_SEED} 字"))
    if told:
        raise Invalid(*told)


@jobs.handler("surveys.draw")
def draw_work(progress: jobs.Progress) -> dict[str, Any]:
    """Draws in one transaction; begun again after a kill, it draws the same people."""
    asked = progress.job.arguments
    survey = Survey.objects.get(pk=asked["survey"])
    if progress.job.asked_by is None:
        return {}
    progress.tell(0, asked["wanted"], "抽样")
    sample_draw(actor=progress.job.asked_by, survey=survey, wanted=asked["wanted"], seed=asked["seed"])
    progress.tell(asked["wanted"], asked["wanted"])
    return {"drawn": asked["wanted"], "next_url": survey.get_absolute_url(), "next_label": "回到调查"}


@transaction.atomic
def sample_draw(*, actor: User, survey: Survey, wanted: int, seed: str) -> None:
    """Draws by category and gives everyone drawn a code. Drawing again is possible until it opens, and is counted."""
    held = held_draft(actor, survey)
    _refuse_impossible(held, wanted, seed)
    members = {number: (pk, category) for number, pk, category in held.people.values_list("number", "pk", "category")}
    drawn = sampling.draw(seed, wanted, [(number, category) for number, (_, category) in members.items()])
    held.invitations.all().delete()
    invitations = (
        Invitation(survey=held, person_id=members[number][0], category=members[number][1], code=new_code())
        for number in drawn
    )
    Invitation.objects.bulk_create(invitations, batch_size=WRITTEN_AT_ONCE)
    held.sample_size, held.seed, held.drawn_at = wanted, seed, timezone.now()
    held.drawn_count += 1
    held.save()
    counts = Counter(members[number][1] for number in drawn)
    changes = [audit.Change(name, None, f"{count} 人") for name, count in sorted(counts.items())]
    changes += [audit.Change("种子", None, seed), audit.Change("第几次抽样", None, str(held.drawn_count))]
    audit.record(actor=actor, action="survey.draw", target=held, changes=changes)


def new_code() -> str:
    """A code nobody can guess: one of 31^10."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def drawn_again(survey: Survey) -> bool:
    """Whether list and seed give exactly the people who were drawn: the proof of the drawing."""
    if survey.sample_size is None:
        return False
    members = list(survey.people.values_list("number", "category"))
    drawn = sampling.draw(survey.seed, survey.sample_size, members)
    return drawn == sorted(survey.invitations.values_list("person__number", flat=True))


@transaction.atomic
def paper_ask(*, actor: User, survey: Survey, invitations: Iterable[int]) -> int:
    """Asks some of those drawn on paper instead: their codes become void. Who has answered already is left alone."""
    if not actor.may(Permission.SURVEY_EDIT, survey):
        raise Refused(f"您没有在此“{Permission.SURVEY_EDIT.label}”的权限")
    held = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if held.state == State.CLOSED:
        raise Invalid(Problem("调查已结束"))
    changed: int = held.invitations.filter(pk__in=list(invitations), is_used=False, is_paper=False).update(
        is_paper=True
    )
    if not changed:
        raise Invalid(Problem("没有选中可以改发纸质问卷的人", "名单", "还没有作答、也没有改发过的"))
    audit.record(
        actor=actor, action="survey.to_paper", target=held, changes=[audit.Change("改发纸质", None, f"{changed} 人")]
    )
    return changed
