"""The tiny language of a flow's conditions: `amount_fen >= 100000000 and kind == "industry"`.

Names, whole numbers, quoted text, true/false, comparisons, and, or, not, brackets; nothing else exists, so nothing else
can be run. Full-width signs and 且 或 非 are read as what they mean. Evaluated by walking the tree, never by Python's eval.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from operator import eq, ge, gt, le, lt, ne

Value = int | str | bool
LONGEST = 500
DEEPEST = 20

_COMPARE: dict[str, Callable[[Value, Value], bool]] = {"==": eq, "!=": ne, ">=": ge, "<=": le, ">": gt, "<": lt}
_SAME = str.maketrans(
    {"（": "(", "）": ")", "＝": "=", "＞": ">", "＜": "<", "“": '"', "”": '"', "＂": '"', "！": "!", "　": " "}
)
_WORDS = {"≥": ">=", "≤": "<=", "≠": "!=", "且": " and ", "或": " or ", "非": " not ", "&&": " and ", "||": " or "}
_TOKEN = re.compile(
    r'\s*(?:(?P<number>\d+)(?![\w.])|(?P<text>"[^"]*"|\'[^\']*\')|(?P<name>[A-Za-z_]\w*)|(?P<sign>==|!=|>=|<=|>|<|\(|\)))'
)


class Kind(Enum):
    """What a variable holds."""

    INTEGER = "integer"
    TEXT = "text"
    BOOLEAN = "boolean"

    @property
    def label(self) -> str:
        return {"integer": "整数", "text": "文字", "boolean": "是否"}[self.value]


class ConditionError(ValueError):
    """What in a condition cannot be understood, in words for the person who wrote it."""


@dataclass(frozen=True)
class Literal:
    value: Value


@dataclass(frozen=True)
class Name:
    name: str


@dataclass(frozen=True)
class Comparison:
    sign: str
    left: "Literal | Name"
    right: "Literal | Name"


@dataclass(frozen=True)
class Junction:
    """All of the parts (and) or one of them (or)."""

    word: str
    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Negation:
    part: "Node"


Node = Literal | Name | Comparison | Junction | Negation


def parse(text: str) -> Node:
    """The tree of a condition. Raises ConditionError with the place of what is wrong."""
    if len(text) > LONGEST:
        raise ConditionError(f"条件超过 {LONGEST} 个字符，请拆成几个网关")
    return _Parser(_tokens(text)).whole()


def check(node: Node, variables: Mapping[str, Kind]) -> list[str]:
    """What is wrong with a condition given the flow's declared variables; empty: nothing."""
    problems: list[str] = []
    if _kind(node, variables, problems) is not Kind.BOOLEAN and not problems:
        problems.append("条件的结果不是“是/否”，请写成比较，例如 amount_fen >= 100000000")
    return problems


def evaluate(node: Node, values: Mapping[str, Value]) -> bool:
    """Whether the condition holds. A missing value raises ConditionError: missing is neither zero nor false."""
    if isinstance(node, Junction):
        results = (evaluate(part, values) for part in node.parts)
        return all(results) if node.word == "and" else any(results)
    if isinstance(node, Negation):
        return not evaluate(node.part, values)
    if isinstance(node, Comparison):
        left, right = _value(node.left, values), _value(node.right, values)
        if type(left) is not type(right):
            raise ConditionError(f"不能比较 {left!r} 与 {right!r}：类型不同")
        return _COMPARE[node.sign](left, right)
    return _value(node, values) is True


def _value(node: Literal | Name, values: Mapping[str, Value]) -> Value:
    if isinstance(node, Literal):
        return node.value
    if node.name not in values:
        raise ConditionError(f"变量 {node.name} 没有值")
    return values[node.name]


def _kind(node: Node, variables: Mapping[str, Kind], problems: list[str]) -> Kind | None:
    if isinstance(node, Literal):
        return {bool: Kind.BOOLEAN, int: Kind.INTEGER, str: Kind.TEXT}[type(node.value)]
    if isinstance(node, Name):
        if node.name not in variables:
            known = "、".join(variables) or "（本流程没有声明变量）"
            problems.append(f"没有声明变量 {node.name}；可用的变量：{known}")
        return variables.get(node.name)
    if isinstance(node, Comparison):
        return _compared(node, variables, problems)
    for part in node.parts if isinstance(node, Junction) else (node.part,):
        if _kind(part, variables, problems) not in {Kind.BOOLEAN, None}:
            problems.append("and、or、not 只能连接比较或“是否”变量")
    return Kind.BOOLEAN


def _compared(node: Comparison, variables: Mapping[str, Kind], problems: list[str]) -> Kind:
    left, right = (_kind(side, variables, problems) for side in (node.left, node.right))
    if left is not None and right is not None:
        if left is not right:
            problems.append(f"“{node.sign}”两边类型不同：{left.label}与{right.label}")
        elif left is not Kind.INTEGER and node.sign not in {"==", "!="}:
            problems.append(f"{left.label}只能用 == 或 != 比较，不能用 {node.sign}")
    return Kind.BOOLEAN


def _tokens(text: str) -> list[str]:
    pieces = re.split(r'("[^"]*"|\'[^\']*\')', text.translate(_SAME))
    for index in range(0, len(pieces), 2):  # quoted text stays as written
        for sign, word in _WORDS.items():
            pieces[index] = pieces[index].replace(sign, word)
    rest, tokens = "".join(pieces), []
    while rest.strip():
        match = _TOKEN.match(rest)
        if match is None:
            raise ConditionError(
                f"看不懂“{rest.strip()[:12]}”；允许：变量、整数、带引号的文字、== != >= <= > < and or not ( )"
            )
        tokens.append(match.group().strip())
        rest = rest[match.end() :]
    return tokens


class _Parser:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    def whole(self) -> Node:
        if not self.tokens:
            raise ConditionError("条件是空的")
        node = self._junction("or")
        if self.at < len(self.tokens):
            raise ConditionError(f"“{self.tokens[self.at]}”处多出内容")
        return node

    def _junction(self, word: str) -> Node:
        parts = [self._junction("and") if word == "or" else self._negation()]
        while self._peek() == word:
            self.at += 1
            parts.append(self._junction("and") if word == "or" else self._negation())
        return parts[0] if len(parts) == 1 else Junction(word, tuple(parts))

    def _negation(self) -> Node:
        if self._peek() != "not":
            return self._comparison()
        self.at += 1
        return Negation(self._deeper(self._negation))

    def _comparison(self) -> Node:
        if self._peek() == "(":
            self.at += 1
            node = self._deeper(lambda: self._junction("or"))
            if self._next("“)”") != ")":
                raise ConditionError("括号没有配对")
            return node
        left = self._operand()
        if self._peek() not in _COMPARE:
            return left
        sign = self._next("比较符")
        return Comparison(sign, left, self._operand())

    def _operand(self) -> Literal | Name:
        token = self._next("变量或值")
        if token.isdecimal():
            return Literal(int(token))
        if token[0] in "\"'":
            return Literal(token[1:-1])
        if token in {"true", "false"}:
            return Literal(token == "true")
        if token in {"and", "or", "not"} or not token.isidentifier():
            raise ConditionError(f"“{token}”处应是变量或值")
        return Name(token)

    def _deeper(self, read: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ConditionError(f"括号与 not 嵌套超过 {DEEPEST} 层")
        node = read()
        self.depth -= 1
        return node

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _next(self, wanted: str) -> str:
        if self.at >= len(self.tokens):
            raise ConditionError(f"条件没有写完，末尾缺{wanted}")
        self.at += 1
        return self.tokens[self.at - 1]
