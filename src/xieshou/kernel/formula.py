"""A formula over named facts, written as text in a scheme: `(plan - spent) / plan`, `min(1, round(q1 / budget, 2))`.

Allowed: fact names, decimal numbers, + - * / and brackets, min(a, b), max(a, b), round(a, places), percent(a, places) (rounded
to so many decimals of a percentage). Anything else is refused with its place in the formula.
"""

import ast
from collections.abc import Callable

from xieshou.kernel.exact import Exact, NotExactError
from xieshou.kernel.expr import Add, Const, Div, Expr, Fact, Greatest, Least, Mul, Round, Sub

_OPERATORS: dict[type[ast.operator], type[Add] | type[Sub] | type[Mul] | type[Div]] = {
    ast.Add: Add,
    ast.Sub: Sub,
    ast.Mult: Mul,
    ast.Div: Div,
}
_MAX_LENGTH = 2000
_MAX_DEPTH = 60
_MAX_CALLS = 4
_TOO_DEEP = f"the formula is nested too deeply ({_MAX_DEPTH} levels, {_MAX_CALLS} of min, max, round)"


class FormulaError(ValueError):
    """A formula that says something not allowed; the message names it."""


def read_formula(text: str) -> Expr:
    """The formula as an expression; raises `FormulaError`."""
    if len(text) > _MAX_LENGTH:
        raise FormulaError(f"the formula is longer than {_MAX_LENGTH} characters")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError as error:
        raise FormulaError(
            f"the formula breaks off or is misspelt at character {error.offset or len(text) + 1}"
        ) from error
    except (RecursionError, MemoryError) as error:
        raise FormulaError(_TOO_DEEP) from error
    _check_depth(tree.body)
    return _expr(tree.body, text.strip())


def _check_depth(top: ast.expr) -> None:
    """Depth costs twice: the stack, and the generated text, which repeats what stands inside min, max and round."""
    waiting = [(top, 0, 0)]
    while waiting:
        node, depth, calls = waiting.pop()
        calls += isinstance(node, ast.Call)
        if depth > _MAX_DEPTH or calls > _MAX_CALLS:
            raise FormulaError(_TOO_DEEP)
        waiting += [(child, depth + 1, calls) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]


def _expr(node: ast.expr, text: str) -> Expr:
    match node:
        case ast.BinOp(left, operator, right):
            return _binary(operator, _expr(left, text), _expr(right, text), text)
        case ast.Name(name):
            return Fact(name)
        case ast.Constant():
            return Const(_number(node, text))
        case ast.UnaryOp(ast.USub(), operand):
            return Sub(Const(Exact(0)), _expr(operand, text))
        case ast.Call(ast.Name(name), arguments, []):
            return _call(name, arguments, text)
        case _:
            raise FormulaError(f"'{ast.get_source_segment(text, node)}' is not allowed in a formula")


def _binary(operator: ast.operator, left: Expr, right: Expr, text: str) -> Expr:
    kind = _OPERATORS.get(type(operator))
    if kind is None:
        raise FormulaError(f"only + - * / are allowed in '{text}'")
    return kind(left, right)


def _number(node: ast.expr, text: str) -> Exact:
    written = ast.get_source_segment(text, node) or ""
    try:
        return Exact.read(written)
    except NotExactError as error:
        raise FormulaError(f"'{written}' is not a plain decimal number") from error


def _call(name: str, arguments: list[ast.expr], text: str) -> Expr:
    calls: dict[str, Callable[[Expr, ast.expr], Expr]] = {
        "min": lambda left, right: Least(left, _expr(right, text)),
        "max": lambda left, right: Greatest(left, _expr(right, text)),
        "round": lambda left, right: Round(left, _places(right, text)),
        "percent": lambda left, right: Round(left, _places(right, text) + 2, percent=True),
    }
    if name not in calls or len(arguments) != 2:
        raise FormulaError(
            f"'{name}' with {len(arguments)} values is not known; allowed: {', '.join(calls)}, two values each"
        )
    return calls[name](_expr(arguments[0], text), arguments[1])


def _places(node: ast.expr, text: str) -> int:
    places = _number(node, text)
    if places.den != 1 or not 0 <= places.num <= 8:
        raise FormulaError("the number of decimals must be a whole number from 0 to 8")
    return places.num
