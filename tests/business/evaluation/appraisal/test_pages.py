"""Pages of evaluation, check, application and dossier: who may see and do what; budgets of lists."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.business.evaluation.appraisal.factory import (
    SCHEME,
    give,
    invite,
    make_appraisal,
    make_exchanged,
    make_scored,
    make_signed,
    settle,
)
from tests.factories.evaluation import make_project
from tests.factories.world import World, signed_in
from xieshou.business.evaluation.models import Application, Appraisal, AppraisalState, PublicMaterial
from xieshou.business.evaluation.services.materials import material_mark
from xieshou.platform.evidence.api import evidence_add

READ = ("", "score/", "facts/", "reconcile/", "chapters/", "check/", "report.docx", "scores.xlsx", "reconcile.pdf")
MANAGER_ONLY = ("facts/", "chapters/", "award/A1/", "experts/invite/", "exchange/", "findings/new/")


@pytest.mark.function("JX11")
def test_an_evaluation_is_begun_on_its_page(world: World) -> None:
    project = make_project(world)
    asked = {
        "kind": "department", "project": project.pk, "year": 2020, "scheme": SCHEME, "is_blind": "on",
        "aggregation": "mean",
    }  # fmt: skip
    answer = signed_in(world.division_manager).post("/performance/appraisals/new/", asked)
    assert answer.status_code == 302
    assert Appraisal.objects.get().project == project
    assert signed_in(world.clerk_a).get("/performance/appraisals/new/").status_code == 403


@pytest.mark.function("JX11")
def test_facts_are_typed_and_what_is_wrong_stays_in_the_form(world: World) -> None:
    appraisal = make_appraisal(world)
    client = signed_in(world.division_manager)
    url = f"{appraisal.get_absolute_url()}facts/"
    assert "立项合乎国家法律法规" in client.get(url).content.decode()
    wrong = client.post(url, {"opened_version": appraisal.version, "value-received": "很多"})
    assert wrong.status_code == 422
    assert 'value="很多"' in wrong.content.decode()
    right = client.post(url, {"opened_version": appraisal.version, "value-received": "193.99 万元"})
    assert right.status_code == 302
    stale = client.post(url, {"opened_version": appraisal.version, "value-received": "1 万元"})
    assert stale.status_code == 409
    assert "专项资金处业务管理" in stale.content.decode()


@pytest.mark.function("JX11")
def test_an_expert_scores_on_the_page_and_loses_it_when_done(world: World) -> None:
    appraisal = make_appraisal(world)
    expert, _other = invite(world, appraisal)
    client = signed_in(expert)
    url = f"{appraisal.get_absolute_url()}score/"
    assert client.post(url, {"score-D1": "30", "save": "1"}).status_code == 422
    typed = {"score-D1": "20", "words-D1": "佐证不足", "score-D2": "8"}
    assert client.post(url, {**typed, "save": "1"}).status_code == 302
    assert 'value="20"' in client.get(url).content.decode()
    assert client.post(url, {**typed, "submit": "1"}).status_code == 302
    assert client.get(url).status_code == 404
    assert signed_in(world.clerk_b).get(url).status_code == 404
    assert signed_in(world.division_manager).get(url).status_code == 403


@pytest.mark.function("JX11")
@pytest.mark.parametrize("path", READ)
def test_strangers_see_nothing_and_nobody_without_signing_in(world: World, path: str) -> None:
    url = f"{make_scored(world).get_absolute_url()}{path}"
    assert signed_in(world.clerk_b).get(url).status_code == 404
    assert signed_in(world.nobody).get(url).status_code in {403, 404}
    assert Client().get(url).status_code == 302


@pytest.mark.function("JX11")
@pytest.mark.parametrize("path", MANAGER_ONLY)
def test_the_evaluated_unit_reads_and_does_not_change(world: World, path: str) -> None:
    appraisal = make_scored(world)
    client = signed_in(world.clerk_a)
    assert client.get(appraisal.get_absolute_url()).status_code == 200
    assert client.get(f"{appraisal.get_absolute_url()}{path}").status_code == 403


@pytest.mark.function("JX11")
@pytest.mark.parametrize("path", ["refill/", "draft/", "cite/", "chapters/refill/", "check/run/", "sign/"])
def test_what_changes_something_is_posted(world: World, path: str) -> None:
    url = f"{make_scored(world).get_absolute_url()}{path}"
    assert signed_in(world.division_manager).get(url).status_code == 405
    assert signed_in(world.clerk_a).post(url, {"opened_version": 1}).status_code == 403


@pytest.mark.function("JX11")
@pytest.mark.parametrize("path", ["report.docx", "report.pdf", "scores.xlsx", "reconcile.docx"])
def test_documents_are_fetched_and_other_kinds_are_not_there(world: World, path: str) -> None:
    appraisal = make_scored(world)
    client = signed_in(world.clerk_a)
    answer = client.get(f"{appraisal.get_absolute_url()}{path}")
    assert answer["Content-Disposition"].startswith("attachment")
    assert client.get(f"{appraisal.get_absolute_url()}{path.partition('.')[0]}.exe").status_code == 404


@pytest.mark.function("JX11")
def test_reasons_and_text_are_written_on_their_pages(world: World) -> None:
    appraisal = make_scored(world)
    client = signed_in(world.division_manager)
    url = appraisal.get_absolute_url()
    page = client.get(f"{url}reconcile/").content.decode()
    assert "94.37/100" in page
    assert (
        client.post(f"{url}reconcile/", {"opened_version": appraisal.version, "reason-0": "口径不同"}).status_code
        == 302
    )
    appraisal.refresh_from_db()
    assert client.get(f"{url}chapters/").status_code == 200
    chapters = {"opened_version": appraisal.version, "text-background": "按部署开展", "text-analysis:A1": "依据充分"}
    assert client.post(f"{url}chapters/", chapters).status_code == 302
    appraisal.refresh_from_db()
    assert appraisal.chapters["analysis:A1"] == "依据充分"
    assert client.post(f"{url}chapters/", chapters).status_code == 409


@pytest.mark.function("JX11")
def test_a_score_is_awarded_and_opinions_exchanged_on_their_pages(world: World) -> None:
    appraisal = make_scored(world)
    client, unit = signed_in(world.division_manager), signed_in(world.clerk_a)
    url = appraisal.get_absolute_url()
    wrong = client.post(f"{url}award/B2/", {"opened_version": appraisal.version, "awarded": "9", "reason": "x"})
    assert (wrong.status_code, "0–5 分" in wrong.content.decode()) == (422, True)
    client.post(f"{url}award/B2/", {"opened_version": appraisal.version, "awarded": "5", "reason": "疫情"})
    appraisal.refresh_from_db()
    client.post(f"{url}exchange/", {"opened_version": appraisal.version, "due_on": "2099-01-01"})
    appraisal.refresh_from_db()
    assert appraisal.stage == AppraisalState.EXCHANGED
    assert unit.post(f"{url}answer/", {"opened_version": appraisal.version, "answer": "无意见"}).status_code == 302
    assert "签发前还差" in client.get(url).content.decode()
    assert "签发前还差" not in unit.get(url).content.decode()


@pytest.mark.function("JX13")
def test_the_check_is_run_explained_and_signed_on_its_pages(world: World) -> None:
    appraisal = make_exchanged(world)
    client, leader = signed_in(world.division_manager), signed_in(world.leader)
    url = appraisal.get_absolute_url()
    refused = leader.post(f"{url}sign/", {"opened_version": appraisal.version})
    assert (refused.status_code, "报告还没有核验" in refused.content.decode()) == (422, True)
    assert client.post(f"{url}check/run/").status_code == 302
    page = client.get(f"{url}check/").content.decode()
    assert "不符" in page
    settle(world, appraisal)
    assert leader.post(f"{url}sign/", {"opened_version": appraisal.version}).status_code == 302
    shown = signed_in(world.clerk_a).get(f"{url}check/").content.decode()
    assert "因疫情核减，见附件" in shown
    assert "写说明" not in shown


@pytest.mark.function("JX13")
def test_an_unknown_finding_is_not_explained(world: World) -> None:
    appraisal = make_scored(world)
    client = signed_in(world.division_manager)
    assert client.get(f"{appraisal.get_absolute_url()}check/{'0' * 64}/explain/").status_code == 404


@pytest.mark.function("JX13")
def test_published_material_is_listed_within_its_budget(
    world: World, django_assert_max_num_queries: Callable[[int], Any], tmp_path: Any
) -> None:
    for number in range(12):
        path = tmp_path / f"{number}.txt"
        path.write_text(f"公开 {number}")
        kept = evidence_add(actor=world.clerk_a, owner=world.county_a, upload=path, name=path.name)[0]
        material_mark(actor=world.division_manager, evidence_file=kept, year=2020)
    client = signed_in(world.clerk_a)
    client.get("/performance/materials/")
    with django_assert_max_num_queries(14):
        page = client.get("/performance/materials/").content.decode()
    assert page.count("/evidence/") >= 12
    assert "公开 1" not in signed_in(world.clerk_b).get("/performance/materials/").content.decode()
    mark = PublicMaterial.objects.first()
    assert mark is not None
    assert client.get(f"/performance/materials/{mark.pk}/unmark/").status_code == 403


@pytest.mark.function("JX11")
def test_a_page_and_the_list_stay_within_their_budgets(
    world: World, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    first = make_scored(world)
    for _number in range(8):
        make_appraisal(world, has_self=False, project=make_project(world))
    client = signed_in(world.clerk_a)
    client.get(first.get_absolute_url())
    with django_assert_max_num_queries(60):
        client.get(first.get_absolute_url())
    with django_assert_max_num_queries(16):
        assert client.get("/performance/?tab=appraisal").content.decode().count("/performance/appraisals/") >= 9


@pytest.mark.function("JX14")
def test_a_result_is_answered_and_confirmed_on_its_page(world: World) -> None:
    one = Application.objects.get(appraisal=make_signed(world))
    url = one.get_absolute_url()
    unit, manager = signed_in(world.clerk_a), signed_in(world.division_manager)
    assert signed_in(world.clerk_b).get(url).status_code == 404
    assert manager.get(f"{url}answer/").status_code in {200, 403}
    wrong = unit.post(f"{url}answer/", {"opened_version": one.version, "answer": "落实", "asked_fen": "很多"})
    assert wrong.status_code == 422
    typed = {"opened_version": one.version, "answer": "落实", "asked_fen": "150 万元"}
    assert unit.post(f"{url}answer/", typed).status_code == 302
    one.refresh_from_db()
    assert one.asked_fen == 150_000_000
    assert unit.post(f"{url}confirm/", {"opened_version": one.version}).status_code == 403
    assert manager.post(f"{url}confirm/", {"opened_version": one.version}).status_code == 302
    assert unit.get(f"{url}form.pdf")["Content-Type"] == "application/pdf"


@pytest.mark.function("JX15")
def test_the_dossier_is_one_page_within_its_budget(
    world: World, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    project = make_signed(world).project
    assert project is not None
    client = signed_in(world.clerk_a)
    url = f"/performance/dossier/{project.pk}/2020/"
    client.get(url)
    with django_assert_max_num_queries(60):
        page = client.get(url).content.decode()
    assert "还缺" in page
    assert "97.2 分" in page
    assert client.get(f"{url}index.pdf")["Content-Type"] == "application/pdf"
    assert client.get(f"{url}make/").status_code == 405
    assert client.post(f"{url}make/").status_code == 302


@pytest.mark.function("JX11")
def test_dropping_an_expert_is_asked_for_a_reason(world: World) -> None:
    appraisal = make_appraisal(world)
    users = invite(world, appraisal)
    give(users[0], appraisal, "20")
    late = appraisal.experts.get(user=users[1])
    client = signed_in(world.division_manager)
    url = f"{appraisal.get_absolute_url()}experts/{late.pk}/drop/"
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "因病"}).status_code == 302
    assert client.get(url).status_code == 404


@pytest.mark.function("JX11")
def test_with_every_expert_taken_off_the_organiser_can_go_on(world: World) -> None:
    appraisal = make_appraisal(world)
    for expert in [invite(world, appraisal, 1)[0]]:
        late = appraisal.experts.get(user=expert)
        client = signed_in(world.division_manager)
        client.post(f"{appraisal.get_absolute_url()}experts/{late.pk}/drop/", {"reason": "因病"})
    appraisal.refresh_from_db()
    assert appraisal.stage == AppraisalState.PREPARING
    assert "不请专家，直接汇总" in client.get(appraisal.get_absolute_url()).content.decode()


@pytest.mark.function("JX11")
def test_an_answer_that_came_too_late_is_not_lost(world: World) -> None:
    appraisal = make_exchanged(world)
    url = f"{appraisal.get_absolute_url()}answer/"
    stale = signed_in(world.clerk_a).post(url, {"opened_version": 1, "answer": "第三条与事实不符"})
    assert (stale.status_code, "第三条与事实不符" in stale.content.decode()) == (409, True)


@pytest.mark.function("JX14")
def test_a_response_that_came_too_late_is_not_lost(world: World) -> None:
    one = Application.objects.get(appraisal=make_signed(world))
    typed = {"opened_version": one.version + 3, "answer": "已压减展会支出", "asked_fen": "150 万元"}
    stale = signed_in(world.clerk_a).post(f"{one.get_absolute_url()}answer/", typed)
    assert (stale.status_code, "已压减展会支出" in stale.content.decode()) == (409, True)


@pytest.mark.function("JX11")
@pytest.mark.parametrize("day", ["2099年1月2日", "２０９９-０１-０２", "20990102"])
def test_a_deadline_is_read_as_people_write_it(world: World, day: str) -> None:
    appraisal = make_scored(world)
    form = {"opened_version": appraisal.version, "due_on": day}
    signed_in(world.division_manager).post(f"{appraisal.get_absolute_url()}exchange/", form)
    appraisal.refresh_from_db()
    assert str(appraisal.answer_due_on) == "2099-01-02"


@pytest.mark.function("JX11")
def test_a_project_to_evaluate_is_found_by_its_name_however_many_there_are(world: World) -> None:
    project = make_project(world, name="很久以前的图书角")
    client = signed_in(world.division_manager)
    offered = client.get("/performance/appraisals/projects/", {"q": "图书角"}).json()
    assert [one["value"] for one in offered] == [project.pk]
    assert signed_in(world.nobody).get("/performance/appraisals/projects/", {"q": "图书角"}).json() == []


@pytest.mark.function("JX11")
def test_a_department_outside_the_area_is_refused_at_its_field(world: World) -> None:
    asked = {
        "kind": "department", "owner": f"编号 {world.county_b.pk}", "year": 2020, "scheme": "shenzhen-2020-department",
        "is_blind": "on", "aggregation": "mean",
    }  # fmt: skip
    answer = signed_in(world.division_manager).post("/performance/appraisals/new/", asked)
    assert answer.status_code in {302, 422}
    if answer.status_code == 422:
        assert "没有组织这个单位评价的权限" in answer.content.decode()


@pytest.mark.function("JX11")
def test_a_figure_leads_to_the_money_or_the_self_evaluation_it_was_taken_from(world: World) -> None:
    appraisal = make_appraisal(world)
    page = signed_in(world.division_manager).get(appraisal.get_absolute_url()).content.decode()
    assert appraisal.self_evaluation is not None
    assert f'href="{appraisal.self_evaluation.get_absolute_url()}">取自自评' in page
