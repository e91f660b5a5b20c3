"""Checks that several services share."""

import re
import unicodedata
from datetime import date
from typing import Any

from django.utils import timezone

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Problem, Refused
from xieshou.platform.accounts.api import User

_BRACKETS = str.maketrans("([【（", "〔〔〔〔") | str.maketrans(")]】）", "〕〕〕〕")


def allow(actor: User | None, permission: Permission, record: Any) -> None:
    """Refuses who does not hold the right on the record. None is the system itself."""
    if actor is not None and not actor.may(permission, record):
        raise Refused(f"您没有在此“{permission.label}”的权限")


def document_number(text: str) -> str:
    """One way of writing a document number: 深财行（2020）12号 and 深财行[2020]12 号 are the same."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return plain.translate(_BRACKETS)


def voucher_number(text: str) -> str:
    """One way of writing a voucher's number: 付-１ and 付-1 are the same."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def needed(values: dict[str, Any], **labels: str) -> list[Problem]:
    """A problem for each text that is empty."""
    return [Problem("不能为空", label) for name, label in labels.items() if not str(values.get(name) or "").strip()]


def not_in_future(day: date, where: str) -> list[Problem]:
    """What has happened cannot lie ahead."""
    today = timezone.localdate()
    return [Problem(f"{day} 还没到", where, f"{today} 或以前")] if day > today else []


def above_zero(fen: int | None, where: str) -> list[Problem]:
    """An amount is there and more than nothing."""
    return [] if fen is not None and fen > 0 else [Problem("要大于 0", where)]


def not_below_zero(fen: int | None, where: str) -> list[Problem]:
    """An amount is there, be it nothing."""
    return [] if fen is not None and fen >= 0 else [Problem("没有填写，或是负数", where, "0 或正数")]
