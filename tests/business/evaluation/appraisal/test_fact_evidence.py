"""Facts without evidence: as good as not provided in a self-evaluation, shown with the points at risk everywhere."""

import pytest

from tests.business.evaluation.appraisal.factory import make_appraisal
from tests.business.evaluation.self import builders
from tests.business.evaluation.self.test_department import SCHEME, begun, full_facts
from tests.factories.world import World, signed_in
from xieshou.business.evaluation.models import Appraisal, AppraisalState, SelfEvaluation
from xieshou.business.evaluation.services import prepared, scoring
from xieshou.business.evaluation.services.appraisal_card import facts_by_item
from xieshou.business.evaluation.services.appraising import appraisal_cite, appraisal_facts_save
from xieshou.business.evaluation.services.self_evaluation import fact_cite, facts_cite, self_evaluation_save
from xieshou.business.evaluation.services.self_lines import is_same_amount
from xieshou.business.evaluation.services.self_typed import Typed
from xieshou.kernel.exact import Exact
from xieshou.lib.problems import Invalid
from xieshou.platform.evidence.api import Evidence, citations_of
from xieshou.platform.evidence.choosing import MOST_OFFERED
from xieshou.schemes import load_scheme

pytestmark = pytest.mark.function("JX09")
FIVE = tuple(f"compile_{number}" for number in range(1, 6))  # the five points of A1


@pytest.fixture
def form(world: World) -> SelfEvaluation:
    """The department's form with every fact entered and nothing cited."""
    form = begun(world, SCHEME, 2020)
    return typed(world, form, full_facts(form))


def typed(world: World, form: SelfEvaluation, facts: dict[str, dict[str, str]]) -> SelfEvaluation:
    return self_evaluation_save(
        actor=world.clerk_a, evaluation=form, opened_version=form.version, typed=Typed(facts=facts)
    )


def prove(world: World, form: SelfEvaluation, *names: str) -> None:
    facts_cite(actor=world.clerk_a, evaluation=form, names=names, evidence_file=builders.make_evidence(world))


def by_rule(form: SelfEvaluation, code: str) -> str:
    item = scoring.card_of(form).item(code)
    assert item is not None
    assert item.by_rule is not None
    return item.by_rule.text()


def test_an_entered_fact_without_evidence_scores_as_not_provided(world: World, form: SelfEvaluation) -> None:
    assert by_rule(form, "A1") == "0"
    prove(world, form, "compile_1", "compile_2")
    assert by_rule(form, "A1") == "2"
    prove(world, form, *FIVE)
    assert by_rule(form, "A1") == "5"


def test_a_fact_said_not_to_be_there_lacks_no_evidence(world: World, form: SelfEvaluation) -> None:
    typed(world, form, {"compile_1": {"value": "未提供", "note": ""}})
    assert not next(one for one in scoring.fact_lines(form) if one.name == "compile_1").lacks_evidence


def test_a_judgement_rests_on_its_reason_not_on_evidence(form: SelfEvaluation) -> None:
    judged = next(one for one in scoring.fact_lines(form) if one.name == "effect_deducted")
    assert (judged.is_judged, judged.lacks_evidence) == (True, False)


def test_what_it_costs_is_told_item_by_item_and_comes_to_the_whole(form: SelfEvaluation) -> None:
    standing = scoring.standing_of(form)
    lost = {one.item.code: one.lost.text() for one in standing.fact_losses}
    assert lost["A1"] == "5"
    whole = Exact(0)
    for one in standing.fact_losses:
        whole = whole + one.lost
    assert whole == standing.lost
    proved = scoring.card_of(form, ignores_evidence=True)
    assert proved.computed - standing.lost == scoring.card_of(form).computed


def test_the_year_computed_at_once_says_the_same(form: SelfEvaluation) -> None:
    found = {one.evaluation: one for one in prepared.scores_recompute(2020)}
    assert found[form.pk].total == scoring.card_of(form).computed


def test_a_fact_that_cannot_be_read_is_told_although_nothing_proves_it(world: World, form: SelfEvaluation) -> None:
    typed(world, form, {"staff_actual": {"value": "很多", "note": ""}})
    with pytest.raises(Invalid):
        scoring.card_of(form)


def test_evidence_for_another_fact_whose_name_begins_alike_does_not_count(world: World, form: SelfEvaluation) -> None:
    words = load_scheme(SCHEME).facts["staff_quota"].words.zh
    fact_cite(
        actor=world.clerk_a, evaluation=form, name="staff_quota", evidence_file=builders.make_evidence(world), proves="三定方案"
    )  # fmt: skip
    proofs = {one.words: one.proofs for one in scoring.fact_lines(form) if one.proofs}
    assert proofs == {words: 1}


def test_the_page_shows_what_lacks_evidence_and_takes_one_file_for_several(world: World, form: SelfEvaluation) -> None:
    client, url = signed_in(world.clerk_a), form.get_absolute_url()
    page = client.get(url).content.decode()
    assert "缺佐证" in page
    assert "预计扣" in page
    kept = builders.make_evidence(world)
    answer = client.post(f"{url}cite/", {"fact": list(FIVE), "evidence": kept.pk})
    assert answer.status_code == 302
    assert by_rule(form, "A1") == "5"
    told = client.post(f"{url}cite/", {"evidence": kept.pk})
    assert (told.status_code, "勾选" in told.content.decode()) == (422, True)


@pytest.mark.function("JX11")
def test_an_evaluators_finding_shows_what_it_rests_on(world: World) -> None:
    appraisal = make_appraisal(world)
    facts = {"a1_1": {"value": "1", "note": ""}, "a1_2": {"value": "1", "note": "见立项批复"}}
    appraisal_facts_save(
        actor=world.division_manager, appraisal=appraisal, opened_version=appraisal.version, facts=facts
    )

    def bare() -> set[str]:
        lines = facts_by_item(appraisal, load_scheme(appraisal.scheme))
        return {line.name for _item, held in lines for line in held if line.is_bare}

    assert bare() == {"a1_1"}
    assert "缺佐证" in signed_in(world.division_manager).get(appraisal.get_absolute_url()).content.decode()
    appraisal_cite(
        actor=world.division_manager, appraisal=appraisal, evidence_file=builders.make_evidence(world), proves="", fact="a1_1"
    )  # fmt: skip
    assert bare() == set()


@pytest.mark.function("JX11")
def test_evidence_is_cited_for_a_fact_on_the_page(world: World) -> None:
    appraisal = make_appraisal(world)
    client, url = signed_in(world.division_manager), appraisal.get_absolute_url()
    kept = builders.make_evidence(world)
    assert client.post(f"{url}cite/", {"fact": "a1_1", "evidence": kept.pk}).status_code == 302
    facts = {"a1_1": {"value": "1", "note": ""}}
    appraisal_facts_save(
        actor=world.division_manager, appraisal=appraisal, opened_version=appraisal.version, facts=facts
    )
    assert "佐证 1 份" in client.get(url).content.decode()
    assert client.post(f"{url}cite/", {"fact": "no_such", "evidence": kept.pk}).status_code == 422


@pytest.mark.parametrize(
    ("text", "other", "is_same"),
    [
        ("200 万元", "200.00万元", True),
        ("１，２３４.５万元", "1,234.50 万元", True),
        ("200 元", "200 万元", False),
        ("200 万元", "201 万元", False),
        ("健全", "健全", True),
        ("", "0 万元", False),
    ],
)
def test_amounts_are_the_same_whatever_is_written_around_them(text: str, other: str, is_same: bool) -> None:
    assert is_same_amount(text, other) is is_same


@pytest.mark.function("JX11")
def test_a_wrong_citation_of_a_fact_is_taken_back_with_why_and_stays_in_the_history(world: World) -> None:
    appraisal = make_appraisal(world)
    client, address = signed_in(world.division_manager), f"{appraisal.get_absolute_url()}cite/"
    client.post(address, {"fact": "a1_1", "evidence": builders.make_evidence(world).pk})
    (cited,) = citations_of(appraisal)
    assert client.post(address, {"uncite": cited.pk, "reason": " "}).status_code == 422
    assert signed_in(world.clerk_a).post(address, {"uncite": cited.pk, "reason": "x"}).status_code == 403
    page = client.post(address, {"uncite": cited.pk, "reason": "引用错了文件"}, follow=True).content.decode()
    assert not citations_of(appraisal).exists()
    assert "引用错了文件" in page


@pytest.mark.function("JX11")
def test_what_a_signed_evaluation_rests_on_cannot_be_taken_back(world: World) -> None:
    appraisal = make_appraisal(world)
    client, address = signed_in(world.division_manager), f"{appraisal.get_absolute_url()}cite/"
    client.post(address, {"proves": "方案", "evidence": builders.make_evidence(world).pk})
    (cited,) = citations_of(appraisal)
    Appraisal.objects.filter(pk=appraisal.pk).update(stage=AppraisalState.SIGNED)
    assert client.post(address, {"uncite": cited.pk, "reason": "换一份"}).status_code == 422
    assert citations_of(appraisal).exists()


def test_a_department_s_wrong_citation_costs_what_it_proved(world: World, form: SelfEvaluation) -> None:
    prove(world, form, *FIVE)
    cited = next(one for one in citations_of(form) if load_scheme(SCHEME).facts["compile_1"].words.zh in one.proves)
    address = f"{form.get_absolute_url()}cite/"
    signed_in(world.clerk_a).post(address, {"uncite": cited.pk, "reason": "不是这一年的"})
    assert by_rule(form, "A1") == "4"


def test_without_a_script_an_old_file_is_found_on_the_page_itself(world: World) -> None:
    appraisal, oldest = make_appraisal(world), builders.make_evidence(world)
    Evidence.objects.filter(pk=oldest.pk).update(title="项目立项批复")
    for _ in range(MOST_OFFERED + 1):
        builders.make_evidence(world)
    client, url = signed_in(world.division_manager), appraisal.get_absolute_url()
    option = f'<option value="{oldest.pk}"'
    page = client.get(url).content.decode()
    assert (option in page, 'name="evidence_q"' in page) == (False, True)
    assert option in client.get(url, {"evidence_q": "立项"}).content.decode()
