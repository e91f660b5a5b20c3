"""Qualitative grade: a level, each with a band of percentages, and the percentage the reviewer gives within it.

财预〔2020〕10号 art. 16 [K]: 达成 100–80%(含), 部分达成 80–60%(含), 未达成 60–0%. Hubei: 100–80, 80–50, 50–0.
"""

from dataclasses import dataclass

from xieshou.kernel.exact import ZERO, Exact
from xieshou.kernel.expr import NOTHING, Branch, Cases, Compare, Const, Expr, Fact, Op, Outcome, decide
from xieshou.kernel.rules.base import FactDeclaration, RuleContext
from xieshou.kernel.strict import Node
from xieshou.kernel.wording import Names, Words

_HUNDRED = Exact(100)


@dataclass(frozen=True, slots=True)
class Level:
    """A level's band in per cent: from `low` (inclusive) up to `high` (exclusive, but 100 belongs to the first)."""

    words: Words
    low: Exact
    high: Exact


@dataclass(frozen=True, slots=True)
class Qualitative:
    """The facts with the level's number (from 1) and the percentage."""

    level: str
    percent: str
    levels: tuple[Level, ...]

    def decision(self, points: Expr) -> Cases:
        """points × percentage when it lies in the level's band, else nothing: it is never moved into the band."""
        percent = Fact(self.percent)
        value = points * percent / Const(_HUNDRED)
        branches = [
            Branch(
                Compare(Fact(self.level), Op.EQ, Const(Exact(number)))
                & Compare(percent, Op.GE, Const(level.low))
                & Compare(percent, Op.LE if level.high == _HUNDRED else Op.LT, Const(level.high)),
                value,
                Outcome.JUDGED,
            )
            for number, level in enumerate(self.levels, 1)
        ]
        return decide(*branches, Branch(None, NOTHING, Outcome.OUTSIDE))

    def words(self, points: Exact, names: Names) -> Words:
        """The levels with their bands."""
        zh = "；".join(f"{level.words.zh} {level.low}%–{level.high}%" for level in self.levels)
        en = "; ".join(f"{level.words.en} {level.low}%–{level.high}%" for level in self.levels)
        return Words(f"{points} 分 × 评定百分比（{zh}）", f"{points} × the percentage given ({en})")


def read(node: Node, context: RuleContext) -> Qualitative:
    """`{kind: qualitative, level: name, percent: name, levels: [{zh, en, from: 80, to: 100}, …]}`."""
    fields = node.fields(required=("kind", "level", "percent", "levels"))
    levels = tuple(_read_level(entry) for entry in fields.items("levels"))
    if not levels:
        node.fail("no level is given", "List at least one under 'levels:'", "没有等级，请在 levels: 下至少列一个")
    level, percent = fields.text("level"), fields.text("percent")
    context.declare(
        node, FactDeclaration(level, Words("评定等级", "level"), "", 0, Exact(1), Exact(max(len(levels), 1)))
    )
    context.declare(node, FactDeclaration(percent, Words("评定百分比", "percentage"), "%", 2, Exact(0), _HUNDRED))
    return Qualitative(level, percent, levels)


def _read_level(node: Node) -> Level:
    fields = node.fields(required=("zh", "en", "from", "to"))
    low, high = fields.exact("from"), fields.exact("to")
    if not ZERO <= low < high <= _HUNDRED:
        node.fail(
            f"the band {low}–{high} is not within 0–100",
            "Write for example from: 80, to: 100",
            f"区间 {low}–{high} 不在 0–100 之内",
        )
    return Level(Words(fields.text("zh"), fields.text("en")), low, high)
