"""Bands: points by the band a formula's value falls into, tried from top to bottom."""

from dataclasses import dataclass

from xieshou.kernel.exact import ZERO, Exact
from xieshou.kernel.expr import NOTHING, Branch, Cases, Compare, Const, Expr, Op, Outcome, decide
from xieshou.kernel.rules.base import RuleContext, guard_zero_base, read_rounding, rounding_words, unrounded
from xieshou.kernel.strict import Node
from xieshou.kernel.wording import Names, Words, formula_words, share_text

_SIGNS = {"below": Op.LT, "up_to": Op.LE, "above": Op.GT, "from": Op.GE, "equal": Op.EQ}


@dataclass(frozen=True, slots=True)
class Band:
    """`op limit` gives `points`; the last band has no condition."""

    op: Op | None
    limit: Exact
    points: Exact


@dataclass(frozen=True, slots=True)
class Bands:
    """The formula, whether it prints as a percentage, and the bands in order."""

    rate: Expr
    bands: tuple[Band, ...]
    percent: bool = True
    unit: str = ""  # printed after a limit that is no share: 分, %

    def decision(self, points: Expr) -> Cases:
        """The first band whose condition holds; the points of the item are the largest of its bands."""
        return decide(*guard_zero_base(self.rate), *(self._branch(band) for band in self.bands))

    def _branch(self, band: Band) -> Branch:
        limit = Const(band.limit, self.percent)
        when = None if band.op is None else Compare(self.rate, band.op, limit)
        return Branch(when, Const(band.points), Outcome.BAND if band.points else Outcome.NOTHING)

    def words(self, points: Exact, names: Names) -> Words:
        """`三公经费控制率：<90% 得 3 分；≤100% 得 2 分；其余 0 分`."""
        formula = formula_words(unrounded(self.rate), names)
        english = self.unit if self.unit.isascii() else ""
        zh = "；".join(self._band_words(band, self.unit, "得 {0} 分", "其余得 {0} 分") for band in self.bands)
        en = "; ".join(self._band_words(band, english, "gives {0}", "otherwise {0}") for band in self.bands)
        return formula + rounding_words(self.rate) + Words(f"：{zh}", f": {en}")

    def _band_words(self, band: Band, unit: str, given: str, otherwise: str) -> str:
        if band.op is None:
            return otherwise.format(band.points)
        limit = share_text(band.limit) if self.percent else f"{band.limit}{unit}"
        return f"{band.op.value}{limit} " + given.format(band.points)


def read(node: Node, context: RuleContext) -> Bands:
    """`{kind: bands, formula: a / b, bands: [{below: 0.9, points: 3}, {up_to: 1, points: 2}, {points: 0}]}`.

    Limits are shares (0.9 is 90%) unless `unit` names what they are in, or `percent: false` says that they have no unit.
    """
    fields = node.fields(required=("kind", "formula", "bands"), optional=("round", "percent", "unit"))
    formula = fields.get("formula")
    rate = read_rounding(fields, context.formula(formula) if formula else NOTHING)
    bands = tuple(_read_band(entry, context.points) for entry in fields.items("bands"))
    if not bands or bands[-1].op is not None:
        node.fail(
            "no band without a condition stands at the end",
            "End with a band that has only 'points', for everything else",
            "最后没有不带条件的一档，请以只有 points 的一档结尾",
        )
        bands = (*bands, Band(None, ZERO, ZERO))
    if any(band.op is None for band in bands[:-1]):
        node.fail("a band without a condition stands before the last", "Move it to the end", "不带条件的一档应放在最后")
        bands = (*(band for band in bands if band.op is not None), bands[-1])
    percent = fields.boolean("percent", default="unit" not in fields)
    return Bands(rate, bands, percent, fields.text("unit"))


def _read_band(node: Node, most: Exact) -> Band:
    fields = node.fields(required=("points",), optional=tuple(_SIGNS))
    signs = [key for key in _SIGNS if key in fields]
    if len(signs) > 1:
        node.fail(
            f"a band has {len(signs)} conditions",
            f"Keep one of {', '.join(_SIGNS)}",
            f"一档有 {len(signs)} 个条件，只能有一个",
        )
    points = fields.exact("points")
    if not ZERO <= points <= most:
        node.fail(
            f"the band gives {points} points, its item has {most}",
            f"Write 0 to {most}",
            f"这一档给 {points} 分，项目只有 {most} 分",
        )
    return Band(_SIGNS[signs[0]], fields.exact(signs[0]), points) if signs else Band(None, ZERO, points)
