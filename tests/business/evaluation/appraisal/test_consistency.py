"""The check before signing: what stops, what only is shown, explanations that outlive or do not."""

from pathlib import Path

import pytest

from tests.business.evaluation.appraisal.factory import (
    COST,
    make_appraisal,
    make_exchanged,
    make_scored,
    make_self,
    make_signed,
    settle,
)
from tests.factories.evaluation import make_project
from tests.factories.world import World, signed_in
from xieshou.business.evaluation.models import Appraisal
from xieshou.business.evaluation.services import consistency
from xieshou.business.evaluation.services.appraising import appraisal_facts_save
from xieshou.business.evaluation.services.consistency import (
    Shown,
    appraisal_check,
    check_ask,
    check_problems,
    explanation_set,
    is_fresh,
    outlived,
    shown,
    summary,
    unexplained,
)
from xieshou.business.evaluation.services.materials import material_mark, material_unmark, materials_of
from xieshou.business.evaluation.services.report_text import chapters_save
from xieshou.business.evaluation.services.signing import appraisal_sign
from xieshou.lib.problems import Invalid, Refused, Stale
from xieshou.platform.evidence.api import Evidence, evidence_add
from xieshou.platform.jobs import api as jobs

pytestmark = pytest.mark.function("JX13")


def write(world: World, appraisal: Appraisal, **texts: str) -> None:
    chapters = {key.replace("_of_", ":"): text for key, text in texts.items()}
    chapters_save(
        actor=world.division_manager, appraisal=appraisal, opened_version=appraisal.version, chapters=chapters
    )


def found(appraisal: Appraisal, code: str) -> Shown:
    return next(one for one in shown(appraisal) if one.data["code"] == code and one.data["is_own"])


def checked(world: World, appraisal: Appraisal) -> Appraisal:
    return appraisal_check(actor=world.division_manager, appraisal=appraisal)


def test_the_reports_own_contradiction_is_found_with_place_and_both_figures(world: World) -> None:
    appraisal = make_scored(world)
    write(world, appraisal, analysis_of_C4=COST)
    checked(world, appraisal)
    one = found(appraisal, "EV-COST")
    assert (one.data["published"], one.stops) == ("129.47 万元", True)
    assert "124.97" in one.data["recomputed"]
    assert one.data["places"][0]["url"] == appraisal.get_absolute_url()
    assert "段" in one.data["places"][0]["where"]


def test_signing_waits_for_the_check_and_for_each_mismatch(world: World) -> None:
    appraisal = make_exchanged(world)
    manager = world.division_manager
    assert "还没有核验" in check_problems(appraisal, manager)[0].what
    write(world, appraisal, analysis_of_C4=COST)
    checked(world, appraisal)
    assert any("成本" in one.what for one in check_problems(appraisal, manager))
    with pytest.raises(Invalid, match="没有改正也没有说明"):
        appraisal_sign(actor=world.leader, appraisal=appraisal, opened_version=appraisal.version)


def test_an_explanation_is_kept_and_lets_the_report_pass(world: World) -> None:
    appraisal = make_exchanged(world)
    write(world, appraisal, analysis_of_C4=COST)
    settle(world, appraisal)
    assert check_problems(appraisal, world.division_manager) == []
    appraisal_sign(actor=world.leader, appraisal=appraisal, opened_version=appraisal.version)
    assert appraisal.explanations.filter(code="EV-COST").get().said_by == world.division_manager


def test_an_unchanged_finding_keeps_its_explanation_through_other_changes(world: World) -> None:
    appraisal = make_scored(world)
    write(world, appraisal, analysis_of_C4=COST)
    checked(world, appraisal)
    mark = found(appraisal, "EV-COST").data["fingerprint"]
    explanation_set(actor=world.division_manager, appraisal=appraisal, fingerprint=mark, reason="含上年尾款 4.5 万元")
    write(world, appraisal, background="依据市里的部署开展，范围覆盖各对口地区。", content="调研。\n展会。")
    checked(world, appraisal)
    held = found(appraisal, "EV-COST").explanation
    assert held is not None
    assert held.reason == "含上年尾款 4.5 万元"


def test_a_changed_finding_is_asked_again(world: World) -> None:
    appraisal = make_scored(world)
    write(world, appraisal, analysis_of_C4=COST)
    checked(world, appraisal)
    mark = found(appraisal, "EV-COST").data["fingerprint"]
    explanation_set(actor=world.division_manager, appraisal=appraisal, fingerprint=mark, reason="含上年尾款")
    write(world, appraisal, analysis_of_C4=COST.replace("129.47", "131.47").replace("51.26", "50.51"))
    checked(world, appraisal)
    assert found(appraisal, "EV-COST").explanation is None
    assert [one.code for one in outlived(appraisal)] == ["EV-COST"]


def test_a_mended_report_has_nothing_to_explain(world: World) -> None:
    appraisal = make_scored(world)
    write(world, appraisal, analysis_of_C4=COST)
    checked(world, appraisal)
    assert unexplained(appraisal)
    write(world, appraisal, analysis_of_C4="资金使用合规。")
    checked(world, appraisal)
    assert "EV-COST" not in {one.data["code"] for one in unexplained(appraisal)}


def test_a_change_after_the_check_asks_for_another(world: World) -> None:
    appraisal = make_scored(world)
    manager = world.division_manager
    checked(world, appraisal)
    assert is_fresh(appraisal, manager)
    facts = {"a1_1": {"value": "0", "note": ""}}
    appraisal_facts_save(actor=manager, appraisal=appraisal, opened_version=appraisal.version, facts=facts)
    assert not is_fresh(appraisal, manager)
    assert "重新核验" in check_problems(appraisal, manager)[0].remedy


def test_a_question_is_shown_and_does_not_stop(world: World) -> None:
    appraisal = checked(world, make_scored(world))
    assert all(one.is_settled for one in shown(appraisal) if one.data["verdict"] == "question")


def published_text(world: World, tmp_path: Path, text: str) -> Evidence:
    path = tmp_path / "公开报告.txt"
    path.write_text(text, encoding="utf-8")
    return evidence_add(actor=world.division_manager, owner=world.division, upload=path, name=path.name)[0]


def test_what_the_office_published_is_compared_and_its_own_slips_stop_nothing(world: World, tmp_path: Path) -> None:
    appraisal = make_scored(world)
    text = "2020 年度公务接待费支出 2.66 万元，比全年预算数3.72万元减少了1.06万元，下降了39.8%。"
    kept = published_text(world, tmp_path, text)
    material_mark(actor=world.division_manager, evidence_file=kept, year=2020)
    checked(world, appraisal)
    assert appraisal.check_result is not None
    assert "公开报告.txt" in {file["name"] for file in appraisal.check_result["files"]}
    others = [one for one in shown(appraisal) if not one.data["is_own"] and one.data["verdict"] == "mismatch"]
    assert [one.data["code"] for one in others if one.data["places"][0]["file"] == "公开报告.txt"] == ["TX-GROWTH"]
    assert not any(one.stops for one in others)


def test_new_published_material_makes_a_check_old(world: World, tmp_path: Path) -> None:
    appraisal = checked(world, make_scored(world))
    kept = published_text(world, tmp_path, "年度工作总结。")
    mark = material_mark(actor=world.division_manager, evidence_file=kept, year=2020)
    assert not is_fresh(appraisal, world.division_manager)
    material_unmark(actor=world.division_manager, material=mark, reason="误登")
    assert is_fresh(appraisal, world.division_manager)


def test_goals_self_evaluation_and_signed_reports_are_compared(world: World) -> None:
    first = make_signed(world)
    second = make_scored_beside(world, first)
    names = [one.name for one in materials_of(second, world.division_manager)[0]]
    assert any("绩效目标" in name for name in names)
    assert any("绩效自评表" in name for name in names)
    assert any("部门评价报告" in name for name in names)


def make_scored_beside(world: World, first: Appraisal) -> Appraisal:
    return make_appraisal(world, project=first.project, kind="third_party", evaluator="某评估机构")


def test_much_to_read_is_a_job_that_can_start_over(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    appraisal = make_scored(world)
    monkeypatch.setattr(consistency, "AT_ONCE", 0)
    job = check_ask(actor=world.division_manager, appraisal=appraisal)
    assert job is not None
    assert check_ask(actor=world.division_manager, appraisal=appraisal) == job
    jobs.work_until_idle()
    job.refresh_from_db()
    appraisal.refresh_from_db()
    assert (job.state, bool(appraisal.check_result)) == (jobs.JobState.DONE, True)


def test_readers_do_not_check_and_explanations_need_words(world: World) -> None:
    appraisal = make_scored(world)
    with pytest.raises(Refused):
        check_ask(actor=world.clerk_a, appraisal=appraisal)
    write(world, appraisal, analysis_of_C4=COST)
    checked(world, appraisal)
    mark = found(appraisal, "EV-COST").data["fingerprint"]
    with pytest.raises(Invalid, match="没有写"):
        explanation_set(actor=world.division_manager, appraisal=appraisal, fingerprint=mark, reason=" ")


def test_another_projects_self_evaluation_does_not_make_a_check_old(world: World) -> None:
    appraisal = make_scored(world)
    project = make_project(world, department=appraisal.owner)
    checked(world, appraisal)
    make_self(world, project)
    assert is_fresh(appraisal, world.division_manager)


SLIP = "2020 年度公务接待费支出 2.66 万元，比全年预算数3.72万元减少了1.06万元，下降了39.8%。"


def test_two_people_explaining_one_finding_lose_nothing(world: World) -> None:
    appraisal = make_scored(world)
    write(world, appraisal, analysis_of_C4=COST)
    checked(world, appraisal)
    mark = found(appraisal, "EV-COST").data["fingerprint"]
    told = {"actor": world.division_manager, "appraisal": appraisal, "fingerprint": mark}
    explanation_set(**told, reason="含上年尾款", opened_reason="")
    with pytest.raises(Stale) as refused:
        explanation_set(**told, reason="含质保金", opened_reason="")
    assert [(one.stored, one.entered) for one in refused.value.differences] == [("含上年尾款", "含质保金")]
    explanation_set(**told, reason="含质保金", opened_reason="含上年尾款")
    assert appraisal.explanations.get().reason == "含质保金"


def test_the_evaluations_own_page_shows_each_mismatch_and_whether_it_is_explained(world: World) -> None:
    appraisal = make_scored(world)
    url = appraisal.get_absolute_url()
    client = signed_in(world.division_manager)
    assert "还没有核验" in client.get(url).content.decode()
    write(world, appraisal, analysis_of_C4=COST)
    checked(world, appraisal)
    page = client.get(url).content.decode()
    assert "129.47 万元" in page
    assert "不能签发" in page
    for one in unexplained(appraisal):
        explanation_set(
            actor=world.division_manager, appraisal=appraisal, fingerprint=one.data["fingerprint"], reason="含上年尾款"
        )
    page = client.get(url).content.decode()
    assert "都已说明" in page
    assert "含上年尾款" in page


def test_slips_of_other_published_files_stand_apart_with_why_they_stop_nothing(world: World, tmp_path: Path) -> None:
    appraisal = make_scored(world)
    kept = published_text(world, tmp_path, SLIP)
    material_mark(actor=world.division_manager, evidence_file=kept, year=2020)
    checked(world, appraisal)
    held = summary(appraisal, world.division_manager)
    assert held is not None
    assert "39.8%" in {one.data["published"] for one in held.elsewhere}
    assert "39.8%" not in {one.data["published"] for one in held.own}
    page = signed_in(world.division_manager).get(f"{appraisal.get_absolute_url()}check/").content.decode()
    apart = page.partition('id="elsewhere"')[2]
    assert "39.8%" in apart
    assert "本报告照常可以签发" in apart


def test_what_two_copies_of_a_file_say_alike_is_told_once_with_both_places(world: World, tmp_path: Path) -> None:
    appraisal = make_scored(world)
    for number in (1, 2):
        path = tmp_path / f"公开{number}.txt"
        path.write_text(SLIP + "\n" * number, encoding="utf-8")
        kept = evidence_add(actor=world.division_manager, owner=world.division, upload=path, name=path.name)[0]
        material_mark(actor=world.division_manager, evidence_file=kept, year=2020)
    checked(world, appraisal)
    same = [one.data for one in shown(appraisal) if one.data["published"] == "39.8%"]
    assert len(same) == 1
    assert {place["file"] for place in same[0]["places"]} == {"公开1.txt", "公开2.txt"}


def test_a_file_to_mark_is_found_by_its_name(world: World, tmp_path: Path) -> None:
    kept = published_text(world, tmp_path, "年度总结")
    offered = signed_in(world.division_manager).get("/evidence/options/", {"q": "公开报"}).json()
    assert kept.pk in {one["value"] for one in offered}
    assert signed_in(world.clerk_b).get("/evidence/options/", {"q": "公开报"}).json() == []


def test_who_may_not_read_a_compared_document_is_told_nothing_of_it(world: World, tmp_path: Path) -> None:
    appraisal = make_scored(world)
    kept = published_text(world, tmp_path, SLIP)
    material_mark(actor=world.division_manager, evidence_file=kept, year=2020)
    checked(world, appraisal)
    url = f"{appraisal.get_absolute_url()}check/"
    page = signed_in(world.clerk_a).get(url).content.decode()
    assert "39.8%" not in page
    assert "公开报告.txt" not in page
    assert "公开报告.txt" in signed_in(world.division_manager).get(url).content.decode()
