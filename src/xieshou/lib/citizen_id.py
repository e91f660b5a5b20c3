"""公民身份号码 (GB 11643-1999): is it one, what it says of birth, sex and first registration, and what is wrong with it."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xieshou.lib.problems import Problem
from xieshou.lib.typing_slips import lost_by_spreadsheet, tidied

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_CROSSES = str.maketrans("×✕✖╳хХχΧ", "X" * 8)  # what people type for X: signs, Cyrillic, Greek
_PROVINCES = frozenset(
    str(code)
    for codes in (
        range(11, 16),
        range(21, 24),
        range(31, 38),
        range(41, 47),
        range(50, 55),
        range(61, 66),
        (71, 81, 82, 83),
    )
    for code in codes
)  # GB/T 2260; 83 is on the residence permits of people from Taiwan
_CENTENARIANS = ("996", "997", "998", "999")  # GB 11643-1989 kept these for people born before 1900


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True)
class CitizenId:
    """What was read.

    `number` has 18 places when the text could be understood (15-place numbers are converted, `was_15` says so).
    What the number says is missing while it is wrong; `region_code` may be a division that no longer exists.
    """

    number: str
    problems: tuple[Problem, ...]
    was_15: bool = False
    region_code: str | None = None
    birth_date: date | None = None
    sex: Sex | None = None

    @property
    def is_valid(self) -> bool:
        return not self.problems


def read_citizen_id(text: str, today: date | None = None) -> CitizenId:
    """A number as typed: full width, blanks, a small x, a cross for X and a leading apostrophe are put right.

    With `today`, a birth after it is a problem. Scientific notation is refused: its digits are lost. Never raises.
    """
    number = normalised(text)
    if lost := lost_by_spreadsheet(text):
        return CitizenId(number, (lost,))
    if shape := _shape_problems(number):
        return CitizenId(number, shape)
    was_15 = len(number) == 15
    whole = to_18(number) if was_15 else number
    born = _birth_date(whole)
    problems = (*_province_problems(whole), *_birth_problems(whole, born, today), *_check_problems(whole))
    if problems:
        return CitizenId(whole, problems, was_15)
    return CitizenId(whole, (), was_15, whole[:6], born, Sex.MALE if int(whole[16]) % 2 else Sex.FEMALE)


def normalised(text: str) -> str:
    """`text` with its slips put right; it need not be a number."""
    return tidied(text.translate(_CROSSES))


def check_digit(number: str) -> str:
    """The 18th character for the first 17 digits of `number`."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECK[total % 11]


def to_18(number: str) -> str:
    """The 18-place number of a 15-place one (GB 11643-1989): born in 19xx, with 996–999 in 18xx."""
    century = "18" if number[12:] in _CENTENARIANS else "19"
    longer = number[:6] + century + number[6:]
    return longer + check_digit(longer)


def _shape_problems(number: str) -> tuple[Problem, ...]:
    if re.fullmatch(r"[0-9]{17}[0-9X]|[0-9]{15}", number, re.ASCII):
        return ()
    if len(number) not in (15, 18):
        what = "没有填写" if not number else f"有 {len(number)} 位"
        return (
            Problem(
                what, allowed="18 位（或旧证 15 位）", remedy="请对照身份证补全或删去多余的字符（18 places are needed）"
            ),
        )
    digits = 17 if len(number) == 18 else 15
    wrong = [place for place, char in enumerate(number, 1) if not _is_allowed(char, place, digits)]
    return tuple(_character_problem(number, place) for place in wrong)


def _is_allowed(char: str, place: int, digits: int) -> bool:
    return char in "0123456789" or (char == "X" and place > digits)


def _character_problem(number: str, place: int) -> Problem:
    return Problem(
        what=f"第 {place} 位“{number[place - 1]}”不是数字",
        allowed="前 17 位为数字，第 18 位为数字或 X",
        remedy="请对照身份证改正（digits, and X only at the end）",
    )


def _province_problems(number: str) -> tuple[Problem, ...]:
    if number[:2] in _PROVINCES:
        return ()
    what = f"前两位“{number[:2]}”不是省级行政区划代码"
    return (Problem(what, allowed="GB/T 2260 的省级代码", remedy="请对照身份证改正（no such province）"),)


def _birth_date(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def _birth_problems(number: str, born: date | None, today: date | None) -> tuple[Problem, ...]:
    written = number[6:14]
    if born is None:
        return (
            Problem(f"出生日期“{written}”不存在", allowed="日历上的日期", remedy="请核对第 7–14 位（no such day）"),
        )
    if born.year < 1800 or (today is not None and born > today):
        return (
            Problem(
                f"出生日期“{written}”不可能",
                allowed="1800 年以后、今天以前",
                remedy="请核对第 7–14 位（check the year）",
            ),
        )
    return ()


def _check_problems(number: str) -> tuple[Problem, ...]:
    expected = check_digit(number)
    if number[17] == expected:
        return ()
    if number.endswith("000"):
        remedy = (
            "末三位是 000：电子表格只保留 15 位有效数字，请把列设为“文本”后按证件重填（digits lost in a spreadsheet）"
        )
    else:
        remedy = "请逐位核对，常见是输错一位或相邻两位颠倒（the check character does not fit）"
    what = f"校验位“{number[17]}”与前 17 位不符"
    return (Problem(what, allowed=f"前 17 位无误时，第 18 位应为“{expected}”", remedy=remedy),)
