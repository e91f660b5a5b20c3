"""Saving while one types, wrong citations taken back, rows that say nothing, what a reviewer agrees to."""

from dataclasses import replace

import pytest
from django.urls import reverse

from tests.business.evaluation.self import builders
from tests.factories.evaluation import ROWS
from tests.factories.world import World, signed_in
from xieshou.business.evaluation.entries import Row
from xieshou.business.evaluation.models import FormState, SelfEvaluation
from xieshou.business.evaluation.services.awarding import self_award
from xieshou.business.evaluation.services.scoring import standing_of
from xieshou.platform.audit.api import history_of
from xieshou.platform.evidence.api import Citation

NONE = Row(level1="产出指标", level2="时效指标", name="无", target="无", points="0")


@pytest.mark.function("JX10")
def test_it_is_saved_while_one_types(world: World) -> None:
    form = builders.begun(world)
    browser, address = signed_in(world.clerk_a), f"{form.get_absolute_url()}autosave/"
    answer = browser.post(address, {"opened_version": form.version, "achieved": "写到一半"})
    assert "已自动保存" in answer.content.decode()
    form.refresh_from_db()
    assert form.achieved == "写到一半"
    assert f'value="{form.version}" hx-swap-oob' in answer.content.decode()


@pytest.mark.function("JX10")
def test_an_automatic_save_tells_why_not_and_changes_nothing(world: World) -> None:
    form = builders.begun(world)
    browser, address = signed_in(world.clerk_a), f"{form.get_absolute_url()}autosave/"
    builders.save(world, form, actor=world.clerk_a, achieved="别处先存的")
    told = browser.post(address, {"opened_version": "1", "achieved": "后来的"}).content.decode()
    assert "也在改这张表，没有自动保存" in told
    told = browser.post(address, {"opened_version": "2", "funds_note": "长" * 501}).content.decode()
    assert "没有自动保存：预算执行说明：有 501 字" in told
    assert SelfEvaluation.objects.get(pk=form.pk).achieved == "别处先存的"
    assert signed_in(world.leader).post(address).status_code == 403
    assert browser.get(address).status_code == 405


@pytest.mark.function("JX09")
def test_a_wrong_citation_is_taken_back_with_the_reason(world: World) -> None:
    form = builders.filled(world, proved=1)
    (cited,) = Citation.objects.all()
    value = builders.values_of(form)[0]
    address = reverse("evaluation:self_value_uncite", args=[form.pk, value.pk, cited.pk])
    browser = signed_in(world.clerk_a)
    assert "引用错了，撤回" in browser.get(f"{form.get_absolute_url()}values/{value.pk}/").content.decode()
    assert browser.post(address, {"reason": ""}).status_code == 422
    assert signed_in(world.leader).post(address, {"reason": "x"}).status_code == 403
    assert browser.post(address, {"reason": "引用错了文件"}).status_code == 302
    assert not Citation.objects.exists()
    assert "引用错了文件" in history_of(value)[0].reason
    assert browser.post(address, {"reason": "再来"}).status_code == 404


@pytest.mark.function("JX09")
def test_a_citation_stays_once_the_form_is_submitted(world: World) -> None:
    form = builders.submitted(world)
    cited, value = Citation.objects.first(), builders.values_of(form)[0]
    assert cited is not None
    address = reverse("evaluation:self_value_uncite", args=[form.pk, value.pk, cited.pk])
    assert signed_in(world.clerk_a).post(address, {"reason": "引用错了文件"}).status_code == 422
    assert Citation.objects.filter(pk=cited.pk).exists()


@pytest.mark.function("JX09")
def test_a_row_that_says_none_has_nothing_to_prove(world: World) -> None:
    form = builders.begun(world, rows=(*ROWS, NONE))
    builders.save(world, form, values=builders.entries(form, (*builders.REACHED, "无")))
    builders.prove(world, form)
    standing = standing_of(SelfEvaluation.objects.get(pk=form.pk))
    assert standing.losses == ()
    assert standing.complete == (5, 5)
    assert "缺 1 份佐证" not in signed_in(world.clerk_a).get(form.get_absolute_url()).content.decode()


@pytest.mark.function("JX10")
def test_a_reviewer_agrees_to_what_they_have_seen(world: World) -> None:
    form = builders.submitted(world)
    seen = form.version
    code = builders.values_of(form)[0].indicator.code
    form = SelfEvaluation.objects.get(pk=form.pk)
    self_award(actor=world.approver_a, evaluation=form, code=code, awarded="3", because="册子不全", opened_version=seen)
    browser = signed_in(world.approver_a)
    answer = browser.post(f"{form.get_absolute_url()}pass/", {"opened_version": seen})
    assert answer.status_code == 409
    assert SelfEvaluation.objects.get(pk=form.pk).state == FormState.SUBMITTED
    page = browser.get(form.get_absolute_url()).content.decode()
    assert 'pass/"><input type="hidden" name="csrfmiddlewaretoken"' in page
    assert browser.post(f"{form.get_absolute_url()}pass/", {"opened_version": form.version}).status_code == 302


@pytest.mark.function("JX10")
def test_a_stale_award_shows_the_reason_that_was_typed(world: World) -> None:
    form = builders.filled(world)
    code = builders.values_of(form)[0].indicator.code
    data = {"awarded": "3", "because": "抽查签到册不实", "opened_version": "1"}
    answer = signed_in(world.clerk_a).post(f"{form.get_absolute_url()}award/{code}/", data)
    assert answer.status_code == 409
    assert "抽查签到册不实" in answer.content.decode()


@pytest.mark.function("JX10")
def test_a_form_shows_what_was_typed_beside_what_others_saved(world: World) -> None:
    form = builders.begun(world)
    code = builders.values_of(form)[0].indicator.code
    builders.save(world, form, values={code: replace(builders.entries(form)[code], actual="101人次")})
    data = {"opened_version": "1", f"v-{code}-actual": "１１５人次", "achieved": "我写的"}
    answer = signed_in(world.clerk_a).post(f"{form.get_absolute_url()}edit/", data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "101人次" in page
    assert "115人次" in page
    assert "我写的" in page
    assert 'data-guard="dirty"' in page


@pytest.mark.function("JX10")
def test_a_score_of_zero_is_shown_as_zero(world: World) -> None:
    form = builders.begun(world, goals=None)
    page = signed_in(world.clerk_a).get(f"{form.get_absolute_url()}edit/").content.decode()
    score = standing_of(form).card
    assert score is not None
    assert f'class="self-score">{score.computed}</strong>' in page
