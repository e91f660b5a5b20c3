"""What is wrong with an organisation as entered, and which organisations it may be already."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from xieshou.lib.problems import Problem
from xieshou.lib.social_credit import read_credit_code
from xieshou.platform.registry.models import Organisation, OrganisationName, Region

WHERE_CODE = "统一社会信用代码"
_ALIKE = 0.86  # measured on the demonstration's names: abbreviations are above, sister offices below
_MOST_COMPARED = 5000
_DROPPED = re.compile(r"[\s“”\"'‘’()（）·•、，,.。\-—]|有限责任公司|股份有限公司|有限公司|集团")


@dataclass(frozen=True)
class Likeness:
    """An organisation that the entered one may be already, and why."""

    organisation: Organisation
    why: str


def tidied_name(name: str) -> str:
    """A name in half width without blanks at its ends or doubled within; brackets as Chinese writes them."""
    plain = " ".join(unicodedata.normalize("NFKC", name).split())
    return plain.replace("(", "（").replace(")", "）")


def compared_name(name: str) -> str:
    """A name reduced to what tells organisations apart."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", name))


def code_problems(text: str, *, but: Organisation | None = None) -> tuple[str | None, list[Problem]]:
    """The tidied code and everything wrong with it, also that another organisation holds it. Empty: none given."""
    if not text.strip():
        return None, []
    read = read_credit_code(text)
    problems = [Problem(one.what, WHERE_CODE, one.allowed, one.remedy) for one in read.problems]
    holder = Organisation.objects.filter(credit_code=read.code, merged_into=None)
    if but is not None:
        holder = holder.exclude(pk=but.pk)
    for other in holder[:1] if read.is_valid else []:
        problems.append(
            Problem(
                f"{read.code} 已登记为“{other.name}”（编号 {other.pk}）",
                WHERE_CODE,
                "一个代码只有一个机构",
                "请直接使用该机构；名称变了请在该机构页“更名”",
            )
        )
    return read.code, problems


def alike(name: str, region: Region | None, *, but: Organisation | None = None) -> list[Likeness]:
    """Organisations of the same place (or of none) with the same or a similar name, today's or a former one."""
    wanted = compared_name(name)
    if not wanted:
        return []
    rows = Organisation.objects.filter(region=region).select_related("region")
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    near = {row.pk: row for row in rows[:_MOST_COMPARED]}
    found: dict[int, Likeness] = {}
    for pk, other in _names_of(near):
        if pk not in found and (why := _why(wanted, other)):
            found[pk] = Likeness(near[pk], why)
    return list(found.values())


def _names_of(near: dict[int, Organisation]) -> Sequence[tuple[int, str]]:
    own = [(row.pk, name) for row in near.values() for name in (row.name, row.short_name) if name]
    former = OrganisationName.objects.filter(organisation__in=near).values_list("organisation_id", "name")
    return [*own, *former]


def _why(wanted: str, other: str) -> str:
    known = compared_name(other)
    if known == wanted:
        return f"名称相同：{other}"
    matcher = SequenceMatcher(None, wanted, known)
    if matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE:
        return f"名称相近：{other}"
    return ""
