"""The ex-ante assessment: five criteria, a conclusion, approval; no goals and no budget before it is passed."""

from datetime import date

import pytest

from tests.business.evaluation.self.builders import make_evidence
from tests.factories.evaluation import make_goals, make_project, submit
from tests.factories.world import World, signed_in
from xieshou.business.evaluation.api import ex_ante_needed, may_ask_budget
from xieshou.business.evaluation.models import ExAnte, FormState
from xieshou.business.evaluation.services import ex_ante
from xieshou.business.projects.api import Nature, Project
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.workflow.api import load_builtin_flows

pytestmark = pytest.mark.function("JX01")
FULL = {
    code: {"score": "１８分", "words": "有批复和测算"}
    for code in ("need", "economy", "goals", "feasibility", "funding")
}
DAY = date(2021, 2, 1)


def big(world: World, **rest: object) -> Project:
    """A new project above the amount."""
    return make_project(world, nature=Nature.NEW, estimate_fen=800_000_000, **rest)


def filled(world: World, project: Project, **rest: object) -> ExAnte:
    """An assessment filled in by the office."""
    form = ex_ante.ex_ante_create(actor=world.clerk_a, project=project, year=2021)
    asked = {"criteria": FULL, "conclusion": "support", "assessed_on": DAY, **rest}
    return ex_ante.ex_ante_save(actor=world.clerk_a, form=form, opened_version=form.version, **asked)  # type: ignore[arg-type]


def assessed(world: World, project: Project, **rest: object) -> ExAnte:
    """The same, approved."""
    load_builtin_flows()
    form = filled(world, project, **rest)
    form.refresh_from_db()
    ex_ante.ex_ante_submit(actor=world.clerk_a, form=form, opened_version=form.version)
    return ex_ante.ex_ante_pass(actor=world.approver_a, form=form)


def test_new_projects_from_the_amount_on_are_assessed(world: World) -> None:
    assert ex_ante_needed(big(world), 2021)
    assert not ex_ante_needed(make_project(world, nature=Nature.NEW, estimate_fen=499_999_999), 2021)
    assert ex_ante_needed(make_project(world, nature=Nature.NEW, estimate_fen=500_000_000), 2021)
    assert not ex_ante_needed(make_project(world, nature=Nature.CONTINUED, estimate_fen=800_000_000), 2021)


def test_the_amount_is_the_offices_to_set(world: World, settings: object) -> None:
    settings.XIESHOU_EX_ANTE_THRESHOLD_FEN = 10_000  # type: ignore[attr-defined]
    assert ex_ante_needed(make_project(world, nature=Nature.NEW, estimate_fen=10_000), 2021)


def test_an_unknown_estimate_is_no_small_one(world: World) -> None:
    (problem,) = may_ask_budget(make_project(world, nature=Nature.NEW, estimate_fen=None), 2021)
    assert "估算" in problem.what


def test_no_goals_go_to_review_before_the_assessment_is_passed(world: World) -> None:
    project = big(world)
    goals = make_goals(world, project=project)
    with pytest.raises(Invalid, match="还没有通过事前绩效评估"):
        submit(goals, world.clerk_a)
    assert may_ask_budget(project, 2021)
    assessed(world, project)
    assert may_ask_budget(project, 2021) == []
    assert submit(goals, world.clerk_a).state == FormState.SUBMITTED


def test_an_assessment_that_does_not_support_opens_no_gate_and_may_be_done_again(world: World) -> None:
    project = big(world)
    first = assessed(world, project, conclusion="refuse", words="选址未定")
    (problem,) = may_ask_budget(project, 2021)
    assert "不予支持" in problem.what
    assessed(world, project)
    first.refresh_from_db()
    assert first.state == FormState.SUPERSEDED
    assert may_ask_budget(project, 2021) == []


def test_everything_missing_is_told_at_once(world: World) -> None:
    form = ex_ante.ex_ante_create(actor=world.clerk_a, project=big(world), year=2021)
    with pytest.raises(Invalid) as error:
        ex_ante.ex_ante_submit(actor=world.clerk_a, form=form, opened_version=form.version)
    assert len(error.value.problems) == 12  # five scores, five opinions, the conclusion, the day


def test_a_score_beyond_its_points_is_refused(world: World) -> None:
    with pytest.raises(Invalid, match="0 到 20 的数"):
        filled(world, big(world), criteria={**FULL, "need": {"score": "20.5", "words": ""}})


def test_scores_add_up_exactly_and_missing_is_not_zero(world: World) -> None:
    form = filled(world, big(world), criteria={**FULL, "need": {"score": "17.35", "words": "好"}})
    total = ex_ante.total_of(form)
    assert total is not None
    assert total.text() == "89.35"
    form.criteria[0]["score"] = ""
    assert ex_ante.total_of(form) is None


def test_a_conclusion_against_the_score_needs_a_reason(world: World) -> None:
    form = filled(world, big(world), conclusion="refuse")
    assert [one.where for one in ex_ante.submit_problems(form)] == ["评估意见"]


def test_another_office_cannot_begin_one(world: World) -> None:
    with pytest.raises(Refused):
        ex_ante.ex_ante_create(actor=world.clerk_b, project=big(world), year=2021)


def test_the_form_is_filled_in_and_submitted_on_its_pages(world: World) -> None:
    load_builtin_flows()
    browser, project = signed_in(world.clerk_a), big(world)
    answer = browser.post("/performance/ex-ante/new/", {"project": project.pk, "year": 2021})
    form = ExAnte.objects.get(project=project)
    data = {f"{code}-{name}": text for code, one in FULL.items() for name, text in one.items()}
    data |= {"conclusion": "support", "assessed_on": "2021年2月1日", "opened_version": str(form.version)}
    assert browser.post(answer["Location"], data).status_code == 302
    form.refresh_from_db()
    assert browser.post(f"{form.get_absolute_url()}submit/", {"opened_version": form.version}).status_code == 302
    assert "90" in signed_in(world.approver_a).get(form.get_absolute_url()).content.decode()
    assert signed_in(world.approver_a).post(f"{form.get_absolute_url()}pass/").status_code == 302
    form.refresh_from_db()
    assert form.state == FormState.APPROVED


@pytest.mark.parametrize("path", ["", "edit/"])
def test_its_pages_speak_english(world: World, path: str) -> None:
    project, client = big(world), signed_in(world.clerk_a)
    form = ex_ante.ex_ante_create(actor=world.clerk_a, project=project, year=2021)
    type(project).objects.update(name="教师培训")
    client.cookies["django_language"] = "en"
    page = client.get(f"{form.get_absolute_url()}{path}").content.decode()
    assert "教师培训, 2021: ex-ante assessment" in page
    assert "Does it agree with the plans of the state" in page


def test_a_stale_save_shows_both_and_keeps_what_was_typed(world: World) -> None:
    form = filled(world, big(world))
    data = {"need-score": "7", "need-words": "我写的", "opened_version": "1"}
    answer = signed_in(world.clerk_a).post(f"{form.get_absolute_url()}edit/", data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "我写的" in page
    assert "有批复和测算" in page


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf"])
def test_the_official_form_is_written(world: World, kind: str) -> None:
    form = filled(world, big(world))
    answer = signed_in(world.clerk_a).get(f"{form.get_absolute_url()}form.{kind}")
    assert answer.status_code == 200
    assert len(answer.content) > 2000


def test_a_draft_for_the_wrong_project_is_thrown_away(world: World) -> None:
    form = filled(world, big(world))
    address, browser = f"{form.get_absolute_url()}delete/", signed_in(world.clerk_a)
    assert signed_in(world.clerk_b).get(address).status_code == 404
    assert signed_in(world.auditor_outside).get(address).status_code == 403
    assert browser.post(address, {"opened_version": 1}).status_code == 409
    assert browser.post(address, {"opened_version": form.version}).status_code == 302
    assert not ExAnte.objects.exists()


def test_what_was_submitted_once_is_not_thrown_away(world: World) -> None:
    form = assessed(world, big(world))
    assert signed_in(world.clerk_a).post(f"{form.get_absolute_url()}delete/", {"opened_version": 9}).status_code == 422
    assert ExAnte.objects.exists()


def test_no_evidence_is_added_to_an_approved_assessment(world: World) -> None:
    form, file = assessed(world, big(world)), make_evidence(world)
    data = {"evidence": file.pk, "proves": "测算"}
    assert signed_in(world.clerk_a).post(f"{form.get_absolute_url()}cite/", data).status_code == 422
    assert not file.citations.exists()
