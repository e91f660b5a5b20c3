"""Towns and villages from a file: every wrong cell at once, and all or nothing."""

from collections.abc import Callable
from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories.world import World
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.accounts.api import User
from xieshou.platform.registry.api import Region
from xieshou.platform.registry.region_import import towns_import

pytestmark = pytest.mark.function("JC01")

SignIn = Callable[[User], Client]
GOOD = "代码,名称,起用日期\n653131001,塔什库尔干镇,\n653131001001,一村,2020年3月1日\n653131002000,塔合曼乡,\n"
BAD = "代码,名称,起用日期\n65313100,短,\n653131001,,\n653199001,无上级乡,\n653131003,甲乡,明天\n653131004,乙乡,\n653131004,乙乡,\n"


def read(text: str, world: World) -> int:
    return towns_import(actor=world.division_manager, data=text.encode(), name="村.csv")


def test_it_places_towns_and_villages_below_the_division_their_code_names(world: World) -> None:
    assert read(GOOD, world) == 3
    village = Region.objects.get(code="653131001001")
    town = Region.objects.get(code="653131001")
    assert (village.parent, village.level, str(village.valid_from)) == (town, "village", "2020-03-01")
    assert village.path == f"{world.county_a_region.path}{town.pk:07}{village.pk:07}"
    assert Region.objects.get(code="653131002").level == "town"  # written with 12 digits


def test_it_tells_every_wrong_row_at_once_and_saves_none(world: World) -> None:
    with pytest.raises(Invalid) as caught:
        read(BAD, world)
    where = [problem.where for problem in caught.value.problems]
    assert where == [
        "第 2 行 代码",
        "第 3 行 名称",
        "第 5 行 起用日期",
        "第 7 行 代码",
        "第 4 行 代码",
    ]
    assert not Region.objects.filter(level="town").exists()


def test_it_leaves_what_is_there_and_refuses_a_silent_renaming(world: World) -> None:
    read(GOOD, world)
    assert read(GOOD, world) == 0
    with pytest.raises(Invalid, match="现名“塔什库尔干镇”"):
        read("代码,名称\n653131001,新镇\n", world)


def test_it_reads_a_workbook_and_a_file_in_gb18030(world: World) -> None:
    data = BytesIO()
    with xlsxwriter.Workbook(data) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["区划代码", "区划名称"])
        sheet.write_row(1, 0, [653131001, "塔什库尔干镇"])
    assert towns_import(actor=None, data=data.getvalue(), name="村.xlsx") == 1
    assert towns_import(actor=None, data="代码,名称\n653131003,提孜那甫乡\n".encode("gb18030"), name="村.csv") == 1


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04broken", b"\x00\x01\x02", "名字\n甲\n".encode()])
def test_it_says_what_it_cannot_read(world: World, data: bytes) -> None:
    with pytest.raises(Invalid):
        towns_import(actor=None, data=data, name="村.xlsx")


def test_it_takes_a_file_from_those_with_the_right_only(world: World, sign_in: SignIn) -> None:
    with pytest.raises(Refused):
        towns_import(actor=world.clerk_a, data=GOOD.encode(), name="村.csv")
    answer = sign_in(world.clerk_a).get("/registry/regions/towns/")
    assert answer.status_code == 403
    assert "您没有“维护行政区划”的权限" in answer.content.decode()


def test_it_shows_the_errors_on_its_page(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.division_manager)
    answer = client.post("/registry/regions/towns/", {"file": SimpleUploadedFile("村.csv", BAD.encode())})
    assert answer.status_code == 422
    assert "第 3 行 名称" in answer.content.decode()
    answer = client.post("/registry/regions/towns/", {"file": SimpleUploadedFile("村.csv", GOOD.encode())})
    assert answer.status_code == 302
    assert client.get("/registry/regions/towns/template/").content.decode().startswith("\ufeff代码,名称")
