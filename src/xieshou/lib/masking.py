"""Personal data as shown to those who have not asked to see it. One rule each, the same on every page and export.

| data | shown | example |
|---|---|---|
| identity number | first 3, last 4; fewer than 12 characters: none | 110***********002X |
| mobile number | first 3, last 4 | 138****5678 |
| fixed line | area code, last 2 | 0755-******21 |
| bank card | last 4 | ***************0018 |
| name | the surname (two characters if it is a compound one) | 张*, 欧阳** |
| any other | none | **** |

The length stays, so that two masked values can be told apart by their owner; missing stays missing. Masking hides
only what is shown: access is decided elsewhere. Duty: 个人信息保护法 articles 6 and 51.
"""

import re

# fmt: off
_COMPOUND_SURNAMES = frozenset(
    {
        "欧阳", "司马", "上官", "诸葛", "夏侯", "皇甫", "尉迟", "公孙", "慕容",
        "令狐", "宇文", "长孙", "司徒", "司空", "端木", "东方", "独孤", "南宫",
        "淳于", "澹台", "闻人", "申屠", "呼延", "轩辕", "百里", "东郭", "西门",
    }
)
# fmt: on
_MOBILE = re.compile(r"1[0-9]{10}")
_FIXED = re.compile(r"(?P<area>0[0-9]{2,3})[- ]?(?P<number>[0-9]{7,8})")


def masked_id_number(number: str) -> str:
    """An identity number, or any certificate's: first 3 and last 4; all hidden when shorter than 12."""
    return _masked(number, 3, 4) if len(number) >= 12 else masked(number)


def masked_phone(number: str) -> str:
    """A telephone number; what is neither a mobile nor a fixed line is hidden whole."""
    if _MOBILE.fullmatch(number):
        return _masked(number, 3, 4)
    if fixed := _FIXED.fullmatch(number):
        return f"{fixed['area']}-{_masked(fixed['number'], 0, 2)}"
    return masked(number)


def masked_bank_card(number: str) -> str:
    """A card or account number: last 4; all hidden when shorter than 8."""
    return _masked(number, 0, 4) if len(number) >= 8 else masked(number)


def masked_name(name: str) -> str:
    """A person's name: the surname stays; the dot within a transliterated name stays too."""
    if len(name) == 1:
        return "*"
    shown = 2 if name[:2] in _COMPOUND_SURNAMES and len(name) > 2 else 1
    return name[:shown] + re.sub(r"[^·•．]", "*", name[shown:])


def masked(text: str) -> str:
    """Anything else: nothing is shown but its length."""
    return "*" * len(text)


def _masked(text: str, first: int, last: int) -> str:
    return text[:first] + "*" * (len(text) - first - last) + text[len(text) - last :]
