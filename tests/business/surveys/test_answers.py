"""Answering: once for each code, and nothing in what is kept leads back to who answered."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.business.surveys.conftest import Made, answered, scan, written
from tests.factories.world import World
from xieshou.business.surveys import people, services
from xieshou.business.surveys.answer_views import MOST_WRONG
from xieshou.business.surveys.answering import CodeState, PaperSheet, answer_take, code_brought, paper_enter
from xieshou.business.surveys.models import Answer, Invitation, State, Survey
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.jobs.api import work_until_idle

pytestmark = pytest.mark.function("JX12")

SignIn = Callable[[User], Client]


def code_of(survey: Survey, category: str = "群众") -> str:
    return str(Invitation.objects.filter(survey=survey, category=category, is_used=False)[0].code)


def address(code: str) -> str:
    return f"/surveys/answer/{code}/"


def test_it_takes_an_answer_without_an_account_once(world: World, opened: Made, client: Client) -> None:
    survey = opened()
    code = code_of(survey)
    page = client.get(address(code.lower()))
    assert (page.status_code, "very" in page.content.decode()) == (200, False)
    assert "本问卷匿名" in page.content.decode()
    sent = client.post(address(code), written(survey, level=2, points="１０", text="很好"))
    assert sent["Location"] == "/surveys/answer/thanks/"
    assert "谢谢" in client.get(sent["Location"]).content.decode()
    again = client.post(address(code), written(survey))
    assert (again.status_code, "已经用过" in again.content.decode()) == (410, True)
    (answer,) = Answer.objects.all()
    assert sorted(map(str, answer.values.values())) == ["10", "2", "很好"]


def test_it_finds_a_code_as_people_type_it(world: World, opened: Made, client: Client) -> None:
    code = code_of(opened())
    assert code_brought(f" {code[:5].lower()}－{code[5:]} ").state is CodeState.GOOD
    assert client.get("/surveys/answer/", {"code": f"{code[:5]} {code[5:]}"})["Location"] == address(code)
    assert client.get("/surveys/answer/").status_code == 200


def test_it_tells_what_is_not_answered_and_keeps_the_rest(world: World, opened: Made, client: Client) -> None:
    survey = opened()
    code = code_of(survey)
    page = client.post(address(code), written(survey, level="", points="11", text="桥修好了"))
    assert page.status_code == 422
    for words in ("第 1 题：还没有回答", "第 2 题", "0 到 10", "桥修好了"):
        assert words in page.content.decode()
    assert "第 3 题：有 501 字，太长" in client.post(address(code), written(survey, text="好" * 501)).content.decode()
    assert code_brought(code).state is CodeState.GOOD
    assert not Answer.objects.exists()


def test_it_says_why_a_code_is_not_good(world: World, opened: Made, client: Client) -> None:
    survey = opened()
    code = code_of(survey)
    assert client.get(address("AAAAAAAAAA")).status_code == 404
    tomorrow = timezone.localdate() + timedelta(days=1)
    Survey.objects.update(opens_on=tomorrow)
    assert "还没有开始" in client.get(address(code)).content.decode()
    Survey.objects.update(opens_on=tomorrow - timedelta(days=9), closes_on=tomorrow - timedelta(days=2))
    page = client.post(address(code), written(survey))
    assert (page.status_code, "没有保存" in page.content.decode()) == (410, True)
    assert client.put(address(code)).status_code == 405


def test_it_takes_nothing_when_it_was_closed_in_between(world: World, opened: Made, client: Client) -> None:
    survey = opened()
    code = code_of(survey)
    client.get(address(code))
    services.survey_close(actor=world.clerk_a, survey=survey, reason="提前收齐")
    assert "已经结束" in client.post(address(code), written(survey)).content.decode()
    assert not Answer.objects.exists()


def test_it_asks_for_the_form_s_own_token(world: World, opened: Made) -> None:
    survey = opened()
    careful = Client(enforce_csrf_checks=True)
    assert careful.post(address(code_of(survey)), written(survey)).status_code == 403
    assert not Answer.objects.exists()


def test_it_stops_who_tries_too_many_codes(world: World, opened: Made, client: Client) -> None:
    code = code_of(opened())
    for _ in range(MOST_WRONG):
        client.get(address("BBBBBBBBBB"))
    page = client.get(address(code))
    assert (page.status_code, page["Retry-After"]) == (429, "600")
    assert client.get(address(code), REMOTE_ADDR="10.0.0.9").status_code == 200


def test_it_keeps_one_of_two_answers_sent_at_once(world: World, opened: Made) -> None:
    survey = opened()
    first = Invitation.objects.filter(survey=survey)[0]
    second = Invitation.objects.get(pk=first.pk)
    assert answer_take(invitation=first, written=written(survey)) is CodeState.GOOD
    assert answer_take(invitation=second, written=written(survey, level=5)) is CodeState.USED
    assert Answer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_it_lets_one_through_when_two_telephones_send_at_the_same_moment(world: World, opened: Made) -> None:
    survey = opened()
    invitation, sent, together = survey.invitations.all()[0], written(survey), Barrier(2)

    def send(_: int) -> CodeState:
        together.wait()
        try:
            return answer_take(invitation=invitation, written=sent)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as telephones:
        outcomes = sorted(telephones.map(send, range(2)))
    assert outcomes == [CodeState.GOOD, CodeState.USED]
    assert Answer.objects.count() == 1


def test_it_keeps_nothing_that_leads_from_an_answer_to_a_person(world: World, opened: Made) -> None:
    survey = opened()
    before = audit.history_of(survey).count()
    answered(survey, "群众", 1, 5)
    columns = {field.name for field in Answer._meta.get_fields()}
    assert columns == {"id", "survey", "category", "answered_on", "batch", "is_valid", "values"}
    kinds = {field.get_internal_type() for field in Invitation._meta.get_fields()}
    assert not kinds & {"DateField", "DateTimeField", "TimeField"}
    assert audit.history_of(survey).count() == before


def test_it_mixes_the_answers_at_closing(world: World, opened: Made) -> None:
    survey = opened()
    answered(survey, "群众", *range(1, 6), *range(1, 6))
    answered(survey, "干部", 3)
    before = set(Answer.objects.values_list("pk", flat=True))
    services.survey_close(actor=world.clerk_a, survey=survey, reason="收齐")
    after = Answer.objects.all()
    assert not before & {one.pk for one in after}
    levels = sorted(next(iter(one.values.values())) for one in after if one.category == "群众")
    assert levels == sorted([*range(1, 6)] * 2)
    days = {one.category: one.answered_on for one in after}
    assert days == {"群众": timezone.localdate(), "干部": None}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL keeps the transaction with each row")
def test_it_leaves_no_transaction_that_ties_an_answer_to_a_code(world: World, opened: Made) -> None:
    survey = opened()
    answered(survey, "群众", 1, 2, 3, 4, 5)
    services.survey_close(actor=world.clerk_a, survey=survey, reason="收齐")
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT xmin::text FROM surveys_answer UNION SELECT xmin::text FROM surveys_invitation")
        assert len(cursor.fetchall()) == 1


def test_it_takes_paper_only_from_those_asked_on_paper(world: World, opened: Made, client: Client) -> None:
    survey = opened()
    level = str(survey.questions.all()[0].pk)
    sheets = [PaperSheet({level: 2}), PaperSheet({}), PaperSheet({level: 1}, is_spoilt=True)]
    enter: dict[str, Any] = {"actor": world.clerk_a, "survey": survey, "category": "干部", "sheets": sheets}
    with pytest.raises(Invalid, match="还可录入 0 份"):
        paper_enter(**enter, evidence=scan(world))
    chosen = list(survey.invitations.filter(category="干部")[:3])
    people.paper_ask(actor=world.clerk_a, survey=survey, invitations=[one.pk for one in chosen])
    assert "请填纸质问卷" in client.get(address(chosen[0].code)).content.decode()
    with pytest.raises(Invalid, match="没有选择问卷原件"):
        paper_enter(**enter, evidence=None)
    batch = paper_enter(**enter, evidence=scan(world))
    assert [(one.batch, one.answered_on) for one in Answer.objects.all()] == [(batch, None)] * 3
    assert Answer.objects.filter(is_valid=True).count() == 1
    with pytest.raises(Invalid, match="还可录入 0 份"):
        paper_enter(**{**enter, "sheets": sheets[:1]}, evidence=scan(world))


def test_it_leaves_who_has_answered_as_they_are(world: World, opened: Made) -> None:
    survey = opened()
    answered(survey, "企业", 1, 1)
    used = list(survey.invitations.filter(category="企业").values_list("pk", flat=True))
    with pytest.raises(Invalid, match="没有选中"):
        people.paper_ask(actor=world.clerk_a, survey=survey, invitations=used)


def test_it_types_paper_in_from_a_table(world: World, opened: Made, sign_in: SignIn) -> None:
    survey = opened()
    browser, page = sign_in(world.clerk_a), f"/surveys/{survey.pk}/paper/"
    assert "没有改发纸质问卷的人" in browser.get(page).content.decode()
    rows = list(survey.invitations.filter(category="群众").values_list("pk", flat=True)[:2])
    browser.post(f"/surveys/{survey.pk}/sample/paper/", {"rows": rows})
    level, points, _ = (one.pk for one in survey.questions.all())
    sent = {"category": "群众", "evidence": scan(world).pk, f"r1q{level}": "1", f"r4q{points}": "12"}
    wrong = browser.post(page, sent)
    assert (wrong.status_code, "第 4 份 第 2 题" in wrong.content.decode()) == (422, True)
    assert browser.post(page, {**sent, f"r4q{points}": "8"}).status_code == 302
    assert sorted(Answer.objects.values_list("is_valid", flat=True)) == [False, True]
    back = f"{page}{survey.paper_batches.get().pk}/withdraw/"
    assert (browser.post(back).status_code, sign_in(world.clerk_b).post(back).status_code) == (422, 404)
    assert browser.post(back, {"reason": "录错类别"}).status_code == 302
    assert (Answer.objects.count(), audit.history_of(survey)[0].reason) == (0, "录错类别")


def test_it_takes_a_page_of_paper_once_though_the_button_is_pressed_twice(
    world: World, opened: Made, sign_in: SignIn
) -> None:
    survey = opened()
    rows = list(survey.invitations.filter(category="群众").values_list("pk", flat=True)[:4])
    people.paper_ask(actor=world.clerk_a, survey=survey, invitations=rows)
    browser, page = sign_in(world.clerk_a), f"/surveys/{survey.pk}/paper/"
    level = survey.questions.all()[0].pk
    sent = {"category": "群众", "evidence": scan(world).pk, f"r1q{level}": "1", "after": "0"}
    assert browser.post(page, sent).status_code == 302
    again = browser.post(page, sent)
    told = again.content.decode()
    assert (again.status_code, "已经存过一批" in told, Answer.objects.count()) == (422, True, 1)
    assert browser.post(page, {**sent, "after": survey.paper_batches.get().pk}).status_code == 302
    assert Answer.objects.count() == 2


def test_it_is_opened_and_closed_only_when_ready_and_by_who_may(world: World, draft: Made, opened: Made) -> None:
    survey = draft()
    with pytest.raises(Invalid, match="还没有抽样"):
        services.survey_open(actor=world.clerk_a, survey=survey, opened_version=1)
    running = opened()
    with pytest.raises(Invalid, match="提前结束的理由"):
        services.survey_close(actor=world.clerk_a, survey=running)
    with pytest.raises(Refused):
        services.survey_close(actor=world.auditor_outside, survey=running, reason="好奇")
    services.survey_close(actor=world.clerk_a, survey=running, reason="收齐")
    with pytest.raises(Invalid, match="调查中才能结束"):
        services.survey_close(actor=world.clerk_a, survey=running, reason="再来")


def test_it_closes_with_many_answers_as_one_job(
    world: World, opened: Made, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MIXED_AT_ONCE", 1)
    survey = opened()
    answered(survey, "群众", 1, 2)
    page = f"/surveys/{survey.pk}/close/"
    asked = {sign_in(world.clerk_a).post(page, {"reason": "收齐"})["Location"] for _ in range(2)}
    assert (len(asked), work_until_idle()) == (1, 1)
    assert Survey.objects.get().state == State.CLOSED


def test_it_closes_by_itself_after_its_last_day(world: World, opened: Made) -> None:
    survey = opened()
    services.expired_close(timezone.now() + timedelta(days=10))
    assert Survey.objects.get().state == State.OPEN
    for _ in range(2):
        services.expired_close(timezone.now() + timedelta(days=11))
    assert Survey.objects.get().state == State.CLOSED
    assert audit.history_of(survey)[0].actor_label == "系统"
