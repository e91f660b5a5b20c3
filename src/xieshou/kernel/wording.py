"""A rule in words, Chinese and English: formulas printed with the names of their facts."""

from collections.abc import Mapping
from dataclasses import dataclass

from xieshou.kernel.exact import Exact
from xieshou.kernel.expr import Add, Const, Div, Expr, Fact, Greatest, Least, Mul, Round, Sub


@dataclass(frozen=True, slots=True)
class Words:
    """One text in both languages."""

    zh: str
    en: str

    def __add__(self, other: "Words") -> "Words":
        return Words(self.zh + other.zh, self.en + other.en)


NO_WORDS = Words("", "")
Names = Mapping[str, Words]

_SIGNS: dict[type[Expr], str] = {Add: " + ", Sub: " − ", Mul: " × ", Div: " ÷ "}


def formula_words(expr: Expr, names: Names) -> Words:
    """`实际采购金额 ÷ 采购计划金额` / `procurement spent ÷ procurement planned`."""
    return Words(_symbolic(expr, names, zh=True), _symbolic(expr, names, zh=False))


def _symbolic(expr: Expr, names: Names, *, zh: bool) -> str:
    match expr:
        case Const(value, percent):
            return share_text(value) if percent else value.text()
        case Fact(name):
            return _name(name, names, zh=zh)
        case Round(inner, places, percent):
            digits = places - 2 if percent else places
            what = _symbolic(inner, names, zh=zh)
            zh_mark, en_mark = ("百分数，", "percentage, ") if percent else ("", "")
            return f"[{what}]（{zh_mark}{digits} 位小数）" if zh else f"[{what}] ({en_mark}{digits} decimals)"
        case Least(left, right) | Greatest(left, right):
            word = "min" if isinstance(expr, Least) else "max"
            return f"{word}({_symbolic(left, names, zh=zh)}, {_symbolic(right, names, zh=zh)})"
        case Add(left, right) | Sub(left, right) | Mul(left, right) | Div(left, right):
            return _infix(expr, left, right, names, zh=zh)
        case _:
            raise TypeError(type(expr).__name__)


def _infix(expr: Expr, left: Expr, right: Expr, names: Names, *, zh: bool) -> str:
    tight = isinstance(expr, Mul | Div)
    one, other = _symbolic(left, names, zh=zh), _symbolic(right, names, zh=zh)
    if tight and isinstance(left, Add | Sub):
        one = f"({one})"
    if isinstance(right, Add | Sub) or (tight and isinstance(right, Div)):
        other = f"({other})"
    return one + _SIGNS[type(expr)] + other


def _name(name: str, names: Names, *, zh: bool) -> str:
    words = names.get(name)
    if words is None:
        return name
    return words.zh if zh else words.en


def share_text(value: Exact) -> str:
    """A share printed as a percentage: 0.9 → 90%."""
    return (value * Exact(100)).text() + "%"


@dataclass(frozen=True, slots=True)
class Say:
    """The language in which something is told: Chinese unless English is asked for."""

    english: bool = False

    def __call__(self, zh: str, en: str) -> str:
        """The text of the two that is wanted."""
        return en if self.english else zh

    def words(self, words: Words) -> str:
        """A text of both languages."""
        return self(words.zh, words.en)


CHINESE = Say()
