"""Code sets: a label by its code on any day, choices for a form, and changes that break nothing stored."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.dictionary.models import CodeEntry, CodeSet
from xieshou.platform.dictionary.services import checked, code_problems

RETIRED = "（已停用）"


class Codes:
    """The labels of one set, read once: for a page or a table with many rows."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._entries: dict[str, list[CodeEntry]] = {}
        for entry in CodeEntry.objects.filter(set__code=name).order_by("order", "code", "valid_from"):
            self._entries.setdefault(entry.code, []).append(entry)

    def entry(self, code: str, on: date | None = None) -> CodeEntry | None:
        """The code's row on a day (today when missing); outside its time its last one, or its first; unknown: None."""
        rows = self._entries.get(code, [])
        day = on or timezone.localdate()
        for row in rows:
            if row.is_valid_on(day):
                return row
        earlier = [row for row in rows if row.valid_to is not None and row.valid_to <= day]
        return earlier[-1] if earlier else next(iter(rows), None)

    def label(self, code: str, on: date | None = None) -> str:
        """The label as it was on a day; a retired code keeps its last, an unknown code is shown as itself."""
        found = self.entry(code, on)
        return found.label if found is not None else code

    def choices(self, on: date | None = None, *, keep: str = "") -> list[tuple[str, str]]:
        """What may be chosen on a day; `keep` stays choosable though retired, so that editing a record loses nothing."""
        day = on or timezone.localdate()
        found = [(row.code, row.label) for rows in self._entries.values() for row in rows if row.is_valid_on(day)]
        if keep and keep not in dict(found):
            found.append((keep, f"{self.label(keep)}{RETIRED}"))
        return found

    def successor(self, code: str) -> str:
        """The code that stands for this one today, through every replacement; a code not replaced is its own."""
        seen = {code}
        while (row := self.entry(code)) is not None and row.replaced_by and row.replaced_by not in seen:
            code = row.replaced_by
            seen.add(code)
        return code


def label_of(name: str, code: str, on: date | None = None) -> str:
    """One label of one set; for many, use `Codes`."""
    return Codes(name).label(code, on)


def choices_of(name: str, on: date | None = None, *, keep: str = "") -> list[tuple[str, str]]:
    """The choices of one set."""
    return Codes(name).choices(on, keep=keep)


@transaction.atomic
def code_set_create(*, actor: User | None, code: str, name: str, **rest: Any) -> CodeSet:
    """A new set, empty."""
    checked(actor)
    problems = code_problems(code)
    if CodeSet.objects.filter(code=code).exists():
        problems.append(Problem(f"代码集 {code} 已存在", "代码"))
    if not name.strip():
        problems.append(Problem("不能为空", "名称"))
    if problems:
        raise Invalid(*problems)
    made = CodeSet.objects.create(code=code, name=name.strip(), **rest)
    audit.record(actor=actor, action="codes.create", target=made)
    return made


def _current(codes: CodeSet, code: str) -> CodeEntry | None:
    return codes.entries.select_for_update().filter(code=code, valid_to=None).first()


@transaction.atomic
def code_add(
    *, actor: User | None, codes: CodeSet, code: str, label: str, valid_from: date | None = None, **rest: Any
) -> CodeEntry:
    """A new code. One that was retired may come back later; one in use may not be given twice."""
    checked(actor)
    code, label = code.strip(), label.strip()
    problems = [] if code and len(code) <= 40 else [Problem("没有填写或太长", "代码", "1 到 40 个字符")]
    if not label:
        problems.append(Problem("没有填写", "名称"))
    if (known := _current(codes, code)) is not None:
        problems.append(Problem(f"{code} 已是“{known.label}”", "代码", remedy="改名称请用“更名”，以保留历史"))
    ended = codes.entries.filter(code=code).exclude(valid_to=None).order_by("valid_to").last()
    if ended is not None and ended.valid_to is not None and (valid_from is None or valid_from < ended.valid_to):
        problems.append(Problem(f"{code} 用到 {ended.valid_to}", "起用", f"{ended.valid_to} 或以后"))
    if problems:
        raise Invalid(*problems)
    rest.setdefault("order", codes.entries.count() + 1)
    made = CodeEntry.objects.create(set=codes, code=code, label=label, valid_from=valid_from, **rest)
    audit.record(actor=actor, action="codes.add", target=codes, changes=[audit.Change(code, None, label)])
    return made


@transaction.atomic
def code_rename(*, actor: User | None, codes: CodeSet, code: str, label: str, on: date, note: str = "") -> CodeEntry:
    """Another label from a day on. The code, and every record that holds it, stays; earlier days keep the old label."""
    checked(actor)
    old = _in_use(codes, code, on)
    label = label.strip()
    if not label or label == old.label:
        raise Invalid(Problem("新名称为空或没有变", "名称"))
    old.valid_to = on
    old.save(update_fields=["valid_to"])
    made = CodeEntry.objects.create(set=codes, code=code, label=label, valid_from=on, order=old.order, note=note)
    change = audit.Change(code, old.label, label)
    audit.record(actor=actor, action="codes.rename", target=codes, changes=[change], reason=note)
    return made


@transaction.atomic
def code_retire(
    *, actor: User | None, codes: CodeSet, code: str, on: date, replaced_by: str = "", note: str = ""
) -> CodeEntry:
    """Not to be chosen from a day on; records that hold it keep it, with its label. A recoding names its successor."""
    checked(actor)
    old = _in_use(codes, code, on)
    if replaced_by and (replaced_by == code or not codes.entries.filter(code=replaced_by).exists()):
        raise Invalid(Problem(f"“{replaced_by}”不是本集的其他代码", "由谁取代", remedy="请先登记新代码"))
    old.valid_to, old.replaced_by = on, replaced_by
    old.note = note or old.note
    old.save(update_fields=["valid_to", "replaced_by", "note"])
    change = audit.Change(
        f"{code} {old.label}", "在用", f"{on} 停用" + (f"，改用 {replaced_by}" if replaced_by else "")
    )
    audit.record(actor=actor, action="codes.retire", target=codes, changes=[change], reason=note)
    return old


def _in_use(codes: CodeSet, code: str, on: date) -> CodeEntry:
    found = _current(codes, code)
    if found is None:
        raise Invalid(Problem(f"{code} 不是在用的代码", "代码"))
    if found.valid_from is not None and on <= found.valid_from:
        raise Invalid(Problem(f"{on} 不晚于起用日期", "日期", f"晚于 {found.valid_from}"))
    return found
