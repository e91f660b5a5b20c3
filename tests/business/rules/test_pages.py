"""The pages of rules as ordinary people use them: read, lay down, with every kind of slip, as a workbook and back."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.business.rules.conftest import REASON, day, issued, posted
from tests.factories.world import World
from xieshou.business.rules import kinds, sheet
from xieshou.business.rules.api import in_force
from xieshou.business.rules.models import RuleVersion
from xieshou.platform.accounts.api import User

pytestmark = [pytest.mark.django_db, pytest.mark.function("JX08")]
SignIn = Callable[[User], Client]


def url(name: str, *args: Any) -> str:
    return reverse(f"rules:{name}", args=args)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_everyone_who_works_by_the_rules_reads_them_and_only_keepers_change_them(
    world: World, sign_in: SignIn, client: Client
) -> None:
    made = issued("monitoring", world.office, gap=15)
    new = url("new", "monitoring", world.county_a.pk)
    assert client.get(url("list")).status_code == 302
    reader = sign_in(world.clerk_a)
    assert "第 1 版" in text(reader.get(url("list")))
    assert "制定新版本" not in text(reader.get(url("kind", "monitoring")))
    assert text(reader.get(made.get_absolute_url())).count("15") > 0
    assert reader.get(new).status_code == 403
    assert reader.post(new, posted("monitoring", world.county_a, gap="9")).status_code == 403
    assert reader.post(url("list")).status_code == 405
    assert sign_in(world.system_admin).get(url("list")).status_code == 403
    assert sign_in(world.leader).get(new).status_code == 200


def test_a_version_of_another_county_is_not_there(world: World, sign_in: SignIn) -> None:
    other = issued("monitoring", world.county_b, gap=15)
    browser = sign_in(world.clerk_a)
    assert browser.get(other.get_absolute_url()).status_code == 404
    assert browser.get(url("kind", "monitoring") + f"?unit={world.county_b.pk}").status_code == 404
    assert sign_in(world.leader).get(other.get_absolute_url()).status_code == 200


def test_a_kind_or_table_that_is_not_there_is_not_found(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.clerk_a)
    for address in (url("kind", "luck"), url("built_in_sheet", "twins", "rows"), url("version", "twins", 99)):
        assert browser.get(address).status_code == 404


@pytest.mark.parametrize("code", [kind.code for kind in kinds.every()])
def test_every_kind_is_read_and_edited_in_the_browser(code: str, world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.leader)
    for address in (url("kind", code), url("built_in", code), url("new", code, world.office.pk)):
        assert browser.get(address).status_code == 200
    answer = browser.post(url("new", code, world.office.pk), posted(code, world.office))
    assert answer.status_code == 302
    assert RuleVersion.objects.get(kind=code).values == in_force(code, "").values


def test_a_limit_is_typed_as_people_type_it(world: World, sign_in: SignIn) -> None:
    sent = posted("ex-ante", world.office, threshold_fen="１００ 万元", valid_from="２０９９年1月1日")
    browser = sign_in(world.leader)
    assert "不能作起用日期" in text(browser.post(url("new", "ex-ante", world.office.pk), sent))
    sent["valid_from"] = day(3).strftime("%Y年%m月%d日")
    assert browser.post(url("new", "ex-ante", world.office.pk), sent).status_code == 302
    made = RuleVersion.objects.get()
    assert (made.values["threshold_fen"], made.valid_from) == (100 * 1_000_000, day(3))
    assert "将起用" in text(browser.get(url("kind", "ex-ante")))


def test_everything_wrong_is_told_at_once_and_nothing_typed_is_lost(world: World, sign_in: SignIn) -> None:
    slips = {"rules-0-limit": "-5", "rules-1-limit": "", "rules-2-limit": "三十", "rules-3-limit": "500"}
    sent = posted("warnings", world.office, **slips, acceptance_within_days="１２０", reason="")
    answer = sign_in(world.leader).post(url("new", "warnings", world.office.pk), sent)
    assert answer.status_code == 422
    said = text(answer)
    for slip in ("-5 超出范围", "没有填", "“三十”不是数", "制定理由", "１２０"):
        assert slip in said
    assert said.count("is-invalid") == 4
    assert not RuleVersion.objects.exists()


def test_somebody_else_s_version_is_shown_beside_what_was_typed(world: World, sign_in: SignIn) -> None:
    sent = posted("monitoring", world.office, gap="９")
    issued("monitoring", world.office, gap=15)
    browser = sign_in(world.leader)
    answer = browser.post(url("new", "monitoring", world.office.pk), sent)
    assert answer.status_code == 409
    assert 'value="９"' in text(answer)
    assert "您填的都在下面" in text(answer)
    again = browser.post(url("new", "monitoring", world.office.pk), {**sent, "opened_number": "1"})
    assert again.status_code == 302
    assert [one.values["gap"] for one in RuleVersion.objects.order_by("number")] == [15, 9]


def test_rows_are_added_and_taken_away_without_javascript(world: World, sign_in: SignIn) -> None:
    sent = posted("acceptance-lists", world.office)
    rows = int(sent["items-count"]) - 1
    sent |= {"items-0-gone": "1", f"items-{rows}-name": "无人机照片", f"items-{rows}-is_required": "否"}
    sent[f"items-{rows}-categories"] = "教育，医疗卫生"
    browser = sign_in(world.leader)
    shown = text(browser.post(url("new", "acceptance-lists", world.office.pk), {**sent, "more-items": "1"}))
    assert "无人机照片" in shown
    assert not RuleVersion.objects.exists()
    assert browser.post(url("new", "acceptance-lists", world.office.pk), sent).status_code == 302
    items = RuleVersion.objects.get().values["items"]
    assert len(items) == rows
    assert items[-1] == {"name": "无人机照片", "categories": ["education", "health"], "is_required": False}


@pytest.mark.parametrize(("code", "table"), [("negative-list", "clauses"), ("acceptance-lists", "items"),
                                             ("schedules", "steps"), ("warnings", "rules")])  # fmt: skip
def test_a_list_goes_out_as_a_workbook_and_comes_back_the_same(
    code: str, table: str, world: World, sign_in: SignIn
) -> None:
    browser = sign_in(world.leader)
    data = browser.get(url("built_in_sheet", code, table)).content
    assert "内置版" in str(CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()[-2:])
    shape = in_force(code, "").kind.shape().table(table)
    assert shape is not None
    rows = sheet.taken(shape, SimpleUploadedFile("清单.xlsx", data))
    sent = posted(code, world.office)
    assert rows == [{one.name: sent[f"{table}-{at}-{one.name}"] for one in shape.entries} for at in range(len(rows))]
    sent[f"take-{table}"] = "1"
    upload = SimpleUploadedFile("清单.xlsx", data)
    answer = browser.post(url("new", code, world.office.pk), {**sent, f"file-{table}": upload})
    assert f"从文件读入了 {len(rows)} 行，还没有保存" in text(answer)


def test_a_wrong_workbook_is_told_cell_by_cell(world: World, sign_in: SignIn) -> None:
    shape = in_force("acceptance-lists", "").kind.shape().table("items")
    assert shape is not None
    data = sheet.workbook("验收资料", shape, [{"name": "", "categories": ["moon"], "is_required": True}], "第 1 版")
    sent = {**posted("acceptance-lists", world.office), "take-items": "1"}
    browser, address = sign_in(world.leader), url("new", "acceptance-lists", world.office.pk)
    answer = browser.post(address, {**sent, "file-items": SimpleUploadedFile("清单.xlsx", data)})
    assert answer.status_code == 422
    assert "A2（资料）" in text(answer)
    assert "“moon”不在选项中" in text(answer)
    assert "没有选择文件" in text(browser.post(address, sent))


def test_an_old_version_is_read_compared_and_begun_from(world: World, sign_in: SignIn) -> None:
    old = issued("monitoring", world.office, gap=15)
    new = issued("monitoring", world.office, gap=12)
    browser = sign_in(world.leader)
    assert "<del>15</del>" in text(browser.get(new.get_absolute_url()))
    assert REASON in text(browser.get(old.get_absolute_url()))
    assert 'value="15"' in text(browser.get(url("new", "monitoring", world.office.pk) + f"?from={old.pk}"))
    page = text(browser.get(url("kind", "monitoring")))
    assert ("现行" in page, "已被替代" in page) == (True, True)


def test_a_version_is_taken_back_and_a_rule_given_up_in_the_browser(world: World, sign_in: SignIn) -> None:
    issued("monitoring", world.office, gap=15)
    later = issued("monitoring", world.office, day(5), gap=12)
    browser = sign_in(world.leader)
    asked = {"reason": "", "opened_version": "1"}
    assert browser.post(url("withdraw", "monitoring", later.pk), asked).status_code == 422
    assert browser.post(url("withdraw", "monitoring", later.pk), {**asked, "reason": "误填"}).status_code == 302
    follow = {"valid_from": day().isoformat(), "reason": "统一", "opened_number": "2"}
    assert browser.post(url("follow", "monitoring", world.office.pk), follow).status_code == 302
    assert in_force("monitoring", world.office.path).label == "内置版"
    assert sign_in(world.clerk_a).post(url("follow", "monitoring", world.office.pk), follow).status_code == 403


def test_the_list_asks_few_questions_as_an_ordinary_person(
    world: World, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    issued("monitoring", world.office, gap=15)
    issued("twins", world.office, percent=70)
    browser = sign_in(world.clerk_a)
    browser.get(url("list"))
    with django_assert_max_num_queries(16):
        browser.get(url("list"))
