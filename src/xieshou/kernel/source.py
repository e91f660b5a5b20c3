"""Generated Python: a scheme's decisions as one function over scaled integers, for one evaluation in microseconds.

Names in the generated text come from a fixed alphabet (f0, f1 …), never from a scheme, so nothing a scheme says is executed.
"""

from collections.abc import Callable, Mapping, Sequence

from xieshou.kernel.expr import OUTCOMES, Cases, Expr, Op
from xieshou.kernel.lower import FactSpec, Lowering

_PYTHON_OPS: Mapping[Op, str] = {Op.LT: "<", Op.LE: "<=", Op.EQ: "==", Op.NE: "!=", Op.GE: ">=", Op.GT: ">"}

Scores = tuple[list[int], list[int]]
ScoreFunction = Callable[[Sequence[int | None]], Scores]


class SourceOps:
    """Python source text as the executor."""

    def __init__(self, facts: Sequence[str]) -> None:
        self._names = {name: f"f{index}" for index, name in enumerate(facts)}

    def fact(self, name: str) -> str:
        return self._names[name]

    def const(self, value: int) -> str:
        return str(value) if value >= 0 else f"({value})"

    def add(self, left: str, right: str) -> str:
        return f"({left} + {right})"

    def sub(self, left: str, right: str) -> str:
        return f"({left} - {right})"

    def mul(self, left: str, right: str) -> str:
        return f"({left} * {right})"

    def div(self, left: str, right: str) -> str:
        return f"({left} // {right})"

    def where(self, condition: str, left: str, right: str) -> str:
        return f"({left} if {condition} else {right})"

    def least(self, left: str, right: str) -> str:
        return f"min({left}, {right})"

    def greatest(self, left: str, right: str) -> str:
        return f"max({left}, {right})"

    def compare(self, op: Op, left: str, right: str) -> str:
        return f"({left} {_PYTHON_OPS[op]} {right})"

    def both(self, left: str, right: str) -> str:
        return f"({left} and {right})"

    def either(self, left: str, right: str) -> str:
        return f"({left} or {right})"

    def missing(self, name: str) -> str:
        return f"({self._names[name]} is None)"


def python_source(items: Sequence[Expr], places: int, facts: Sequence[FactSpec]) -> str:
    """The text of a function `score(facts)` that gives scaled scores and outcome codes."""
    names = [fact.name for fact in facts]
    lowering = Lowering(SourceOps(names), {fact.name: fact for fact in facts})
    unpack = ", ".join(f"f{index}" for index in range(len(names)))
    lines = ["def score(facts):"]
    if names:
        lines.append(f"    {unpack}{',' if len(names) == 1 else ''} = facts")
    for index, item in enumerate(items):
        lines += _item_lines(lowering, index, item, places)
    scores = ", ".join(f"s{index}" for index in range(len(items)))
    reasons = ", ".join(f"r{index}" for index in range(len(items)))
    lines.append(f"    return [{scores}], [{reasons}]")
    return "\n".join(lines) + "\n"


def _item_lines(lowering: Lowering[str, str], index: int, item: Expr, places: int) -> list[str]:
    assert isinstance(item, Cases)
    lines = []
    for position, branch in enumerate(item.branches):
        word = "if" if position == 0 else "elif"
        head = f"{word} {lowering.condition(branch.when)}" if branch.when is not None else "else"
        value = lowering.rounded(branch.value, places).code
        body = f"s{index} = {value}; r{index} = {OUTCOMES.index(branch.outcome)}"
        lines.append(f"    {body}" if len(item.branches) == 1 else f"    {head}: {body}")
    return lines


def compiled(items: Sequence[Expr], places: int, facts: Sequence[FactSpec]) -> ScoreFunction:
    """The function itself."""
    space: dict[str, ScoreFunction] = {}
    code = compile(python_source(items, places, facts), "<scheme>", "exec")
    exec(code, {"__builtins__": {"min": min, "max": max}}, space)
    return space["score"]
