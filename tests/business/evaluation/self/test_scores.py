"""The score of a self-evaluation: by rule, what missing evidence costs, recomputed the same."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.business.evaluation.self import builders
from tests.factories.evaluation import make_goals
from tests.factories.world import World
from xieshou.business.evaluation.models import FormState, SelfEvaluation
from xieshou.business.evaluation.services import prepared, scoring, since
from xieshou.business.evaluation.services.awarding import self_award
from xieshou.business.evaluation.services.self_typed import ValueEntry
from xieshou.kernel.exact import ZERO, Exact, total
from xieshou.kernel.scorecard import Scorecard
from xieshou.schemes import load_scheme


def card(form: SelfEvaluation) -> Scorecard:
    form.refresh_from_db()
    return scoring.card_of(form)


def item(form: SelfEvaluation, number: int) -> str:
    """The awarded score of the nth indicator."""
    code = builders.values_of(form)[number - 1].indicator.code
    found = card(form).item(code)
    assert found is not None
    return found.awarded.text()


@pytest.mark.function("JX10")
def test_it_scores_money_and_indicators_by_the_rule(world: World) -> None:
    form = builders.filled(world)
    got = card(form)
    assert got.items[0].by_rule == Exact.read("8.00")  # 8 of 10 万元 × 10 points
    assert [one.awarded.text() for one in got.items[1:]] == ["20", "19.56", "10", "24", "10"]
    assert got.computed.text() == "91.56"
    assert got.grade is not None
    assert got.grade.zh == "优"


@pytest.mark.function("JX10")
def test_the_sum_of_the_rows_is_the_total(world: World) -> None:
    got = card(builders.filled(world, proved=3))
    assert total([one.awarded for one in got.items]) == got.computed
    assert total([one.awarded for one in got.levels if one.depth == 0]) == got.computed


@pytest.mark.function("JX09")
def test_an_entered_value_without_evidence_scores_nothing_by_rule(world: World) -> None:
    form = builders.filled(world, proved=4)
    got = card(form)
    assert got.items[-1].by_rule == ZERO
    assert got.items[-1].arithmetic[0].zh == "未提供实际值或佐证，按规则 0 分"


@pytest.mark.function("JX09")
def test_it_tells_exactly_what_missing_evidence_costs(world: World) -> None:
    form = builders.filled(world, proved=2)
    standing = scoring.standing_of(form)
    assert [one.lost.text() for one in standing.losses] == ["10", "24", "10"]
    assert standing.lost.text() == "44"
    assert standing.complete == (2, 5)
    assert standing.percent == 40
    builders.prove(world, form, 5)
    proved = scoring.standing_of(form)
    assert standing.card is not None
    assert proved.card is not None
    assert proved.card.computed - standing.card.computed == standing.lost
    assert proved.lost == ZERO


@pytest.mark.function("JX09")
def test_an_empty_form_scores_nothing_for_indicators_and_is_not_complete(world: World) -> None:
    standing = scoring.standing_of(builders.begun(world))
    assert standing.card is not None
    assert standing.card.computed == Exact(8)
    assert len(standing.missing_values) == 5
    assert standing.complete == (0, 5)


@pytest.mark.function("JX10")
def test_a_project_without_money_gets_nothing_for_execution(world: World) -> None:
    form = builders.begun(world, goals=make_goals(world, state=FormState.APPROVED))
    got = card(form)
    assert got.items[0].awarded == ZERO
    assert scoring.funds_now(form)[0]["budget_fen"] is None


@pytest.mark.function("JX10")
def test_a_goal_in_words_gets_the_percentage_of_its_level(world: World) -> None:
    form = builders.begun(world, rows=builders.words_rows())
    typed = builders.entries(form, ("教学水平有提高", *builders.REACHED[1:]))
    code = next(iter(typed))
    typed[code] = ValueEntry("教学水平有提高", "听课记录", "部分达成并具有一定效果", "７５％", "少数教师未参加")
    builders.save(world, form, values=typed)
    assert item(form, 1) == "0"  # no evidence yet
    builders.prove(world, form, 1)
    assert item(form, 1) == "15"
    assert card(form).items[1].by_rule is None


@pytest.mark.function("JX10")
def test_an_awarded_score_stands_beside_the_rule(world: World) -> None:
    form = builders.filled(world)
    code = builders.values_of(form)[0].indicator.code
    self_award(
        actor=world.clerk_a,
        evaluation=form,
        code=code,
        awarded="18",
        because="有 5 人重复",
        opened_version=form.version,
    )
    found = card(form).item(code)
    assert found is not None
    assert (found.by_rule, found.awarded, found.reason) == (Exact(20), Exact(18), "有 5 人重复")


@pytest.mark.function("JX10")
def test_recomputing_an_approved_form_gives_the_same_card(world: World) -> None:
    form = SelfEvaluation.objects.get(pk=builders.approved(world).pk)
    assert form.card is not None
    assert scoring.recompute(form) == form.card
    assert not since.changed_since(form)
    assert (form.total, form.grade) == ("91.56", "优")
    assert form.scheme_digest == load_scheme(form.goals.scheme).digest


@pytest.mark.function("JX10")
def test_the_order_of_the_rows_changes_nothing(world: World) -> None:
    form = builders.filled(world, proved=3)
    before = card(form).computed
    for place, value in enumerate(reversed(builders.values_of(form))):
        type(value.indicator).objects.filter(pk=value.indicator_id).update(order=place)
    assert card(form).computed == before


ACTUALS = st.sampled_from(
    [
        "",
        "无",
        "—",
        "未提供",
        "100",
        "115人次",
        "99 人次",
        "≥100人次",
        "0",
        "88%",
        "3万元",
        "完成",
        "2021年5月",
        "950元/人次",
        "近40万人",
    ]
)


@pytest.mark.function("JX09")
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actuals=st.tuples(ACTUALS, ACTUALS, ACTUALS, ACTUALS, ACTUALS), gone=st.integers(0, 4), proved=st.integers(0, 5))
def test_a_missing_value_or_missing_evidence_never_raises_a_score(
    world: World, form_in_hand: SelfEvaluation, actuals: tuple[str, ...], gone: int, proved: int
) -> None:
    form = form_in_hand
    form.refresh_from_db()
    builders.save(world, form, values=builders.entries(form, actuals))
    lines = [_with_proofs(one, place < proved) for place, one in enumerate(scoring.lines_of(form))]
    full = scoring.card_of(form, lines)
    without_proof = scoring.card_of(
        form, [_with_proofs(one, place != gone and bool(one.proofs)) for place, one in enumerate(lines)]
    )
    without_value = scoring.card_of(
        form, [_without_value(one) if place == gone else one for place, one in enumerate(lines)]
    )
    assert without_proof.computed <= full.computed
    assert without_value.computed <= full.computed
    assert total([one.awarded for one in full.items]) == full.computed


def _with_proofs(line: scoring.Line, is_proved: bool) -> scoring.Line:
    return scoring.Line(line.indicator, line.value, line.actual, int(is_proved))


def _without_value(line: scoring.Line) -> scoring.Line:
    return scoring.Line(line.indicator, line.value, "", line.proofs)


@pytest.fixture
def form_in_hand(world: World) -> SelfEvaluation:
    return builders.begun(world)


@pytest.mark.function("JX10")
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actuals=st.tuples(ACTUALS, ACTUALS, ACTUALS, ACTUALS, ACTUALS))
def test_a_whole_year_at_once_gives_the_same_scores(
    world: World, form_in_hand: SelfEvaluation, actuals: tuple[str, ...]
) -> None:
    form = form_in_hand
    form.refresh_from_db()
    builders.save(world, form, values=builders.entries(form, actuals))
    if not scoring.proofs_of(builders.values_of(form)):
        builders.prove(world, form, 4)
    (found,) = prepared.scores_recompute(builders.YEAR)
    expected = card(form)
    assert (found.total, found.by_rule) == (expected.computed, expected.by_rule)
    assert found.grade == (expected.grade.zh if expected.grade is not None else "")


@pytest.mark.function("JX10")
def test_a_reading_made_from_other_texts_is_made_anew(world: World) -> None:
    form = builders.filled(world)
    form.values.update(reading=f"{prepared.VERSION}\x1ffull\x1f0\x1f0\x1fanother text")
    (found,) = prepared.scores_recompute(builders.YEAR)
    assert found.total == card(form).computed


@pytest.mark.function("JX10")
def test_a_year_of_scores_takes_the_same_queries_for_any_number(
    world: World, django_assert_max_num_queries: object
) -> None:
    for _number in range(3):
        builders.filled(world)
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        assert len(prepared.scores_recompute(builders.YEAR)) == 3
