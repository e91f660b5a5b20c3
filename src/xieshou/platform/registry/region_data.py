"""Loading the divisions that come with the package (data/regions.csv, data/region_changes.csv). Safe to repeat."""

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

from django.db import models, transaction
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat, LPad

from xieshou.lib import paths
from xieshou.platform.registry.models import Region, RegionChange, RegionLevel

Row = dict[str, str]
COUNTRY_CODE = "000000"
_LEVELS = (RegionLevel.PROVINCE, RegionLevel.PREFECTURE, RegionLevel.COUNTY, RegionLevel.TOWN, RegionLevel.VILLAGE)


def _read(name: str) -> list[Row]:
    text = files("xieshou.platform.registry").joinpath(f"data/{name}").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


@transaction.atomic
def regions_load() -> int:
    """The divisions and their changes; gives how many divisions there are now.

    Rows that are there stay as they are, but for an end that a newer table knows; what an office entered is not touched.
    """
    rows = _read("regions.csv")
    country, _ = Region.objects.get_or_create(
        code=COUNTRY_CODE, defaults={"name": "全国", "level": RegionLevel.COUNTRY, "path": ""}
    )
    if not country.path:
        country.path = paths.joined("", country.pk)
        country.save(update_fields=["path"])
    known = _by_code(Region.objects.all())
    for level in _LEVELS:
        _load_level([row for row in rows if row["level"] == level], known, country)
    place_new_rows()
    _load_changes(_read("region_changes.csv"), known)
    return Region.objects.count()


def _load_level(rows: list[Row], known: dict[str, list[Region]], country: Region) -> None:
    new = []
    for row in rows:
        found = _same(known.get(row["code"], []), _day(row["valid_from"]))
        if found is None:
            new.append(_region(row, known, country))
        elif found.valid_to is None and row["valid_to"]:
            found.valid_to = _day(row["valid_to"])
            found.save(update_fields=["valid_to"])
    for made in Region.objects.bulk_create(new, batch_size=1000):
        known.setdefault(made.code, []).append(made)


def _region(row: Row, known: dict[str, list[Region]], country: Region) -> Region:
    valid_from, valid_to = _day(row["valid_from"]), _day(row["valid_to"])
    return Region(
        code=row["code"],
        name=row["name"],
        level=row["level"],
        path="",
        parent=_parent(row["parent_code"], valid_to, known) if row["parent_code"] else country,
        valid_from=valid_from,
        valid_to=valid_to,
        geo_code=row["geo_code"],
        source=row["source"],
    )


def _parent(code: str, valid_to: date | None, known: dict[str, list[Region]]) -> Region:
    """The row above on the division's last day (today, for one that goes on)."""
    last = valid_to - timedelta(days=1) if valid_to else date.max
    for region in known[code]:
        if region.is_valid_on(last):
            return region
    return known[code][-1]


def place_new_rows() -> None:
    """Gives their path to rows stored without one, each below its parent, whose path is there: one query per level."""
    step = LPad(Cast("pk", models.CharField()), paths.WIDTH, Value("0"))
    above = Subquery(Region.objects.filter(pk=OuterRef("parent_id")).values("path")[:1])
    for level in _LEVELS:
        Region.objects.filter(path="", level=level).update(path=Concat(Coalesce(above, Value("")), step))


def _by_code(regions: Iterable[Region]) -> dict[str, list[Region]]:
    found: dict[str, list[Region]] = {}
    for region in regions:
        found.setdefault(region.code, []).append(region)
    return found


def _same(regions: list[Region], valid_from: date | None) -> Region | None:
    return next((region for region in regions if region.valid_from == valid_from), None)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _load_changes(rows: list[Row], known: dict[str, list[Region]]) -> None:
    there = {_key(change) for change in RegionChange.objects.prefetch_related("before", "after")}
    new: list[tuple[RegionChange, list[Region], list[Region]]] = []
    for row in rows:
        day = date.fromisoformat(row["date"])
        before = _rows_of(row["old_codes"], day - timedelta(days=1), known)
        after = _rows_of(row["new_codes"], day, known)
        if (day, row["kind"], _codes(before), _codes(after)) not in there:
            new.append((_change(row, day), before, after))
    _store(new)


def _store(new: list[tuple[RegionChange, list[Region], list[Region]]]) -> None:
    RegionChange.objects.bulk_create([change for change, _, _ in new])
    sides = (
        (RegionChange.before.through, [(change, rows) for change, rows, _ in new]),
        (RegionChange.after.through, [(change, rows) for change, _, rows in new]),
    )
    for through, entries in sides:
        links: list[Any] = [
            through(regionchange_id=change.pk, region_id=region.pk) for change, rows in entries for region in rows
        ]
        through.objects.bulk_create(links, batch_size=1000)


def _change(row: Row, day: date) -> RegionChange:
    return RegionChange(
        kind=row["kind"],
        on=day,
        is_date_certain=row["date_certain"] == "yes",
        date_basis=row["date_basis"],
        document=row["document"],
        source=row["source"],
    )


def _rows_of(codes: str, day: date, known: dict[str, list[Region]]) -> list[Region]:
    return [region for code in codes.split(";") if code for region in known[code] if region.is_valid_on(day)]


def _codes(regions: Iterable[Region]) -> frozenset[str]:
    return frozenset(region.code for region in regions)


def _key(change: RegionChange) -> tuple[date | None, str, frozenset[str], frozenset[str]]:
    return change.on, change.kind, _codes(change.before.all()), _codes(change.after.all())
