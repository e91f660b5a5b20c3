"""统一社会信用代码 (GB 32100-2015) and the older 组织机构代码 (GB 11714-1997): is it one, and if not, which character."""

from dataclasses import dataclass

from xieshou.lib.problems import Problem
from xieshou.lib.typing_slips import lost_by_spreadsheet, tidied

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015 table 1: without I O S V Z
LENGTH = 18
_WEIGHTS = tuple(pow(3, place, 31) for place in range(LENGTH - 1))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_REGION = range(3, 9)  # places of the registering authority's division, digits only
_LOOKS_LIKE = {"I": "1", "O": "0", "S": "5", "Z": "2"}


@dataclass(frozen=True, slots=True)
class CreditCode:
    """What was read.

    `code` is the tidied text, `problems` everything wrong with it, `check_digit` the last character that the other
    seventeen ask for; missing when they are themselves wrong.
    """

    code: str
    problems: tuple[Problem, ...]
    check_digit: str | None

    @property
    def is_valid(self) -> bool:
        return not self.problems

    @property
    def organisation_code(self) -> str | None:
        """Places 9 to 17, the organisation's code of GB 11714; missing while the whole is wrong."""
        return self.code[8:17] if self.is_valid else None


def read_credit_code(text: str) -> CreditCode:
    """A code as typed: full width, lower case, blanks and a leading apostrophe are put right. Never raises."""
    lost = lost_by_spreadsheet(text)
    code = tidied(text)
    if lost is not None:
        return CreditCode(code, (lost,), None)
    problems = (*_length_problems(code), *_character_problems(code))
    if problems:
        return CreditCode(code, problems, None)
    expected = credit_check_digit(code)
    return CreditCode(code, _check_problems(code, expected), expected)


def credit_check_digit(code: str) -> str:
    """The 18th character for the first 17 of `code`. Characters outside the alphabet raise `ValueError`."""
    total = sum(ALPHABET.index(char) * weight for char, weight in zip(code[:17], _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def organisation_check_digit(code: str) -> str:
    """The 9th character of a 组织机构代码 for its first 8: 11 less the weighted sum's rest; 10 is X, 11 is 0."""
    total = sum(
        _organisation_value(char) * weight for char, weight in zip(code[:8], _ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X"[-total % 11]


def is_organisation_code(text: str) -> bool:
    """Whether `text` is a 组织机构代码, with or without the hyphen before its check digit."""
    code = tidied(text).replace("-", "")
    if len(code) != 9 or not all(char in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" for char in code[:8]):
        return False
    return code[8] == organisation_check_digit(code)


def _organisation_value(char: str) -> int:
    return int(char, 36)


def _length_problems(code: str) -> tuple[Problem, ...]:
    if len(code) == LENGTH:
        return ()
    what = "没有填写" if not code else f"有 {len(code)} 位"
    return (
        Problem(
            what=what, allowed=f"{LENGTH} 位", remedy="请对照登记证照补全或删去多余的字符（18 characters are needed）"
        ),
    )


def _character_problems(code: str) -> tuple[Problem, ...]:
    return tuple(problem for place, char in enumerate(code, 1) if (problem := _character_problem(place, char)))


def _character_problem(place: int, char: str) -> Problem | None:
    if char not in ALPHABET:
        hint = f"；是否应为“{_LOOKS_LIKE[char]}”" if char in _LOOKS_LIKE else ""
        return Problem(
            what=f"第 {place} 位“{char}”不是代码字符",
            allowed="数字和除 I、O、S、V、Z 以外的大写字母",
            remedy=f"请对照登记证照改正{hint}（character {place} is not allowed）",
        )
    if place in _REGION and not char.isdigit():
        return Problem(
            what=f"第 {place} 位“{char}”在登记机关行政区划码中",
            allowed="第 3–8 位为数字",
            remedy="请对照登记证照改正（digits only）",
        )
    return None


def _check_problems(code: str, expected: str) -> tuple[Problem, ...]:
    if code[-1] == expected:
        return ()
    return (
        Problem(
            what=f"校验位“{code[-1]}”与前 17 位不符",
            allowed=f"前 17 位无误时，第 18 位应为“{expected}”",
            remedy="请逐位核对，常见是输错一位或相邻两位颠倒（the check character does not fit）",
        ),
    )
