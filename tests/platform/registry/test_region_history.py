"""Divisions through time: an earlier year's report takes that year's divisions, and the two can be compared."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories.world import World
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.accounts.api import User
from xieshou.platform.evidence.models import Evidence, StoredFile
from xieshou.platform.registry import api
from xieshou.platform.registry.api import NewDivision, Region

pytestmark = pytest.mark.function("JC01")

SignIn = Callable[[User], Client]
BEFORE, CHANGED, AFTER = date(2017, 12, 31), date(2018, 6, 1), date(2018, 12, 31)


@pytest.fixture
def china(world: World) -> None:
    """All divisions of the package, around those of the small world."""
    api.regions_load()


def named(code: str, day: date) -> Region:
    region = api.region_by_code(code, day)
    assert region is not None
    return region


def to_district(world: World, **rest: object) -> Region:
    known = {"kind": "county_to_district", "before": [world.county_b_region], "on": CHANGED, **rest}
    after = [NewDivision("653102", "疏附区")]
    change = api.region_change(actor=world.division_manager, after=after, **known)  # type: ignore[arg-type]
    return change.after.get()


def record_at(world: World, place: Region) -> Evidence:
    file = StoredFile.objects.create(sha256=str(StoredFile.objects.count()) * 64, size=1, media_type="text/plain")
    known = {"name": "证", "title": "证", "uploaded_by": world.clerk_b}
    return Evidence.objects.create(file=file, owner=world.county_b, place=place, **known)


@pytest.mark.usefixtures("china")
def test_it_loads_the_divisions_and_their_changes_once() -> None:
    number = Region.objects.count()
    assert (number, api.RegionChange.objects.count()) == (3869, 242)
    assert api.regions_load() == number
    assert api.RegionChange.objects.count() == 242


@pytest.mark.usefixtures("china")
def test_it_places_every_division_below_its_parent() -> None:
    for region in Region.objects.select_related("parent").exclude(parent=None):
        assert region.parent is not None
        assert region.path == region.parent.path + str(region.pk).zfill(7)


@pytest.mark.usefixtures("china")
@pytest.mark.parametrize(
    ("code", "of", "day", "expected", "is_exact"),
    [
        ("110228", "2014-12-31", "2020-12-31", ["密云区"], True),  # county → district
        ("110118", "2020-12-31", "2014-12-31", ["密云县"], True),
        ("542626", "2014-12-31", "2020-12-31", ["察隅县"], True),  # recoded with its prefecture
        ("130603", "2014-12-31", "2020-12-31", ["莲池区"], False),  # merged: part of a larger one
        ("130103", "2013-12-31", "2020-12-31", ["长安区", "桥西区"], False),  # split
        ("440309", "2020-12-31", "2015-12-31", ["宝安区"], False),  # newly set up out of another
    ],
)
def test_it_finds_a_division_on_another_day(code: str, of: str, day: str, expected: list[str], is_exact: bool) -> None:
    found = api.region_on(named(code, date.fromisoformat(of)), date.fromisoformat(day))
    assert ([region.name for region in found.regions], found.is_exact) == (expected, is_exact)


def test_it_ends_the_old_division_and_begins_the_new_one(world: World) -> None:
    district = to_district(world)
    old = world.county_b_region
    old.refresh_from_db()
    assert (old.valid_to, district.valid_from, district.level) == (CHANGED, CHANGED, "county")
    assert api.region_by_code("653121", BEFORE) == old
    assert api.region_by_code("653121", AFTER) is None
    assert api.region_on(old, AFTER).regions == (district,)
    assert api.region_on(district, BEFORE).regions == (old,)


def test_it_keeps_old_records_in_the_divisions_of_their_year_and_compares_them(world: World) -> None:
    old = record_at(world, world.county_b_region)
    district = to_district(world)
    new = record_at(world, district)
    old.refresh_from_db()
    world.county_b_region.refresh_from_db()
    assert (old.place, new.place) == (world.county_b_region, district)
    figures = {world.county_b_region: 3, district: 4}
    assert api.regroup({world.county_b_region: 3}, BEFORE).by_region == {world.county_b_region: 3}
    assert api.regroup(figures, AFTER).by_region == {district: 7}
    assert [(row.before, row.after) for row in api.compared(BEFORE, AFTER)] == [((world.county_b_region,), (district,))]


def test_it_never_shares_out_a_figure_of_a_division_that_was_split(world: World) -> None:
    change = api.region_change(
        actor=None,
        kind="split",
        before=[world.county_b_region],
        after=[NewDivision("653102", "疏附区"), NewDivision("653103", "疏北区")],
        on=CHANGED,
    )
    regrouped = api.regroup({world.county_b_region: 9}, AFTER)
    assert regrouped.by_region == {}
    assert regrouped.undivided == ((world.county_b_region, 9, tuple(change.after.order_by("code"))),)
    assert regrouped.total == 9


def test_it_merges_villages_into_one_that_goes_on(world: World) -> None:
    town = api.region_create(code="653121001", name="镇", level="town", parent=world.county_b_region)
    villages = [api.region_create(code=f"65312100100{n}", name=f"村{n}", level="village", parent=town) for n in (1, 2)]
    api.region_change(actor=None, kind="merged", before=villages[:1], after=[villages[1]], on=CHANGED)
    assert [village.name for village in api.children_on(town, BEFORE)] == ["村1", "村2"]
    assert [village.name for village in api.children_on(town, AFTER)] == ["村2"]
    assert api.region_on(villages[0], AFTER).is_part


def test_it_takes_the_divisions_below_along(world: World) -> None:
    town = api.region_create(code="653121001", name="托克扎克镇", level="town", parent=world.county_b_region)
    district = to_district(world)
    assert api.children_on(world.county_b_region, BEFORE) == [town]
    (new,) = api.children_on(district, AFTER)
    assert (new.code, new.path.startswith(district.path)) == ("653121001", True)
    town.refresh_from_db()
    assert api.region_on(town, AFTER).regions == (new,)


def test_it_keeps_the_divisions_below_a_renamed_one_and_their_records_in_reach(world: World) -> None:
    record = record_at(world, world.county_b_region)
    change = api.region_change(
        actor=None, kind="renamed", before=[world.kashgar], after=[NewDivision("653100", "喀什市域")], on=CHANGED
    )
    renamed = change.after.get()
    record.refresh_from_db()
    world.county_b_region.refresh_from_db()
    assert world.county_b_region.parent == renamed
    assert record.place_path == world.county_b_region.path == renamed.path + str(world.county_b_region.pk).zfill(7)


def test_it_moves_organisations_to_the_new_division(world: World) -> None:
    district = to_district(world)
    world.county_b.refresh_from_db()
    assert world.county_b.region == district
    assert [one.pk for one in api.past_of([district])] == [world.county_b_region.pk]


def test_it_takes_only_the_first_of_two_changes_made_from_the_same_page(world: World) -> None:
    opened = Region.objects.get(pk=world.county_b_region.pk)
    to_district(world)
    with pytest.raises(Invalid, match="变更过"):
        to_district(world, before=[opened])


def test_it_answers_for_the_past_and_for_the_one_division_that_took_its_place(world: World) -> None:
    old = world.county_b_region
    district = to_district(world)
    for region in (Region.objects.get(pk=old.pk), district):
        assert set(api.area_paths([region])[region.pk]) == {old.path, district.path}
    assert api.area_paths([world.county_a_region]) == {world.county_a_region.pk: (world.county_a_region.path,)}


@pytest.mark.usefixtures("china")
def test_it_answers_for_nothing_that_a_merger_added() -> None:
    merged = named("130603", date(2014, 12, 31))  # became part of a larger district
    assert api.area_paths([merged])[merged.pk] == (merged.path,)
    district = named("130606", AFTER)
    assert len(api.area_paths([district])[district.pk]) == 3


def test_it_tells_everything_wrong_with_a_change_at_once(world: World) -> None:
    with pytest.raises(Invalid) as caught:
        to_district(world, before=[world.county_b_region, world.county_a_region], on=date(2999, 1, 1))
    told = str(caught.value)
    assert "变更前" in told
    assert "还没有到" in told
    world.county_b_region.refresh_from_db()
    assert world.county_b_region.valid_to is None


@pytest.mark.parametrize(
    ("kind", "after", "words"),
    [
        ("renamed", NewDivision("653121", "疏附县"), "名称没有变"),
        ("renamed", NewDivision("653122", "新疏附县"), "更名不改代码"),
        ("recoded", NewDivision("653121", "疏附县"), "代码没有变"),
        ("recoded", NewDivision("65312", "疏附县"), "6 位数字"),
        ("recoded", NewDivision("653131", "疏附县"), "正由“塔什库尔干塔吉克自治县”使用"),
    ],
)
def test_it_says_which_change_it_cannot_be(world: World, kind: str, after: NewDivision, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        api.region_change(actor=None, kind=kind, before=[world.county_b_region], after=[after], on=CHANGED)


def test_it_refuses_a_change_to_those_without_the_right(world: World) -> None:
    with pytest.raises(Refused, match="维护行政区划"):
        api.region_change(
            actor=world.clerk_b,
            kind="renamed",
            before=[world.county_b_region],
            after=[NewDivision("653121", "新名县")],
            on=CHANGED,
        )


# ---- pages


@pytest.mark.usefixtures("china")
def test_it_finds_a_former_name(world: World, sign_in: SignIn) -> None:
    page = sign_in(world.clerk_a).get("/registry/regions/", {"q": "密云县"}).content.decode()
    assert "110228" in page
    assert "2015-12-31" in page


@pytest.mark.usefixtures("china")
@pytest.mark.parametrize("on", ["2014", "2014年12月31日", "２０１４－１２－３１"])
def test_it_shows_an_earlier_years_divisions(world: World, sign_in: SignIn, on: str) -> None:
    beijing = named("110000", BEFORE)
    client = sign_in(world.clerk_a)
    assert "密云县" in client.get(f"/registry/regions/{beijing.pk}/", {"on": on}).content.decode()
    assert "密云县" not in client.get(f"/registry/regions/{beijing.pk}/").content.decode()


@pytest.mark.usefixtures("china")
def test_it_shows_where_a_division_came_from(world: World, sign_in: SignIn) -> None:
    page = sign_in(world.clerk_a).get(f"/registry/regions/{named('110118', AFTER).pk}/").content.decode()
    assert "110228 密云县" in page
    assert "2015 年（日不详）" in page


@pytest.mark.usefixtures("china")
def test_it_compares_two_years_side_by_side(world: World, sign_in: SignIn) -> None:
    asked = {"from": "2015-01-01", "to": "2016-12-31", "within": "河北省"}
    page = sign_in(world.clerk_a).get("/registry/regions/compare/", asked).content.decode()
    assert "130602 新市区" in page
    assert "130606 莲池区" in page
    assert "密云" not in page


def test_it_says_what_is_wrong_with_a_day(world: World, sign_in: SignIn) -> None:
    answer = sign_in(world.clerk_a).get("/registry/regions/", {"on": "去年"})
    assert answer.status_code == 422
    assert "去年" in answer.content.decode()


def test_it_changes_a_division_on_its_page(world: World, sign_in: SignIn) -> None:
    url = f"/registry/regions/{world.county_b_region.pk}/change/"
    entered = {
        "kind": "county_to_district",
        "on": "2018年6月1日",
        "after": "653102 疏附区",
        "document": "国函〔2018〕1号",
    }
    answer = sign_in(world.division_manager).post(url, entered)
    assert answer.status_code == 302
    page = sign_in(world.clerk_b).get(answer["Location"]).content.decode()
    assert "653121 疏附县" in page
    assert "国函〔2018〕1号" in page
    assert "业务管理" in page  # who did it, in the history


def test_it_shows_the_form_again_with_every_problem(world: World, sign_in: SignIn) -> None:
    url = f"/registry/regions/{world.county_b_region.pk}/change/"
    answer = sign_in(world.division_manager).post(url, {"kind": "split", "on": "2018-06-01", "after": "653102 疏附区"})
    assert answer.status_code == 422
    assert "至少 2 个" in answer.content.decode()


@pytest.mark.parametrize("page", ["change/", ""])
def test_it_guards_the_pages_of_a_division(world: World, sign_in: SignIn, page: str) -> None:
    url = f"/registry/regions/{world.county_b_region.pk}/{page}"
    assert Client().get(url).status_code == 302
    assert sign_in(world.division_manager).delete(url).status_code == 405
    assert sign_in(world.clerk_b).get(url).status_code == (403 if page else 200)
    assert sign_in(world.clerk_b).get("/registry/regions/999999/").status_code == 404


@pytest.mark.usefixtures("china")
def test_it_browses_with_few_queries(
    world: World, sign_in: SignIn, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client = sign_in(world.clerk_a)
    with django_assert_max_num_queries(20):
        client.get(f"/registry/regions/{named('130000', timezone.localdate()).pk}/")
