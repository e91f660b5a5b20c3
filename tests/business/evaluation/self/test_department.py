"""A department's self-evaluation: facts of its scheme, those the registered money knows filled in."""

from datetime import date

import pytest

from tests.business.evaluation.self import builders
from tests.factories.evaluation import OWN, make_goals
from tests.factories.world import World, signed_in
from xieshou.business.evaluation.entries import Row
from xieshou.business.evaluation.models import FormState, GoalSet, SelfEvaluation
from xieshou.business.evaluation.services import scoring
from xieshou.business.evaluation.services.awarding import self_award
from xieshou.business.evaluation.services.forms_funds import fund_rows
from xieshou.business.evaluation.services.goals import schemes_for
from xieshou.business.evaluation.services.self_evaluation import (
    facts_cite,
    self_evaluation_create,
    self_evaluation_pass,
    self_evaluation_save,
    self_evaluation_submit,
)
from xieshou.business.evaluation.services.self_typed import Typed
from xieshou.kernel.exact import total
from xieshou.lib.problems import Invalid
from xieshou.platform.workflow.api import load_builtin_flows
from xieshou.schemes import load_scheme

SCHEME = "shenzhen-2020-department"
ROW = Row(level1="效益指标", level2="社会效益指标", name="帮扶人数", target="≥100", unit="人", points="25",
          definition="全年帮扶的人数", **OWN)  # fmt: skip


@pytest.fixture
def form(world: World) -> SelfEvaluation:
    """The county office's self-evaluation of 2020 by the city's scoring table, nobody has filled it in."""
    return begun(world, SCHEME, 2020)


def begun(world: World, scheme: str, year: int) -> SelfEvaluation:
    """Goals of the county office, taken as approved, with the self-evaluation by a scheme."""
    goals_scheme = schemes_for(year, is_department=True)[0]
    rows = tuple(
        Row(**{name: getattr(ROW, name) for name in ROW.__slots__}
            | {"name": f"{ROW.name} {number}", "level1": group.indicators.level1[0], "points": group.points.text()})
        for number, group in enumerate(goals_scheme.groups())
        if group.indicators is not None
    )  # fmt: skip
    goals = make_goals(world, owner=world.county_a, year=year, scheme=goals_scheme.id, rows=rows)
    GoalSet.objects.filter(pk=goals.pk).update(state=FormState.APPROVED)
    goals.refresh_from_db()
    return self_evaluation_create(actor=world.clerk_a, goals=goals, scheme=scheme, is_demo=True)


def save(world: World, form: SelfEvaluation, **typed: object) -> SelfEvaluation:
    return self_evaluation_save(
        actor=world.clerk_a,
        evaluation=form,
        opened_version=form.version,
        typed=Typed(**typed),  # type: ignore[arg-type]
    )


def full_facts(form: SelfEvaluation) -> dict[str, dict[str, str]]:
    """Every fact as far as it goes: what is counted against the office is 0, everything else 1 or a fair figure."""
    figures = {
        "assets_in_use_rate": "95%", "staff_actual": "20名", "staff_quota": "25名", "satisfaction": "96分",
    }  # fmt: skip
    bad = ("violation", "deducted", "veto", "unfinished", "dispatched")
    return {
        one.name: {
            "value": figures.get(one.name, "0" if any(word in one.name for word in bad) else "1"),
            "note": "见台账",
        }
        for one in scoring.fact_lines(form)
    }


@pytest.mark.function("JX10")
def test_a_form_without_any_fact_is_scored_and_missing_is_not_zero(form: SelfEvaluation) -> None:
    card = scoring.card_of(form)
    assert total([item.awarded for item in card.items]) == card.computed
    assert card.computed < load_scheme(SCHEME).points


@pytest.mark.function("JX10")
def test_more_facts_never_lower_what_a_missing_fact_gave(world: World, form: SelfEvaluation) -> None:
    """A fact taken out of a full form never raises its score."""
    save(world, form, facts=full_facts(form))
    full = scoring.card_of(form).computed
    for name in list(form.facts):
        kept = form.facts.pop(name)
        assert scoring.card_of(form).computed <= full, name
        form.facts[name] = kept


@pytest.mark.function("JX10")
def test_a_fact_of_another_unit_is_told_in_chinese(world: World, form: SelfEvaluation) -> None:
    save(world, form, facts={"staff_actual": {"value": "20万元", "note": ""}})
    with pytest.raises(Invalid, match="单位"):
        scoring.card_of(form)
    page = signed_in(world.clerk_a).get(form.get_absolute_url())
    assert page.status_code == 200
    assert "20万元" in page.content.decode()


@pytest.mark.function("JX10")
def test_the_registered_money_fills_in_what_it_knows(world: World) -> None:
    project = builders.funded_project(world)
    goals = make_goals(world, owner=project.owner, year=2021, scheme="anhui-department", rows=())
    assert fund_rows(goals, date(2021, 12, 31))[0]["executed_fen"] == 8 * builders.WAN


@pytest.mark.function("JX10")
def test_it_goes_all_the_way_with_reasons_for_what_was_lost(world: World, form: SelfEvaluation) -> None:
    facts = full_facts(form)
    save(world, form, facts=facts, achieved="全年帮扶 120 人")
    facts_cite(actor=world.clerk_a, evaluation=form, names=list(facts), evidence_file=builders.make_evidence(world))
    load_builtin_flows()
    lost = [item for item in scoring.card_of(form).items if item.awarded < item.points]
    save(world, form, notes={item.code: "见整改台账" for item in lost})
    form = self_evaluation_submit(actor=world.clerk_a, evaluation=form, opened_version=form.version)
    self_award(
        actor=world.approver_a,
        evaluation=form,
        code="A1",
        awarded="3",
        because="年中调剂过多",
        opened_version=form.version,
    )
    form = self_evaluation_pass(actor=world.approver_a, evaluation=form)
    form = SelfEvaluation.objects.get(pk=form.pk)
    assert form.card is not None
    assert form.card == scoring.recompute(form)
    by_code = {item["code"]: item for item in form.card["items"]}
    assert (by_code["A1"]["awarded"], by_code["A1"]["by_rule"]) == ("3", "5")


@pytest.mark.function("JX10")
@pytest.mark.parametrize("path", ["", "edit/", "table.docx", "table.xlsx", "table.pdf", "report.pdf"])
def test_its_pages_and_documents_open(world: World, form: SelfEvaluation, path: str) -> None:
    save(world, form, facts=full_facts(form))
    assert signed_in(world.clerk_a).get(f"{form.get_absolute_url()}{path}").status_code == 200


@pytest.mark.function("JX10")
def test_a_scheme_of_another_kind_is_refused(world: World) -> None:
    with pytest.raises(Invalid, match="不能用于这份自评"):
        begun(world, "national-2020-project-self", 2020)


@pytest.mark.function("JX10")
@pytest.mark.parametrize("scheme", ["anhui-department", "guangzhou-2022-department", SCHEME])
def test_a_department_s_scheme_scores_an_empty_form(world: World, scheme: str) -> None:
    card = scoring.card_of(begun(world, scheme, max(load_scheme(scheme).first_year, 2020)))
    assert total([item.awarded for item in card.items]) == card.computed
    assert card.computed < card.points
