"""Grades against scores: 90（含）–100 优, 80（含）–90 良, 60（含）–80 中, below 60 差 (财预〔2020〕10号)."""

from collections.abc import Iterator

from xieshou.kernel.checks.figures import Figure
from xieshou.kernel.checks.report import MISMATCH, OK, QUESTION, finding
from xieshou.kernel.exact import Exact
from xieshou.kernel.reading import Finding, Spot
from xieshou.kernel.wording import Words

_NATIONAL = (("优", Exact(90)), ("良", Exact(80)), ("中", Exact(60)), ("差", Exact(0)))
_LOCAL = {"优秀": "优", "良好": "良", "合格": "中", "不合格": "差", "中等": "中", "较差": "差", "一般": "中"}
_LOOSE = ("合格", "一般")  # local words whose limits differ


def grade_finding(code: str, table: str, score: Figure, grade: str, spot: Spot) -> Iterator[Finding]:
    """Whether a grade is the one the score gives; nothing for a word that is no grade."""
    word = _LOCAL.get(grade, grade)
    if word not in dict(_NATIONAL):
        return
    expected = next(name for name, lowest in _NATIONAL if score.value >= lowest)
    is_right = word == expected
    verdict = OK if is_right else QUESTION if grade in _LOOSE else MISMATCH
    text = Words(
        f"{score.text} 分按标准为“{expected}”，公布“{grade}”",
        f"{score.text} is “{expected}” by the standard, published “{grade}”",
    )
    yield finding(code, verdict, spot, table, grade, expected, text)
