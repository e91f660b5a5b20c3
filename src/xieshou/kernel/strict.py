"""Strict reading of YAML text: every scalar stays the text that was written, every mistake is collected with its place.

A reader never stops at the first mistake. `Node` methods record problems and hand back a neutral value, and
`Reader.finish()` raises them all at once. Numbers never pass through a float: a scalar is its own characters.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

import yaml

from xieshou.kernel.exact import Exact, NotExactError

E = TypeVar("E", bound=Enum)

# C0 and C1 controls but tab and line breaks, and the marks that reorder text on screen
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f]")
_MAX_DEPTH = 40
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: file, line from 1, path of keys."""

    file: str
    line: int
    path: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}"
        return f"{where} {self.path}" if self.path else where


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake: where, what is wrong, what is allowed or what to do. `zh`: both in one Chinese sentence."""

    place: Place
    what: str
    remedy: str
    zh: str = ""

    def __str__(self) -> str:
        told = f"{self.zh} / " if self.zh else ""
        return f"{self.place}: {told}{self.what}. {self.remedy}"

    @property
    def english(self) -> str:
        """Place and English alone."""
        return f"{self.place}: {self.what}. {self.remedy}"


class LoadError(Exception):
    """All mistakes of what was loaded, in order of place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Reader:
    """Reads one YAML text. `root()` gives the top node; `finish()` raises `LoadError` when anything was wrong."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._text = text

    def root(self) -> "Node":
        """The top node; a text that is no YAML raises at once, for nothing else can be read."""
        try:
            self._refuse_aliases_and_depth()
            top = yaml.compose(self._text, Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark is not None else 1
            place = Place(self.file, line)
            raise LoadError(
                [
                    Problem(
                        place,
                        f"this is not YAML ({error.problem})",
                        "Mend the line above or this line",
                        "不是 YAML，请改正本行或上一行",
                    )
                ]
            ) from error
        except (yaml.YAMLError, UnicodeEncodeError) as error:
            raise LoadError(
                [
                    Problem(
                        Place(self.file, 1),
                        f"this is not readable text ({error})",
                        "Save it as UTF-8",
                        "不是可读的文本，请存为 UTF-8",
                    )
                ]
            ) from error
        if top is None:
            raise LoadError(
                [
                    Problem(
                        Place(self.file, 1),
                        "the file is empty",
                        "Start with the example in docs/howto",
                        "文件是空的，可从 docs/howto 的例子开始",
                    )
                ]
            )
        return Node(self, top, "")

    def _refuse_aliases_and_depth(self) -> None:
        """Both are refused on the stream of events: composing a very deep text would overflow the stack."""
        depth = 0
        for event in yaml.parse(self._text, Loader=_Loader):
            mark = event.start_mark
            place = Place(self.file, 1 if mark is None else mark.line + 1)
            if isinstance(event, yaml.AliasEvent):
                raise LoadError(
                    [
                        Problem(
                            place,
                            "an alias (*name) is used",
                            "Write the value out; aliases are not allowed",
                            "用了别名（*名），请写出值",
                        )
                    ]
                )
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > _MAX_DEPTH:
                what = f"the text is nested more than {_MAX_DEPTH} levels deep"
                raise LoadError(
                    [
                        Problem(
                            place,
                            what,
                            "Look for a bracket that is not closed",
                            f"嵌套超过 {_MAX_DEPTH} 层，请找没有闭合的括号",
                        )
                    ]
                )

    def report(self, place: Place, what: str, remedy: str, zh: str = "") -> None:
        """Record one mistake."""
        self.problems.append(Problem(place, what, remedy, zh))

    def finish(self) -> None:
        """Raise everything recorded, or return."""
        if self.problems:
            raise LoadError(self.problems)


class Node:
    """One node of the text with its path; reading it wrongly records a problem and gives a neutral value."""

    def __init__(self, reader: Reader, node: yaml.Node, path: str) -> None:
        self._reader = reader
        self._node = node
        self.path = path

    @property
    def place(self) -> Place:
        """File, line and path of this node."""
        return Place(self._reader.file, self._node.start_mark.line + 1, self.path)

    def fail(self, what: str, remedy: str, zh: str = "") -> None:
        """Record a problem at this node; `zh` says both in Chinese."""
        self._reader.report(self.place, what, remedy, zh)

    @property
    def is_mapping(self) -> bool:
        """Whether the node is a mapping."""
        return isinstance(self._node, yaml.MappingNode)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written here."""
        return isinstance(self._node, yaml.ScalarNode) and not str(self._node.value).strip()

    @property
    def is_sequence(self) -> bool:
        """Whether the node is a list."""
        return isinstance(self._node, yaml.SequenceNode)

    def fields(self, required: Iterable[str] = (), optional: Iterable[str] = ()) -> "Fields":
        """The node as a mapping with exactly these keys."""
        required, optional = tuple(required), tuple(optional)
        entries = self._entries()
        allowed = (*required, *optional)
        for key, child in entries.items():
            if key not in allowed:
                quotes = "; a text with a comma inside { } needs quotes" if child.is_empty else ""
                zh = f"这里没有“{key}”这个键，可用：{'、'.join(allowed)}" + (
                    "；{ } 里带逗号的文字要加引号" if quotes else ""
                )
                child.fail(f"the key '{key}' is not known here", f"Allowed: {', '.join(allowed)}{quotes}", zh)
        for key in required:
            if key not in entries:
                self.fail(f"the key '{key}' is missing", f"Add '{key}:' here", f"缺少键“{key}”，请在此补上")
        return Fields({key: child for key, child in entries.items() if key in allowed})

    def entries(self) -> "Mapping[str, Node]":
        """The node as a mapping with free keys."""
        return self._entries()

    def _entries(self) -> "dict[str, Node]":
        if not isinstance(self._node, yaml.MappingNode):
            self.fail(
                f"a mapping (key: value) is expected, here stands {self._shape()}",
                "Write 'key: value' lines",
                "应为“键: 值”的各行",
            )
            return {}
        found: dict[str, Node] = {}
        for key_node, value_node in self._node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                Node(self._reader, key_node, self.path).fail(
                    "a key is not a single value", "Write 'key: value' lines", "键不是单个值，请写成“键: 值”"
                )
                continue
            key = str(key_node.value)
            child = Node(self._reader, value_node, f"{self.path}.{key}" if self.path else key)
            if key in found:
                child.fail(f"the key '{key}' stands twice", "Keep one of them", f"键“{key}”写了两次，请保留一个")
            found[key] = child
        return found

    def items(self) -> "list[Node]":
        """The node as a list."""
        if not isinstance(self._node, yaml.SequenceNode):
            self.fail(
                f"a list is expected, here stands {self._shape()}",
                "Start each entry with '- '",
                "应为列表，每项以“- ”开头",
            )
            return []
        return [Node(self._reader, child, f"{self.path}[{index}]") for index, child in enumerate(self._node.value)]

    def text(self, *, empty: bool = False) -> str:
        """The scalar's own characters, stripped; empty text is a mistake unless allowed."""
        if not isinstance(self._node, yaml.ScalarNode):
            self.fail(
                f"a single value is expected, here stands {self._shape()}",
                "Write the value after the colon",
                "应为单个值，请写在冒号后面",
            )
            return ""
        value = str(self._node.value).strip()
        if _UNPRINTABLE.search(value):
            self.fail(
                "the value holds control characters",
                "Delete them; they do not print and can fool a reader",
                "值里有控制字符，请删除",
            )
            return ""
        if not value and not empty:
            self.fail(
                "the value is empty",
                "Write it, or leave the key out when nothing was published",
                "值是空的；没有公布的请删去整个键",
            )
        return value

    def exact(self) -> Exact:
        """An exact decimal; zero after a mistake."""
        return self._convert(Exact.read, Exact(0), "a decimal number such as 12 or 0.75 is expected")

    def integer(self) -> int:
        """A whole number; zero after a mistake."""
        return self._convert(_whole, 0, "a whole number is expected")

    def boolean(self) -> bool:
        """`true` or `false`."""
        value = self.text()
        if value not in {"true", "false"}:
            self.fail(f"'{value}' is neither true nor false", "Allowed: true, false", f"“{value}”不是 true 或 false")
        return value == "true"

    def choice(self, options: type[E]) -> E:
        """One of an enum's values; its first member after a mistake."""
        value = self.text()
        for member in options:
            if member.value == value:
                return member
        allowed = ", ".join(str(member.value) for member in options)
        self.fail(
            f"'{value}' is not one of the allowed values", f"Allowed: {allowed}", f"不能是“{value}”，可用：{allowed}"
        )
        return next(iter(options))

    def _convert(self, convert: Callable[[str], "T"], neutral: "T", expected: str) -> "T":
        value = self.text()
        try:
            return convert(value)
        except (ValueError, NotExactError):
            if value:
                self.fail(
                    f"'{value}' is not a number that can be read",
                    expected[0].upper() + expected[1:],
                    f"“{value}”读不成数字，应为整数或 0.75 这样的小数",
                )
            return neutral

    def _shape(self) -> str:
        if isinstance(self._node, yaml.MappingNode):
            return "a mapping"
        if isinstance(self._node, yaml.SequenceNode):
            return "a list"
        return f"'{self._node.value}'" if self._node.value else "nothing"


def _whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text)


T = TypeVar("T")


class Fields:
    """The known keys of a mapping; a key that is absent is asked for with `get`."""

    def __init__(self, entries: Mapping[str, Node]) -> None:
        self._entries = entries

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def get(self, key: str) -> Node | None:
        """The node under a key, or None."""
        return self._entries.get(key)

    def text(self, key: str, default: str = "") -> str:
        """Text under a key; the default when absent."""
        node = self.get(key)
        return node.text() if node else default

    def maybe(self, key: str) -> str | None:
        """Text under a key, None when absent: nothing was published."""
        node = self.get(key)
        return node.text() if node else None

    def exact(self, key: str, default: Exact | None = None) -> Exact:
        """Exact number under a key; the default (zero) when absent."""
        node = self.get(key)
        return node.exact() if node else default or Exact(0)

    def integer(self, key: str, default: int = 0) -> int:
        """Whole number under a key; the default when absent."""
        node = self.get(key)
        return node.integer() if node else default

    def boolean(self, key: str, default: bool = False) -> bool:
        """Boolean under a key; the default when absent."""
        node = self.get(key)
        return node.boolean() if node else default

    def choice(self, key: str, options: type[E], default: E | None = None) -> E:
        """Enum member under a key; the default (else its first member) when absent."""
        node = self.get(key)
        if node is None:
            return default if default is not None else next(iter(options))
        return node.choice(options)

    def items(self, key: str) -> list[Node]:
        """List under a key; empty when absent."""
        node = self.get(key)
        return node.items() if node else []
