"""The divisions shipped as data: complete, consistent in time, and the same as the published tables."""

import csv
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

import xieshou

DATA = Path(xieshou.__file__).parent / "platform" / "registry" / "data"
HORIZON = date(2015, 1, 1)
TODAY = date(2026, 1, 1)
KINDS = {"renamed", "merged", "split", "recoded", "county_to_district", "county_to_city", "established", "abolished"}
Row = dict[str, str]


def read(name: str) -> list[Row]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


REGIONS = read("regions.csv")
CHANGES = read("region_changes.csv")


def is_valid_on(region: Row, day: date) -> bool:
    """Half-open: `valid_from` is the first day, `valid_to` the first day after."""
    start, end = region["valid_from"], region["valid_to"]
    return (not start or date.fromisoformat(start) <= day) and (not end or day < date.fromisoformat(end))


def table(day: date) -> dict[str, str]:
    return {region["code"]: region["name"] for region in REGIONS if is_valid_on(region, day)}


def first_day(region: Row) -> date:
    return date.fromisoformat(region["valid_from"]) if region["valid_from"] else HORIZON


def last_day(region: Row) -> date:
    return date.fromisoformat(region["valid_to"]) - timedelta(days=1) if region["valid_to"] else TODAY


def test_it_has_each_division_once_per_beginning() -> None:
    keys = [(region["code"], region["valid_from"]) for region in REGIONS]
    assert len(keys) == len(set(keys))


def test_it_has_34_provinces() -> None:
    assert sum(region["level"] == "province" for region in REGIONS) == 34


def test_it_has_codes_that_say_the_level() -> None:
    levels = {
        code: "province" if code.endswith("0000") else "prefecture" if code.endswith("00") else "county"
        for code in table(TODAY)
    }
    assert all(region["level"] == levels.get(region["code"], region["level"]) for region in REGIONS)
    assert all(re.fullmatch("[1-8][0-9]{5}", region["code"]) for region in REGIONS)


def test_it_has_a_valid_parent_on_every_first_and_last_day() -> None:
    levels = {region["code"]: region["level"] for region in REGIONS}
    for region in REGIONS:
        parent = region["parent_code"]
        assert bool(parent) == (region["level"] != "province"), region
        if parent:
            assert all(parent in table(day) for day in {first_day(region), last_day(region)}), region
            assert levels[parent] in ({"province"} if region["level"] == "prefecture" else {"province", "prefecture"})


def test_it_never_ends_a_division_before_it_begins() -> None:
    assert all(first_day(region) <= last_day(region) for region in REGIONS)


def test_it_never_has_two_divisions_under_one_code_at_a_time() -> None:
    for day in {first_day(region) for region in REGIONS}:
        assert len(table(day)) == sum(is_valid_on(region, day) for region in REGIONS)


@pytest.mark.parametrize(
    ("day", "count"), [("2016-12-31", 2851), ("2018-12-31", 2851), ("2020-12-31", 2842), ("2023-12-31", 2842)]
)
def test_it_counts_the_counties_of_the_ministry(day: str, count: int) -> None:
    # the Ministry counts two more from 2020 on: the districts of 三沙市, whose codes no source at hand gives
    listed = [r for r in REGIONS if r["level"] == "county" and is_valid_on(r, date.fromisoformat(day))]
    mainland = [r for r in listed if r["code"][:2] not in {"71", "81", "82"} and r["source"] != "statistical"]
    assert len(mainland) == count


@pytest.mark.parametrize(
    "change", CHANGES, ids=lambda change: f"{change['date']} {change['old_codes']}>{change['new_codes']}"
)
def test_it_names_both_sides_of_a_change_as_they_were(change: Row) -> None:
    day = date.fromisoformat(change["date"])
    before, after = table(day - timedelta(days=1)), table(day)
    assert change["kind"] in KINDS
    assert split(change["old_name"]) == [before.get(code) for code in split(change["old_codes"])]
    assert split(change["new_name"]) == [after.get(code) for code in split(change["new_codes"])]
    assert change["source"]


@pytest.mark.parametrize(
    "change", [c for c in CHANGES if c["kind"] != "established"], ids=lambda change: change["old_codes"]
)
def test_it_ends_the_predecessors_on_the_day_of_the_change(change: Row) -> None:
    after = table(date.fromisoformat(change["date"]))
    names = dict(zip(split(change["old_codes"]), split(change["old_name"]), strict=True))
    assert all(after.get(code) != name for code, name in names.items() if code not in split(change["new_codes"]))


def split(cell: str) -> list[str]:
    return cell.split(";") if cell else []


def test_it_leads_from_every_ended_division_to_a_successor() -> None:
    followed = {code for change in CHANGES for code in split(change["old_codes"])}
    assert {region["code"] for region in REGIONS if region["valid_to"]} <= followed


def test_it_marks_a_year_whose_day_is_unknown() -> None:
    assert {change["date_certain"] for change in CHANGES} == {"yes", "no"}
    assert all(change["date"].endswith("-12-31") for change in CHANGES if change["date_basis"] == "table")
    assert all(change["date_certain"] == "no" for change in CHANGES if change["date_basis"] in {"table", "reported"})


@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("653101", "2020-12-31", "喀什市"),
        ("540425", "2020-12-31", "察隅县"),
        ("542626", "2015-03-15", "察隅县"),
        ("451281", "2016-12-01", "宜州市"),
        ("451203", "2018-12-31", "宜州区"),
        ("451021", "2018-12-31", "田阳县"),
        ("451003", "2020-12-31", "田阳区"),
        ("441581", "2020-12-31", "陆丰市"),
        ("441600", "2020-12-31", "河源市"),
        ("530630", "2017-12-31", "水富县"),
        ("530681", "2020-12-31", "水富市"),
        ("520522", "2020-12-31", "黔西县"),
        ("520581", "2022-12-31", "黔西市"),
        ("440309", "2018-12-31", "龙华区"),
        ("440311", "2020-12-31", "光明区"),
        ("659012", "2023-12-31", "白杨市"),
        ("653228", "2025-01-01", "和康县"),
        ("653229", "2025-01-01", "和安县"),
        ("500157", "2025-12-31", "两江新区"),
    ],
)
def test_it_knows_a_division_by_the_name_of_its_time(code: str, day: str, name: str) -> None:
    assert table(date.fromisoformat(day))[code] == name


@pytest.mark.parametrize(
    ("code", "day"),
    [("451203", "2016-12-01"), ("451281", "2018-12-31"), ("653228", "2024-12-01"), ("500105", "2025-12-01")],
)
def test_it_does_not_know_a_division_before_or_after_its_time(code: str, day: str) -> None:
    assert code not in table(date.fromisoformat(day))


def test_it_records_the_successions_that_maps_still_draw_under_the_old_code() -> None:
    redrawn = {
        region["code"]: region["geo_code"] for region in REGIONS if region["geo_code"] not in {"", region["code"]}
    }
    current = {code: old for code, old in redrawn.items() if code in table(TODAY)}
    assert len(current) == 22
    assert current["520581"] == "520522"
    assert redrawn["451281"] == "451203"


def test_it_holds_no_development_zone_and_no_placeholder() -> None:
    names = {region["name"] for region in REGIONS}
    assert not names & {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
    assert not any("开发区" in name for name in names)
