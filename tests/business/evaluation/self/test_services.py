"""Filling in, submitting, deciding: what is refused, what is frozen, what is kept."""

from dataclasses import replace

import pytest

from tests.business.evaluation.self import builders
from tests.business.metrics.builders import metric
from tests.factories.evaluation import make_goals
from tests.factories.world import World
from xieshou.business.evaluation.models import FormState, Reach, SelfEvaluation
from xieshou.business.evaluation.services import approval, scoring, since
from xieshou.business.evaluation.services.awarding import self_award
from xieshou.business.evaluation.services.self_evaluation import (
    self_evaluation_create,
    self_evaluation_delete,
    self_evaluation_pass,
    self_evaluation_return,
    self_evaluation_save,
    self_evaluation_submit,
    value_cite,
)
from xieshou.business.evaluation.services.self_typed import Typed, ValueEntry
from xieshou.lib.problems import Invalid, Problem, Refused, Stale
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence.api import Citation
from xieshou.platform.inbox.api import Item
from xieshou.platform.workflow.api import task_reassign
from xieshou.schemes import load_scheme


def problems_of(form: SelfEvaluation, world: World) -> list[Problem]:
    """What stands against submitting."""
    with pytest.raises(Invalid) as told:
        self_evaluation_submit(actor=world.clerk_a, evaluation=form, opened_version=form.version)
    return list(told.value.problems)


# --- beginning ---


@pytest.mark.function("JX09")
def test_it_begins_from_goals_in_force_only(world: World) -> None:
    goals = make_goals(world, project=builders.funded_project(world))
    with pytest.raises(Invalid, match="目标批准后才能自评"):
        self_evaluation_create(actor=world.clerk_a, goals=goals)


@pytest.mark.function("JX09")
def test_it_exists_once_for_a_goal_set(world: World) -> None:
    form = builders.begun(world)
    with pytest.raises(Invalid, match="已经建立"):
        self_evaluation_create(actor=world.clerk_a, goals=form.goals)


@pytest.mark.function("JX09")
def test_it_takes_the_money_from_what_is_registered(world: World) -> None:
    (total, own) = builders.begun(world).funds
    assert total == {
        "row": "total",
        "initial_fen": 10 * builders.WAN,
        "budget_fen": 10 * builders.WAN,
        "executed_fen": 8 * builders.WAN,
    }
    assert own["row"] == "appropriation"


@pytest.mark.function("JX09")
def test_another_county_may_not_begin_it(world: World) -> None:
    goals = builders.begun(world).goals
    with pytest.raises(Refused):
        self_evaluation_create(actor=world.clerk_b, goals=goals)


# --- filling in ---


@pytest.mark.function("JX09")
def test_every_wrong_cell_is_told_at_once_and_nothing_is_kept(world: World) -> None:
    form = builders.begun(world)
    code = builders.values_of(form)[0].indicator.code
    wrong = {code: ValueEntry("长" * 201, level="达成年度指标", level_percent="70"), "没有": ValueEntry("1")}
    with pytest.raises(Invalid) as told:
        builders.save(world, form, values=wrong, achieved="写了")
    assert len(told.value.problems) == 3
    assert "80%–100%" in str(told.value)
    form.refresh_from_db()
    assert not form.achieved


@pytest.mark.function("JX09")
def test_a_stale_edit_is_told_with_what_differs(world: World) -> None:
    form = builders.begun(world)
    old = SelfEvaluation.objects.get(pk=form.pk)
    builders.save(world, form, achieved="甲写的")
    with pytest.raises(Stale) as told:
        builders.save(world, old, achieved="乙写的")
    assert told.value.differences[0].entered == "乙写的"
    form.refresh_from_db()
    assert form.achieved == "甲写的"


@pytest.mark.function("JX09")
def test_what_was_changed_is_in_the_history(world: World) -> None:
    form = builders.begun(world)
    builders.save(world, form, values=builders.entries(form))
    (entry, _created) = audit.history_of(form)[:2]
    assert entry.action == "self.save"
    assert "培训受援地教师人次 · 实际完成值" in str(entry.changes)


@pytest.mark.function("JX09")
def test_what_is_not_typed_stays(world: World) -> None:
    form = builders.filled(world)
    code = builders.values_of(form)[1].indicator.code
    builders.save(world, form, values={code: ValueEntry("91%", builders.SIGNED)})
    assert [one.actual for one in builders.values_of(form)][:2] == ["115人次", "91%"]
    assert form.achieved


@pytest.mark.function("JX09")
def test_a_reader_may_not_fill_in_nor_cite(world: World) -> None:
    form = builders.begun(world)
    with pytest.raises(Refused):
        builders.save(world, form, actor=world.leader, achieved="改")
    with pytest.raises(Refused):
        value_cite(actor=world.leader, value=builders.values_of(form)[0], evidence_file=builders.make_evidence(world))


# --- measured values ---


@pytest.fixture
def measured(world: World) -> SelfEvaluation:
    """The first value comes from the county's training ledger, the others are filled in and proved."""
    metric(world)
    builders.training(world, 60)
    builders.training(world, 55)
    form = builders.begun(world, rows=builders.metric_rows())
    typed = builders.entries(form, ("", *builders.REACHED[1:]))
    builders.save(world, form, values=typed, achieved="完成", funds_note="尾款未付")
    builders.prove(world, form, 5)
    return form


@pytest.mark.function("JX09")
def test_a_measured_value_needs_no_evidence(world: World, measured: SelfEvaluation) -> None:
    line = scoring.lines_of(measured)[0]
    assert (line.actual, line.is_measured, line.needs_evidence) == ("115人次", True, False)
    assert line.figure_url.startswith("/metrics/")


@pytest.mark.function("JX09")
def test_a_measured_value_follows_its_records_until_it_is_submitted(world: World, measured: SelfEvaluation) -> None:
    builders.training(world, 5)
    assert scoring.lines_of(measured)[0].actual == "120人次"
    self_evaluation_submit(actor=world.clerk_a, evaluation=measured, opened_version=measured.version)
    builders.training(world, 7)
    line = scoring.lines_of(measured)[0]
    assert line.actual == "120人次"
    assert line.value.figure is not None
    assert line.figure_url == line.value.figure.get_absolute_url()


@pytest.mark.function("JX10")
def test_a_later_correction_of_records_is_shown_and_changes_no_approved_score(
    world: World, measured: SelfEvaluation
) -> None:
    form = self_evaluation_submit(actor=world.clerk_a, evaluation=measured, opened_version=measured.version)
    form = self_evaluation_pass(actor=world.approver_a, evaluation=form)
    kept = form.card
    builders.training(world, 7)
    form = SelfEvaluation.objects.get(pk=form.pk)
    later = since.changed_since(form)
    assert not later.card
    assert [(line.indicator.name, drift.now.text) for line, drift in later.figures] == [("培训受援地教师人次", "122")]
    assert form.card == kept


@pytest.mark.function("JX09")
def test_an_entered_value_instead_of_the_metric_needs_evidence_again(world: World, measured: SelfEvaluation) -> None:
    code = builders.values_of(measured)[0].indicator.code
    measured.values.filter(indicator__code=code).get()
    typed = {code: ValueEntry("130", "手工统计")}
    builders.save(world, measured, values=typed)
    line = scoring.lines_of(measured)[0]
    assert (line.actual, line.is_measured, line.needs_evidence) == ("130", False, True)
    builders.save(world, measured, values={code: ValueEntry()})
    assert scoring.lines_of(measured)[0].actual == "115人次"


@pytest.mark.function("JX09")
def test_the_reach_of_a_metric_is_the_office_s_to_choose(world: World, measured: SelfEvaluation) -> None:
    code = builders.values_of(measured)[0].indicator.code
    builders.save(world, measured, values={code: ValueEntry(reach=Reach.PROJECT.value)})
    assert scoring.lines_of(measured)[0].actual == ""  # the ledger's records name no project


@pytest.mark.function("JX09")
def test_a_reach_wider_than_what_one_may_read_is_refused(world: World, measured: SelfEvaluation) -> None:
    code = builders.values_of(measured)[0].indicator.code
    with pytest.raises(Invalid, match="比您可查看的范围大"):
        builders.save(world, measured, values={code: ValueEntry(reach=Reach.ALL.value)})


# --- submitting ---


@pytest.mark.function("JX10")
def test_everything_missing_is_told_before_submission(world: World) -> None:
    told = {problem.what for problem in problems_of(builders.begun(world), world)}
    assert "没有填写" in told
    assert "得 0 分，满分 20 分，没有写原因" in told
    assert "预算执行率得 8 分，满分 10 分，没有写原因" in told


@pytest.mark.function("JX09")
def test_a_value_without_evidence_is_submitted_with_the_reason_and_scores_nothing(world: World) -> None:
    form = builders.filled(world, proved=4)
    assert [problem.what for problem in problems_of(form, world)] == ["没有佐证"]
    last = builders.values_of(form)[-1]
    entry = ValueEntry("96%", "问卷", deviation="问卷原件遗失", no_evidence_because="原件遗失")
    builders.save(world, form, values={last.indicator.code: entry})
    form = self_evaluation_submit(actor=world.clerk_a, evaluation=form, opened_version=form.version)
    assert form.state == FormState.SUBMITTED
    assert scoring.standing_of(form).card.computed.text() == "81.56"  # type: ignore[union-attr]


@pytest.mark.function("JX10")
def test_a_completion_above_one_and_a_half_asks_for_its_reason(world: World) -> None:
    form = builders.filled(world)
    first = builders.values_of(form)[0]
    builders.save(world, form, values={first.indicator.code: ValueEntry("180", builders.SIGNED)})
    (problem,) = problems_of(form, world)
    assert "180" in problem.what
    assert "超过 150%" in problem.what
    builders.save(
        world, form, values={first.indicator.code: ValueEntry("180", builders.SIGNED, over_reason="增办一期")}
    )
    self_evaluation_submit(actor=world.clerk_a, evaluation=form, opened_version=form.version)


@pytest.mark.function("JX10")
def test_what_was_submitted_cannot_be_changed_until_it_is_returned(world: World) -> None:
    form = builders.submitted(world)
    with pytest.raises(Invalid, match="等审核人批准或退回"):
        builders.save(world, form, achieved="再改")
    form = self_evaluation_return(actor=world.approver_a, evaluation=form, reason="写明数据来源")
    form = builders.save(world, form, achieved="按意见改")
    form = self_evaluation_submit(actor=world.clerk_a, evaluation=form, opened_version=form.version)
    form = self_evaluation_pass(actor=world.approver_a, evaluation=form)
    assert form.state == FormState.APPROVED
    assert form.total == "91.56"


@pytest.mark.function("JX10")
def test_approval_tells_whoever_submitted(world: World) -> None:
    builders.approved(world)
    assert Item.objects.filter(user=world.clerk_a, title__contains="91.56 分优").exists()


@pytest.mark.function("JX10")
def test_whoever_submitted_a_form_does_not_approve_it_by_standing_in_for_the_reviewer(world: World) -> None:
    form = builders.submitted(world)
    task = approval.task_of(form, world.approver_a)
    assert task is not None
    task_reassign(actor=world.approver_a, task=task, user=world.clerk_a, reason="出差")
    with pytest.raises(Invalid, match="是您提交的，不能由您批准"):
        self_evaluation_pass(actor=world.clerk_a, evaluation=form)
    form.refresh_from_db()
    assert form.state == FormState.SUBMITTED


@pytest.mark.function("JX10")
def test_only_the_reviewer_in_turn_decides(world: World) -> None:
    form = builders.submitted(world)
    for person in (world.clerk_a, world.leader, world.clerk_b):
        with pytest.raises(Refused):
            self_evaluation_pass(actor=person, evaluation=form)


# --- awarding ---


@pytest.mark.function("JX10")
def test_another_score_than_the_rule_s_needs_a_reason_and_lies_within_the_points(world: World) -> None:
    form = builders.filled(world)
    code = builders.values_of(form)[0].indicator.code
    with pytest.raises(Invalid) as told:
        self_award(
            actor=world.clerk_a, evaluation=form, code=code, awarded="21", because="", opened_version=form.version
        )
    assert [problem.where for problem in told.value.problems] == ["评定得分", "评定理由"]


@pytest.mark.function("JX10")
def test_the_reviewer_awards_while_it_is_reviewed_and_the_log_keeps_the_rule_s_score(world: World) -> None:
    form = builders.submitted(world)
    with pytest.raises(Invalid):
        self_award(
            actor=world.clerk_a, evaluation=form, code="E", awarded="7", because="改", opened_version=form.version
        )
    self_award(
        actor=world.approver_a,
        evaluation=form,
        code="E",
        awarded="7",
        because="有结余未上缴",
        opened_version=form.version,
    )
    entry = audit.history_of(form)[0]
    assert "按规则 8" in entry.reason
    form = self_evaluation_pass(actor=world.approver_a, evaluation=SelfEvaluation.objects.get(pk=form.pk))
    assert form.total == "90.56"


@pytest.mark.function("JX10")
def test_an_empty_award_goes_back_to_the_rule(world: World) -> None:
    form = builders.filled(world)
    for awarded in ("7", ""):
        self_award(
            actor=world.clerk_a, evaluation=form, code="E", awarded=awarded, because="试", opened_version=form.version
        )
    assert scoring.card_of(form).computed.text() == "91.56"


@pytest.mark.function("JX10")
def test_evidence_taken_back_after_approval_is_shown_as_a_difference(world: World) -> None:
    form = builders.approved(world)
    Citation.objects.filter(object_id=builders.values_of(form)[4].pk).delete()
    form = SelfEvaluation.objects.get(pk=form.pk)
    told = {change.what: (change.kept, change.now) for change in since.changed_since(form).card}
    assert told["总分"] == ("91.56", "81.56")
    assert form.total == "91.56"


@pytest.mark.function("JX10")
def test_a_changed_scheme_is_shown_and_changes_no_approved_score(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    form = builders.approved(world)
    scheme = load_scheme(form.goals.scheme)
    monkeypatch.setattr(scoring, "load_scheme", lambda _name: replace(scheme, digest="sha256:other", places=1))
    form = SelfEvaluation.objects.get(pk=form.pk)
    told = {change.what: change.now for change in since.changed_since(form).card}
    assert told["评价方案的内容"] == "sha256:other"
    assert told["总分"] == "91.6"
    assert form.total == "91.56"


@pytest.mark.function("JX09")
def test_a_draft_is_thrown_away_and_a_submitted_form_is_not(world: World) -> None:
    form = builders.begun(world)
    self_evaluation_delete(actor=world.clerk_a, evaluation=form, opened_version=form.version)
    assert not SelfEvaluation.objects.exists()
    form = builders.submitted(world)
    form = self_evaluation_return(actor=world.approver_a, evaluation=form, reason="退")
    with pytest.raises(Invalid):
        self_evaluation_delete(actor=world.clerk_a, evaluation=form, opened_version=form.version)


def test_typed_nothing_changes_nothing(world: World) -> None:
    form = builders.filled(world)
    before = audit.history_of(form).count()
    self_evaluation_save(actor=world.clerk_a, evaluation=form, opened_version=form.version, typed=Typed())
    assert audit.history_of(form).count() == before
