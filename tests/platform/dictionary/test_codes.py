"""Code sets: renaming and recoding break nothing that is stored."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from tests.factories.world import World
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.accounts.api import User
from xieshou.platform.dictionary import api
from xieshou.platform.dictionary.models import CodeSet

pytestmark = [pytest.mark.function("JC09"), pytest.mark.django_db]

SignIn = Callable[[User], Client]
THEN, CHANGED, NOW = date(2020, 12, 31), date(2021, 1, 1), date(2021, 6, 1)


def codes() -> CodeSet:
    made = api.code_set_create(actor=None, code="pairing", name="帮扶关系")
    api.code_add(actor=None, codes=made, code="province", label="省际扶贫协作")
    api.code_add(actor=None, codes=made, code="county", label="县际结对")
    return made


def test_it_shows_the_label_of_the_time_after_a_renaming() -> None:
    api.code_rename(actor=None, codes=codes(), code="province", label="省际协作", on=CHANGED)
    assert api.label_of("pairing", "province", THEN) == "省际扶贫协作"
    assert api.label_of("pairing", "province", NOW) == "省际协作"


def test_it_keeps_a_retired_code_readable_and_offers_its_successor() -> None:
    found = codes()
    api.code_add(actor=None, codes=found, code="prefecture", label="市际结对")
    api.code_retire(actor=None, codes=found, code="county", on=CHANGED, replaced_by="prefecture")
    known = api.Codes("pairing")
    assert known.label("county", NOW) == "县际结对"
    assert "county" not in dict(known.choices(NOW))
    assert dict(known.choices(NOW, keep="county"))["county"] == "县际结对（已停用）"
    assert dict(known.choices(THEN))["county"] == "县际结对"
    assert known.successor("county") == "prefecture"


def test_it_shows_an_unknown_code_as_itself() -> None:
    codes()
    assert api.label_of("pairing", "未登记") == "未登记"
    assert api.label_of("no-such-set", "x") == "x"
    assert api.choices_of("pairing", keep="旧码")[-1] == ("旧码", "旧码（已停用）")


def test_it_takes_a_code_back_into_use_after_its_end_only() -> None:
    found = codes()
    api.code_retire(actor=None, codes=found, code="county", on=CHANGED)
    with pytest.raises(Invalid, match="2021-01-01 或以后"):
        api.code_add(actor=None, codes=found, code="county", label="区县结对", valid_from=THEN)
    api.code_add(actor=None, codes=found, code="county", label="区县结对", valid_from=NOW)
    assert [api.label_of("pairing", "county", day) for day in (THEN, date(2021, 3, 1), NOW)] == [
        "县际结对",
        "县际结对",
        "区县结对",
    ]


def test_it_refuses_a_code_that_is_in_use() -> None:
    with pytest.raises(Invalid, match="已是“县际结对”"):
        api.code_add(actor=None, codes=codes(), code="county", label="别的")


def test_it_refuses_a_successor_that_is_no_code_of_the_set() -> None:
    with pytest.raises(Invalid, match="先登记新代码"):
        api.code_retire(actor=None, codes=codes(), code="county", on=CHANGED, replaced_by="nowhere")


def test_it_knows_the_names_of_the_budget_s_classes_by_year() -> None:
    api.dictionary_load()
    assert api.label_of("function-class", "207", date(2018, 12, 31)) == "文化体育与传媒支出"
    assert api.label_of("function-class", "207", date(2020, 12, 31)) == "文化旅游体育与传媒支出"
    assert api.label_of("function-class", "219") == "援助其他地区支出"


def test_it_lets_only_keepers_of_the_dictionary_change_a_set(world: World) -> None:
    with pytest.raises(Refused):
        api.code_rename(actor=world.clerk_a, codes=codes(), code="county", label="x", on=CHANGED)


def test_it_changes_a_set_on_its_pages(world: World, sign_in: SignIn) -> None:
    client, url = sign_in(world.division_manager), codes().get_absolute_url()
    assert (
        client.post(f"{url}rename/", {"code": "province", "label": "省际协作", "on": "2021-01-01"}).status_code == 302
    )
    assert client.post(f"{url}add/", {"code": "county", "label": "重复"}).status_code == 422
    page = client.get(url, {"on": "2020"}).content.decode()
    assert "省际扶贫协作" in page
    assert "业务管理" in page
    assert client.get(url, {"on": "从前"}).status_code == 422


@pytest.mark.parametrize("page", ["", "add/", "rename/", "retire/"])
def test_it_guards_the_pages_of_a_set(world: World, sign_in: SignIn, page: str) -> None:
    url = codes().get_absolute_url() + page
    assert Client().get(url).status_code == 302
    assert sign_in(world.clerk_a).get(url).status_code == (403 if page else 200)
    assert sign_in(world.division_manager).put(url).status_code == 405
    assert sign_in(world.clerk_a).get("/dictionary/codes/unknown/").status_code == 404
