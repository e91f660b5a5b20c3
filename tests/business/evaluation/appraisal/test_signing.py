"""Signing: everything that stands against it at once; what is frozen; two people at once; disclosure."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.business.evaluation.appraisal.factory import (
    make_exchanged,
    make_expert,
    make_scored,
    make_signed,
    settle,
)
from tests.factories.world import World, signed_in
from xieshou.business.evaluation.models import Application, Appraisal, AppraisalState
from xieshou.business.evaluation.services.appraising import (
    appraisal_award,
    exchange_answer,
    exchange_open,
)
from xieshou.business.evaluation.services.report_document import report_document
from xieshou.business.evaluation.services.report_text import chapters_save
from xieshou.business.evaluation.services.signing import (
    HIDDEN,
    appraisal_disclose,
    appraisal_sign,
    disclosure_document,
    sign_problems,
    without_personal,
)
from xieshou.lib.permission import Permission, Reach
from xieshou.lib.problems import Invalid, Refused, Stale
from xieshou.platform.accounts.api import User
from xieshou.platform.accounts.builtin_roles import BUILTIN
from xieshou.platform.accounts.models import RoleGrant
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import storage
from xieshou.platform.evidence.api import citations_of
from xieshou.platform.inbox.api import Item
from xieshou.schemes import load_scheme

pytestmark = pytest.mark.function("JX13")


def test_the_published_total_is_signed_and_frozen(world: World) -> None:
    appraisal = make_signed(world)
    assert (appraisal.stage, appraisal.total, appraisal.grade) == (AppraisalState.SIGNED, "97.2", "优")
    assert appraisal.scheme_digest == load_scheme(appraisal.scheme).digest
    assert appraisal.card is not None
    assert appraisal.card["total"] == "97.2"


def test_the_report_is_kept_as_word_and_pdf_with_its_hash_in_the_log(world: World) -> None:
    appraisal = make_signed(world)
    assert appraisal.report is not None
    sha256 = appraisal.report.file.sha256
    assert [one.evidence.name.rpartition(".")[2] for one in citations_of(appraisal)] == ["docx", "pdf"]
    assert storage.sha256_of(storage.path_of(sha256)) == sha256
    entry = audit.history_of(appraisal).get(action="appraisal.sign")
    assert sha256 in entry.reason


def test_the_evaluated_unit_is_told_and_a_result_waits_for_its_answer(world: World) -> None:
    appraisal = make_signed(world)
    assert Item.objects.filter(user=world.clerk_a, title__startswith="评价已签发").exists()
    assert Application.objects.get(appraisal=appraisal).year == 2021


def test_everything_that_stands_against_signing_is_told_at_once(world: World) -> None:
    appraisal = make_scored(world)
    manager = world.division_manager
    appraisal.facts.pop("a1_1")
    appraisal.save()
    due = timezone.localdate() + timedelta(days=1)
    exchange_open(actor=manager, appraisal=appraisal, due_on=due, opened_version=appraisal.version)
    where = {one.where.partition(" · ")[0] for one in sign_problems(appraisal, manager)}
    assert {"交换意见", "评分事实", "报告", "评分差异", "一致性核验"} <= where


def test_opinions_are_answered_before_signing(world: World) -> None:
    appraisal = make_exchanged(world)
    exchange_answer(actor=world.clerk_a, appraisal=appraisal, answer="B2 应得 5 分", opened_version=appraisal.version)
    assert any("采纳情况" in one.what for one in sign_problems(appraisal, world.division_manager))


def test_a_signed_evaluation_is_not_changed_any_more(world: World) -> None:
    appraisal = make_signed(world)
    with pytest.raises(Invalid, match="不再修改"):
        appraisal_award(
            actor=world.division_manager, appraisal=appraisal, item="B2", awarded="5", reason="x",
            opened_version=appraisal.version,
        )  # fmt: skip


def test_of_two_who_sign_at_once_one_is_told(world: World) -> None:
    appraisal = settle(world, make_exchanged(world))
    other = Appraisal.objects.get(pk=appraisal.pk)
    opened = appraisal.version
    appraisal_sign(actor=world.leader, appraisal=appraisal, opened_version=opened)
    with pytest.raises(Stale):
        appraisal_sign(actor=world.leader, appraisal=other, opened_version=opened)
    assert audit.history_of(appraisal).filter(action="appraisal.sign").count() == 1


def test_what_changed_since_it_was_opened_is_not_signed_unseen(world: World) -> None:
    appraisal = settle(world, make_exchanged(world))
    opened = appraisal.version
    chapters_save(
        actor=world.division_manager, appraisal=appraisal, opened_version=opened,
        chapters={"steps": appraisal.chapters["steps"]},
    )  # fmt: skip
    with pytest.raises(Stale):
        appraisal_sign(actor=world.leader, appraisal=appraisal, opened_version=opened)


def test_experts_and_the_evaluated_unit_do_not_sign(world: World) -> None:
    appraisal = settle(world, make_exchanged(world))
    for user in (world.approver_a, make_expert(world, 7)):
        with pytest.raises(Refused):
            appraisal_sign(actor=user, appraisal=appraisal, opened_version=appraisal.version)


@pytest.mark.parametrize("role", BUILTIN)
def test_no_role_but_the_leaders_signs(role: str) -> None:
    assert (Permission.APPRAISAL_SIGN in BUILTIN[role][3]) is (role == "leader")


def test_who_drafted_a_report_does_not_sign_it(world: World) -> None:
    appraisal = settle(world, make_exchanged(world))
    RoleGrant.objects.create(role=world.roles["manager"], permission=Permission.APPRAISAL_SIGN, reach=Reach.ALL)
    drafter, page = User.objects.get(pk=world.division_manager.pk), appraisal.get_absolute_url()
    assert drafter.may(Permission.APPRAISAL_SIGN, appraisal)
    with pytest.raises(Invalid, match="不能自己签发"):
        appraisal_sign(actor=drafter, appraisal=appraisal, opened_version=appraisal.version)
    assert "请另一位有此权限的人签发" in signed_in(drafter).get(page).content.decode()
    signed = appraisal_sign(actor=world.leader, appraisal=appraisal, opened_version=appraisal.version)
    assert signed.signed_by == world.leader


def test_a_leader_who_wrote_the_text_leaves_the_signature_to_another(world: World) -> None:
    appraisal = make_exchanged(world)
    chapters_save(
        actor=world.leader, appraisal=appraisal, opened_version=appraisal.version,
        chapters={"steps": "领导改写的评价过程"},
    )  # fmt: skip
    settle(world, appraisal)
    with pytest.raises(Invalid, match="不能自己签发"):
        appraisal_sign(actor=world.leader, appraisal=appraisal, opened_version=appraisal.version)


def test_the_page_offers_the_signature_to_whom_it_belongs(world: World) -> None:
    appraisal = settle(world, make_exchanged(world))
    button = f"{appraisal.get_absolute_url()}sign/"
    pages = {
        user: signed_in(user).get(appraisal.get_absolute_url()).content.decode()
        for user in (world.leader, world.division_manager, world.clerk_a)
    }
    assert [button in page for page in pages.values()] == [True, False, False]
    asked = {"opened_version": appraisal.version}
    assert [signed_in(user).post(button, asked).status_code for user in reversed(pages)] == [403, 403, 302]


def test_the_report_says_who_evaluated_and_what_kind_it_is(world: World) -> None:
    appraisal = make_scored(world, kind="third_party", evaluator="某评估机构")
    texts = [text for _place, text in report_document(appraisal).texts()]
    assert "评价机构：某评估机构" in texts
    assert any(text.endswith("项目支出绩效评价报告") for text in texts)
    assert not any("部门评价报告" in text for text in texts)


@pytest.mark.function("JX15")
def test_disclosure_is_registered_with_a_file_without_personal_data(world: World) -> None:
    appraisal = make_signed(world)
    appraisal.chapters["problems"] = "联系人电话 13800138000，身份证 11010519491231002X"
    told = " ".join(text for _place, text in disclosure_document(appraisal).texts())
    assert "13800138000" not in told
    assert "11010519491231002X" not in told
    today = timezone.localdate()
    appraisal_disclose(
        actor=world.division_manager, appraisal=appraisal, on=today, url="https://example.invalid/1",
        opened_version=appraisal.version,
    )  # fmt: skip
    assert appraisal.disclosure is not None
    assert "公开件" in {one.proves for one in citations_of(appraisal)}


def test_a_disclosure_before_signing_is_refused(world: World) -> None:
    appraisal = make_signed(world)
    with pytest.raises(Invalid) as told:
        appraisal_disclose(
            actor=world.division_manager, appraisal=appraisal, on=timezone.localdate() - timedelta(days=1), url="",
            opened_version=appraisal.version,
        )  # fmt: skip
    assert len(told.value.problems) == 2


def test_ordinary_figures_are_not_taken_for_personal_data() -> None:
    text = "总投资 1567700000000 元，计划 360,162.07 万元，文号 深财绩〔2020〕14 号，完成 16569 人"
    assert without_personal(text) == text
    assert without_personal("手机 139 1234 5678") == f"手机 {HIDDEN}"
