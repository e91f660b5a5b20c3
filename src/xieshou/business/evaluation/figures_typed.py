"""Figures as they are stored: typed in full width or in half width, they are the same figures.

Chinese punctuation of a sentence stays as it was typed; only digits, letters and the signs of figures are folded. What an
office has published is not touched here: data sets keep their wording.
"""

import re
from functools import partial

# ０-９Ａ-Ｚａ-ｚ and the signs of figures; ，：；（）！？～ are Chinese punctuation and stay
_WIDE = "".join(
    chr(code)
    for code in range(0xFF01, 0xFF5F)
    if chr(code - 0xFEE0).isalnum() or chr(code) in "＂＃＄％＆＇＊＋－．／＜＝＞＠"
)
_ALIKE = {"≥": "≧⩾≽", "≤": "≦⩽≼", "%": "﹪", "=": "﹦", "<": "﹤", ">": "﹥", "+": "﹢", "-": "﹣−", " ": "\u3000\xa0"}
_FOLDING: dict[int, str | None] = {ord(wide): chr(ord(wide) - 0xFEE0) for wide in _WIDE}
_FOLDING |= {ord(one): plain for plain, variants in _ALIKE.items() for one in variants}
_FOLDING |= dict.fromkeys(map(ord, "\x00\xad\u200b\u200c\u200d\u2060\ufeff"))
_THOUSANDS = re.compile("(?<=[0-9])，(?=[0-9]{3}(?![0-9]))")
_DOUBLED = (
    partial(re.compile(">=|=>").sub, "≥"),
    partial(re.compile("<=|=<").sub, "≤"),
)


def clean_figures(text: str) -> str:
    """`≧５０％` is `≥50%`, `>=１，２００` is `≥1,200`; doing it twice changes nothing. Never raises."""
    if text.isascii() and "=" not in text and "\x00" not in text:
        return text.strip()
    found = _THOUSANDS.sub(",", text.translate(_FOLDING))
    for fold in _DOUBLED:
        found = fold(found)
    return found.strip()
