"""Who heads a household: two personal fields, encrypted, entered on the household's own page and nowhere else."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from xieshou.business.assets.models import Household
from xieshou.lib.citizen_id import read_citizen_id
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import PersonalKind, User, bump, masked, matching
from xieshou.platform.audit import api as audit


@transaction.atomic
def head_set(
    *,
    actor: User,
    household: Household,
    opened_version: int,
    reason: str,
    name: str = "",
    id_number: str = "",
    is_cleared: bool = False,
) -> Household:
    """Names the head; what is left empty stays, `is_cleared` takes both away. A number heads one household only.

    The log tells that it was done and why; values appear in it masked.
    """
    if not actor.may(Permission.RECORD_EDIT, household):
        raise Refused(f"您可以查看，但没有在此“{Permission.RECORD_EDIT.label}”的权限")
    bump(household, opened_version)
    typed = _Typed(name.strip(), id_number.strip(), is_cleared)
    if problems := _problems(household, typed, reason):
        raise Invalid(*problems)
    before = [("户主姓名", str(household.head_name)), ("户主身份证号", str(household.head_id_number))]
    _write(household, typed)
    household.updated_by = actor
    household.save()
    after = (str(household.head_name), str(household.head_id_number))
    changes = [audit.Change(label, was or None, now or None) for (label, was), now in zip(before, after, strict=True)]
    audit.record(actor=actor, action="household.head", target=household, changes=changes, reason=reason.strip())
    return household


@dataclass(frozen=True)
class _Typed:
    """What a person wrote; empty: nothing."""

    name: str
    id_number: str
    is_cleared: bool

    @property
    def number(self) -> str:
        """The identity number with its slips of typing put right."""
        return read_citizen_id(self.id_number, timezone.localdate()).number if self.id_number else ""


def _write(household: Household, typed: _Typed) -> None:
    if typed.is_cleared or typed.name:
        household.head_name = typed.name
        household.head_masked = masked(typed.name, PersonalKind.NAME)
    if typed.is_cleared or typed.number:
        household.head_id_number = typed.number


def _problems(household: Household, typed: _Typed, reason: str) -> list[Problem]:
    told = [] if reason.strip() else [Problem("没有填", "理由", "因何登记，例如：建档、户主变更")]
    if typed.is_cleared:
        return [*told, *_written_too(typed)]
    if not typed.name and not typed.id_number:
        told.append(Problem("姓名和身份证号都没有填", "户主姓名", remedy="至少填一项；要去掉原来的，勾“清除”"))
    if typed.id_number and not typed.name and not household.head_name:
        told.append(Problem("填了身份证号，没有填姓名", "户主姓名"))
    if typed.name and household.head_name != typed.name and household.head_id_number and not typed.id_number:
        told.append(
            Problem(
                "换了户主，身份证号还是原来的人", "户主身份证号", "新户主的号码", "一起填；还不知道的，先清除再登记"
            )
        )
    return [*told, *_number_problems(household, typed)]


def _written_too(typed: _Typed) -> list[Problem]:
    if not typed.name and not typed.id_number:
        return []
    return [Problem("勾了“清除”，又填了姓名或号码", "清除", remedy="要清除就不填，要登记就不勾")]


def _number_problems(household: Household, typed: _Typed) -> list[Problem]:
    if not typed.id_number:
        return []
    wrong = read_citizen_id(typed.id_number, timezone.localdate()).problems
    told = [Problem(one.what, "户主身份证号", one.allowed, one.remedy) for one in wrong]
    same = Household.objects.filter(matching(Household, "head_id_number", typed.number))
    if same.exclude(pk=household.pk).exists():
        told.append(
            Problem("这个身份证号已是另一户的户主", "户主身份证号", remedy="核对是否重复建户；不在您辖区的请联系上级")
        )
    return told
