"""The pages: who may read, who may register, what is printed."""

import hashlib
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.factories.world import World
from xieshou.platform.accounts.api import User
from xieshou.platform.evidence.api import Evidence
from xieshou.platform.service import services
from xieshou.platform.service.models import Defect, Maintenance, Source, Training
from xieshou.platform.service.uptime import run_note

pytestmark = [pytest.mark.function("ZC16"), pytest.mark.django_db]
SignIn = Callable[[User], Client]
PAGES = ("page", "gaps", "requests", "use", "defects", "trainings", "maintenance")
DEFECT = {
    "title": "演示数据 导出超时",
    "severity": "serious",
    "reported_by": "塔县受援办经办",
    "found_on": "2020年3月2日",
    "response_hours": "5",
    "fixed_on": "",
    "note": "",
}


def url(name: str, *arguments: Any) -> str:
    return reverse(f"service:{name}", args=arguments)


@pytest.mark.parametrize("name", PAGES)
def test_it_shows_the_report_to_managers_leaders_and_system_administrators_only(
    world: World, sign_in: SignIn, name: str
) -> None:
    assert Client().get(url(name)).status_code == 302
    for user in (world.clerk_a, world.audit_admin, world.nobody):
        assert sign_in(user).get(url(name)).status_code == 403
    for user in (world.division_manager, world.leader, world.system_admin):
        assert sign_in(user).get(url(name)).status_code == 200


def test_it_lets_readers_read_and_no_more(world: World, sign_in: SignIn) -> None:
    row = services.defect_record(
        actor=world.division_manager,
        **{**DEFECT, "found_on": date(2020, 3, 2), "response_hours": None, "fixed_on": None},
    )
    client = sign_in(world.leader)
    assert client.get(url("defect", row.pk)).status_code == 200
    assert client.post(url("defect", row.pk), DEFECT).status_code == 403
    assert client.get(url("defect_new")).status_code == 403
    assert client.post(url("training_new"), {}).status_code == 403
    assert client.post(url("defect_cite", row.pk), {}).status_code == 403
    assert client.get(url("defect", row.pk + 1)).status_code == 404


@pytest.mark.parametrize(("name", "arguments"), [("keep", ()), ("defect_cite", (1,)), ("maintenance_cancel", (1,))])
def test_it_changes_nothing_by_get(world: World, sign_in: SignIn, name: str, arguments: tuple[int, ...]) -> None:
    assert sign_in(world.division_manager).get(url(name, *arguments)).status_code == 405


def test_it_registers_and_repairs_a_defect(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.division_manager)
    wrong = client.post(url("defect_new"), {**DEFECT, "fixed_on": "2020-03-01"})
    assert wrong.status_code == 422
    assert "2020-03-01 不对" in wrong.content.decode()
    assert client.post(url("defect_new"), DEFECT).status_code == 302
    row = Defect.objects.get()
    revised = {**DEFECT, "fixed_on": "2020-03-05", "reason": "已修复", "opened_version": 1}
    assert client.post(url("defect", row.pk), revised).status_code == 302
    page = client.get(url("defect", row.pk)).content.decode()
    assert "用 3 天" in page
    assert "已修复" in page


def test_it_registers_training_with_its_evidence(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.division_manager)
    data = {"title": "台账操作培训", "held_on": "2020-03-10", "unit": world.county_a.name, "participants": "３0"}
    assert client.post(url("training_new"), data).status_code == 302
    row = Training.objects.get()
    assert row.participants == 30
    client.post(url("keep"), {"period": "2020-03"})
    evidence = Evidence.objects.get()
    client.post(url("training_cite", row.pk), {"evidence": evidence.pk, "proves": "签到"})
    assert "签到" in client.get(url("training", row.pk)).content.decode()


def test_it_plans_and_cancels_maintenance(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.system_admin)
    data = {"begins_at": "2099年1月1日22点", "ends_at": "2099-01-02 06:30", "reason": "升级"}
    assert client.post(url("maintenance"), data).status_code == 302
    assert client.post(url("maintenance"), {**data, "begins_at": "2020-01-01 22:00"}).status_code == 422
    assert client.post(url("maintenance"), {**data, "begins_at": "晚上"}).status_code == 422
    row = Maintenance.objects.get()
    client.post(url("maintenance_cancel", row.pk), {"reason": "改期"})
    row.refresh_from_db()
    assert row.cancelled_at is not None


def test_it_says_what_is_not_measured(world: World, sign_in: SignIn) -> None:
    page = sign_in(world.leader).get(url("page"), {"period": "2020"}).content.decode()
    assert "未测量：还没有记录" in page
    assert "设计功能实现率" in page
    assert sign_in(world.leader).get(url("page"), {"period": "去年"}).status_code == 422


def test_it_prints_the_same_figures_in_word_excel_and_pdf(world: World, sign_in: SignIn) -> None:
    run_note(Source.WORKER, 26_390_000)  # in March 2020
    services.training_record(
        actor=world.division_manager,
        title="演示数据 培训",
        held_on=date(2020, 3, 10),
        unit=world.county_a,
        participants=30,
    )
    client = sign_in(world.leader)
    answers = {form: client.get(url("download", form), {"period": "2020-03"}) for form in ("docx", "xlsx", "pdf")}
    word = "\n".join(
        cell.text
        for table in docx.Document(BytesIO(answers["docx"].content)).tables
        for row in table.rows
        for cell in row.cells
    )
    book = CalamineWorkbook.from_filelike(BytesIO(answers["xlsx"].content))
    assert "完成平台用户使用、操作培训场次（当年指标值 ≥10 次）" in word
    assert "培训明细" in book.sheet_names
    assert answers["pdf"].content.startswith(b"%PDF")
    assert client.get(url("download", "html")).status_code == 404


def test_a_printed_figure_opens_the_rows_it_was_counted_from(world: World, sign_in: SignIn, settings: Any) -> None:
    settings.PUBLIC_ADDRESS = "https://platform.example"
    data = sign_in(world.leader).get(url("download", "docx"), {"period": "2020-03"}).content
    with ZipFile(BytesIO(data)) as file:
        related = file.read("word/_rels/document.xml.rels").decode()
    assert f'Target="https://platform.example{url("trainings")}?period=2020-03' in related


def test_it_keeps_the_report_as_evidence_with_its_hash(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.division_manager)
    answer = client.post(url("keep"), {"period": "2020-03"}, follow=True)
    evidence = Evidence.objects.get()
    assert evidence.owner == world.division
    assert evidence.file.sha256 in answer.content.decode()
    data = b"".join(client.get(reverse("evidence:file", args=[evidence.pk])).streaming_content)  # type: ignore[attr-defined]
    assert hashlib.sha256(data).hexdigest() == evidence.file.sha256


def test_it_pages_and_filters_the_register_with_few_queries(
    world: World, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    Defect.objects.bulk_create(
        Defect(title=f"演示数据 {n}", severity="slight", found_on=date(2020, 3, 1), registered_by=world.leader)
        for n in range(120)
    )
    client = sign_in(world.leader)
    with django_assert_max_num_queries(20):
        page = client.get(url("defects"), {"severity": "slight", "state": "open"})
    assert page.context["next_url"] is not None
    last = client.get(url("defects") + page.context["next_url"]).context
    assert len(last["rows"]) == 50
    assert client.get(url("defects"), {"severity": "fatal"}).context["rows"] == []
    with django_assert_max_num_queries(45):
        client.get(url("page"), {"period": "2020"})


def test_it_leads_from_each_figure_to_its_own_rows(world: World, sign_in: SignIn) -> None:
    for found, fixed, severity in ((2, 3, "serious"), (3, None, "fatal"), (3, 4, "slight")):
        Defect.objects.create(
            title=f"{severity}",
            severity=severity,
            found_on=date(2020, found, 1),
            fixed_on=date(2020, fixed, 20) if fixed else None,
            registered_by=world.leader,
        )
    client = sign_in(world.leader)

    def rows(**asked: str) -> set[str]:
        return {row.title for row in client.get(url("defects"), {"period": "2020-03", **asked}).context["rows"]}

    assert rows(by="found", severity="high") == {"fatal"}
    assert rows(by="fixed") == {"serious"}
    assert rows(by="open") == {"fatal", "slight"}
    page = client.get(url("page"), {"period": "2020-03"}).content.decode()
    assert "period=2020-03&amp;by=found&amp;severity=fatal" in page.replace("&amp;amp;", "&amp;")
