"""An allocation's stored data as arithmetic: factors and values read exactly, the shares computed again at any time."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from xieshou.business.funds.amounts import percent, yuan
from xieshou.business.funds.arithmetic import Factor, Recipient, Share, divide, problems_of
from xieshou.business.funds.models import Allocation, AllocationShare
from xieshou.lib.problems import Problem
from xieshou.platform.dictionary.api import exact_text, read_number


def factors_of(allocation: Allocation) -> list[Factor]:
    """The factors in their order."""
    return [
        Factor(one["code"], one["name"], one.get("unit", ""), read_number(one["weight"], one["name"]))
        for one in allocation.factors
    ]


def _recipients(allocation: Allocation, rows: list[AllocationShare]) -> list[Recipient]:
    return [
        Recipient(
            (row.order, row.recipient_id),
            str(row.recipient),
            {code: read_number(text, str(row.recipient)) for code, text in row.values.items() if text != ""},
        )
        for row in rows
    ]


def shares_of(allocation: Allocation) -> list[AllocationShare]:
    """The stored shares in order, with whom they are for."""
    return list(allocation.shares.select_related("recipient").order_by("order", "id"))


def missing(allocation: Allocation, rows: list[AllocationShare]) -> list[Problem]:
    """What the arithmetic still lacks."""
    return problems_of(
        allocation.amount_fen, allocation.step_fen, factors_of(allocation), _recipients(allocation, rows)
    )


def computed(allocation: Allocation, rows: list[AllocationShare]) -> dict[int, Share]:
    """Each share by the key of its row; raises `Invalid` with everything missing."""
    shares = divide(allocation.amount_fen, allocation.step_fen, factors_of(allocation), _recipients(allocation, rows))
    by_key = {share.recipient.key: share for share in shares}
    return {row.pk: by_key[(row.order, row.recipient_id)] for row in rows}


def differences(allocation: Allocation, rows: list[AllocationShare]) -> list[str]:
    """Where computing again gives another share than the one stored; empty: the same."""
    again = computed(allocation, rows)
    return [
        f"{row.recipient}：存 {yuan(row.computed_fen)}，重算 {yuan(again[row.pk].amount)}"
        for row in rows
        if row.computed_fen != again[row.pk].amount
    ]


@dataclass(frozen=True)
class Line:
    """One line of the arithmetic of a share: what, how, result."""

    label: str
    formula: str
    result: str


def lines_of(allocation: Allocation, share: Share) -> list[Line]:
    """The arithmetic of one share, line by line, as somebody with a pocket calculator would do it again."""
    lines = [
        Line(
            term.factor.name,
            f"{exact_text(term.weight)} × {exact_text(term.value)} ÷ {exact_text(term.total)}{term.factor.unit}",
            percent(term.product, 6),
        )
        for term in share.terms
    ]
    total, step = yuan(allocation.amount_fen), yuan(allocation.step_fen)
    lines.append(Line(_("份额合计"), " + ".join(line.result for line in lines), percent(share.portion, 6)))
    lines.append(Line(_("应得"), f"{total} × {exact_text(share.portion)}", f"{_exact_yuan(share.quota)} 元"))
    lines.append(Line(_("取整"), _("按 %(step)s 向下取整") % {"step": step}, yuan(share.floor)))
    left = {"left": _exact_yuan(share.remainder), "place": share.place}
    rank = _("余数 %(left)s 元，从大到小第 %(place)s") % left
    lines.append(Line(_("余额分配"), rank, _("加 %(amount)s") % {"amount": yuan(share.extra)}))
    return [*lines, Line(_("分配数"), f"{yuan(share.floor)} + {yuan(share.extra)}", yuan(share.amount))]


def _exact_yuan(fen: Fraction) -> str:
    return exact_text(fen / 100)


def factor_codes(names: list[str], known: Mapping[str, str]) -> list[str]:
    """A code for each name: its old one when it had one, else the next free."""
    codes: list[str] = []
    number = 0
    for name in names:
        code = known.get(name, "")
        while not code or code in codes:
            number += 1
            code = f"f{number}" if f"f{number}" not in known.values() else ""
        codes.append(code)
    return codes
