"""Bank card numbers: length and check digit (ISO/IEC 7812-1, the Luhn formula).

Cards only: settlement accounts of organisations and old passbooks have no common check digit and are not read here.
"""

from dataclasses import dataclass

from xieshou.lib.problems import Problem
from xieshou.lib.typing_slips import lost_by_spreadsheet, tidied

LENGTHS = range(12, 20)  # ISO/IEC 7812-1: up to 19; the shortest that Chinese banks issue have 16


@dataclass(frozen=True, slots=True)
class BankCard:
    """What was read: the digits, everything wrong with them, and the last digit that the others ask for."""

    number: str
    problems: tuple[Problem, ...]
    check_digit: str | None

    @property
    def is_valid(self) -> bool:
        return not self.problems


def read_bank_card(text: str) -> BankCard:
    """A card number as typed, with blanks or hyphens between its groups. Never raises."""
    number = tidied(text).replace("-", "")
    if lost := lost_by_spreadsheet(text):
        return BankCard(number, (lost,), None)
    if shape := _shape_problems(number):
        return BankCard(number, shape, None)
    expected = luhn_digit(number[:-1])
    if number[-1] == expected:
        return BankCard(number, (), expected)
    problem = Problem(
        what="卡号与校验位不符",
        allowed=f"前 {len(number) - 1} 位无误时，末位应为“{expected}”",
        remedy="请对照银行卡逐位核对（the check digit does not fit）",
    )
    return BankCard(number, (problem,), expected)


def luhn_digit(digits: str) -> str:
    """The digit to append to `digits` so that the Luhn sum is a multiple of ten."""
    total = sum(_luhn_value(int(digit), place) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def _luhn_value(digit: int, place: int) -> int:
    doubled = digit * 2 if place % 2 == 0 else digit
    return doubled - 9 if doubled > 9 else doubled


def _shape_problems(number: str) -> tuple[Problem, ...]:
    if not (number.isascii() and number.isdigit()):
        what = "没有填写" if not number else "含有数字以外的字符"
        return (Problem(what, allowed="数字，可用空格或连字符分组", remedy="请对照银行卡改正（digits only）"),)
    if len(number) not in LENGTHS:
        return (Problem(f"有 {len(number)} 位", allowed="12–19 位", remedy="请对照银行卡补全（12 to 19 digits）"),)
    return ()
