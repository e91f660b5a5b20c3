"""Slips of the keyboard and of spreadsheets in numbers that people type: what can be put right, and what cannot."""

import re
import unicodedata

from xieshou.lib.problems import Problem

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_APOSTROPHES = "'‘’`"
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]{1,2}")


def tidied(text: str) -> str:
    """`text` in half-width capitals, without blanks, invisible characters and the apostrophe of a spreadsheet.

    Nothing is guessed: letters and digits stay what they are.
    """
    narrow = unicodedata.normalize("NFKC", text).translate(_INVISIBLE)
    return "".join(narrow.split()).lstrip(_APOSTROPHES).upper()


def lost_by_spreadsheet(text: str) -> Problem | None:
    """A spreadsheet's `1.10105E+17`: the digits are gone and cannot be computed back. None for anything else."""
    if not _SCIENTIFIC.fullmatch(tidied(text)):
        return None
    return Problem(
        what=f"“{text.strip()}”是电子表格的科学计数法，后面的数字已经丢失",
        allowed="完整的号码",
        remedy="请把这一列的格式设为“文本”，按证件重新填写（the digits are lost: format the column as text and type it again）",
    )
