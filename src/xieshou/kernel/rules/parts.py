"""Parts: the sum of smaller rules, each with its own points; a veto fact above zero takes the whole item."""

from dataclasses import dataclass

from xieshou.kernel.exact import ZERO, Exact, total
from xieshou.kernel.expr import NOTHING, Branch, Cases, Compare, Const, Expr, Fact, Missing, Op, Outcome
from xieshou.kernel.rules.base import Rule, RuleContext, check_point_fact
from xieshou.kernel.strict import Fields, Node
from xieshou.kernel.wording import NO_WORDS, Names, Words


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its name, points and rule."""

    words: Words
    points: Exact
    rule: Rule


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts, and the fact whose being above zero takes everything."""

    parts: tuple[Part, ...]
    veto: str | None = None
    veto_words: Words = NO_WORDS

    def decision(self, points: Expr) -> Cases:
        """Σ parts, rounded once with the item; a missing fact of one part gives nothing for that part only."""
        value: Expr | None = None
        for part in self.parts:
            worth = part.rule.decision(Const(part.points))
            value = worth if value is None else value + worth
        branches = [Branch(None, value or NOTHING, Outcome.SUM)]
        if self.veto is not None:
            vetoed = Compare(Fact(self.veto), Op.GT, NOTHING)
            branches.insert(0, Branch(vetoed, NOTHING, Outcome.VETO))
            branches.insert(0, Branch(Missing(self.veto), NOTHING, Outcome.MISSING))
        return Cases(tuple(branches))

    def words(self, points: Exact, names: Names) -> Words:
        """The parts one after the other."""
        texts = [(part, part.rule.words(part.points, names)) for part in self.parts]
        zh = "；".join(f"（{number}）{part.words.zh} {text.zh}" for number, (part, text) in enumerate(texts, 1))
        en = "; ".join(f"({number}) {part.words.en}: {text.en}" for number, (part, text) in enumerate(texts, 1))
        if self.veto is None:
            return Words(zh, en)
        return Words(f"{zh}；{self.veto_words.zh}，本项 0 分", f"{en}; {self.veto_words.en}: the item is 0")


def read(node: Node, context: RuleContext) -> Parts:
    """`{kind: parts, parts: [{zh, en, points, rule: {…}}], veto: {fact, zh, en}}`."""
    fields = node.fields(required=("kind", "parts"), optional=("veto",))
    parts = tuple(_read_part(entry, context) for entry in fields.items("parts"))
    given = total([part.points for part in parts])
    if given != context.points:
        node.fail(
            f"the parts give {given} points, their item has {context.points}",
            "Make them equal",
            f"各部分合计 {given} 分，项目 {context.points} 分，应相等",
        )
    veto, words = _read_veto(fields, context)
    return Parts(parts, veto, words)


def _read_part(node: Node, context: RuleContext) -> Part:
    fields = node.fields(required=("zh", "en", "points", "rule"))
    points = fields.exact("points")
    if points <= ZERO:
        node.fail(f"the part has {points} points", "Write a number above 0", f"这一部分为 {points} 分，应大于 0")
    rule = fields.get("rule")
    inner = context.within(points)
    return Part(Words(fields.text("zh"), fields.text("en")), points, context.nested(rule if rule else node, inner))


def _read_veto(fields: Fields, context: RuleContext) -> tuple[str | None, Words]:
    node = fields.get("veto")
    if node is None:
        return None, NO_WORDS
    inner = node.fields(required=("fact", "zh", "en"))
    words = Words(inner.text("zh"), inner.text("en"))
    context.declare(node, check_point_fact(inner.text("fact"), words, Exact(1000)))
    return inner.text("fact"), words
