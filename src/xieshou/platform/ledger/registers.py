"""Finding in the registers what a cell names, each answer remembered while one piece of work lasts."""

from datetime import date
from typing import Any

from django.db.models import Q

from xieshou.lib.keys import key_of
from xieshou.lib.problems import Problem
from xieshou.lib.typing_slips import tidied
from xieshou.platform.registry.api import Organisation, Region

MOST_REMEMBERED = 50_000
MOST_SUGGESTED = 5


class Registers:
    """Look-ups for one form or one import. Memory is bounded: a full notebook is started anew."""

    def __init__(self) -> None:
        self._organisations: dict[str, int | Problem] = {}
        self._regions: dict[tuple[str, date | None], int | Problem] = {}
        self._organisation_rows: dict[int, Organisation | None] = {}
        self._region_rows: dict[int, Region | None] = {}

    def organisation(self, raw: object) -> int | Problem:
        """The key of the organisation that is meant, or why it is not clear which."""
        text = str(raw)
        if text not in self._organisations:
            _make_room(self._organisations)
            self._organisations[text] = _organisation(raw)
        return self._organisations[text]

    def region(self, raw: object, day: date | None) -> int | Problem:
        """The key of the division that bore this code or name on a day (missing: today), or why it is not clear."""
        key = (str(raw), day.replace(month=12, day=31) if day else None)
        if key not in self._regions:
            _make_room(self._regions)
            self._regions[key] = _region(raw, day)
        return self._regions[key]

    def organisation_by_id(self, pk: Any) -> Organisation | None:
        """An organisation with its region; None when there is none."""
        if pk is None:
            return None
        if pk not in self._organisation_rows:
            _make_room(self._organisation_rows)
            self._organisation_rows[pk] = Organisation.objects.select_related("region").filter(pk=pk).first()
        return self._organisation_rows[pk]

    def region_by_id(self, pk: Any) -> Region | None:
        """A division; None when there is none."""
        if pk is None:
            return None
        if pk not in self._region_rows:
            _make_room(self._region_rows)
            self._region_rows[pk] = Region.objects.filter(pk=pk).first()
        return self._region_rows[pk]


def _make_room(notebook: dict[Any, Any]) -> None:
    if len(notebook) >= MOST_REMEMBERED:
        notebook.clear()


def _organisation(raw: object) -> int | Problem:
    current = Organisation.objects.current()
    rows = current.filter(pk=raw) if isinstance(raw, int) else current.filter(_called(str(raw)))
    found = list(rows.order_by("pk")[: MOST_SUGGESTED + 1])
    if len(found) == 1:
        return found[0].pk
    if found:
        names = "、".join(f"编号 {one.pk} {one.name}" for one in found[:MOST_SUGGESTED])
        return Problem(f"“{raw}”在机构登记册中不止一个", allowed=names, remedy="请改填“编号 …”或统一社会信用代码")
    return Problem(
        f"机构登记册中没有“{raw}”",
        allowed="登记册中的名称、简称、统一社会信用代码或“编号 12”",
        remedy="请核对名称；确实没有的，先请业务管理员登记",
    )


def _called(text: str) -> Q:
    plain = " ".join(text.split())
    number = plain.removeprefix("编号").removeprefix("#").strip().split(" ")[0]
    if plain.startswith(("编号", "#")) and (key := key_of(number)) is not None:
        return Q(pk=key)
    return Q(name=plain) | Q(short_name=plain) | Q(credit_code=tidied(plain))


def _region(raw: object, day: date | None) -> int | Problem:
    if isinstance(raw, int):
        known = Region.objects.filter(pk=raw).first()
        return known.pk if known else Problem("没有这个地区")
    plain = str(raw).strip()
    first = tidied(plain.split(" ")[0])
    called = Q(code=first) if first.isdecimal() else Q(name="".join(plain.split()))
    found = list(Region.objects.filter(called)[:20])
    valid = [one for one in found if (one.is_valid_on(day) if day else one.is_current)]
    if len(valid) == 1:
        return valid[0].pk
    if valid:
        names = "、".join(f"{one.code} {one.name}" for one in valid[:MOST_SUGGESTED])
        return Problem(f"“{raw}”不止一个地区", allowed=names, remedy="请改填代码")
    if found:
        return Problem(
            f"“{raw}”在 {day or '今天'} 不是有效的行政区划", remedy="请填当时的代码或名称，可在“行政区划”页查沿革"
        )
    return Problem(f"没有“{raw}”这个地区", allowed="行政区划的代码或全称", remedy="例如 540425 或 察隅县")
