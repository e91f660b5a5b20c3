"""The language of conditions: what it means, what it refuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xieshou.platform.workflow.conditions import ConditionError, Kind, Value, check, evaluate, parse

pytestmark = pytest.mark.function("ZC08")
VALUES: dict[str, Value] = {"amount_fen": 100_000_000, "kind": "industry", "is_urgent": True}
KINDS = {"amount_fen": Kind.INTEGER, "kind": Kind.TEXT, "is_urgent": Kind.BOOLEAN}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("amount_fen >= 100000000", True),
        ("amount_fen > 100000000", False),
        ('kind == "industry"', True),
        ("kind != 'labour' and is_urgent", True),
        ("not is_urgent or amount_fen < 5", False),
        ("not (is_urgent and amount_fen < 5)", True),
        ("is_urgent or amount_fen < 5 and amount_fen > 6", True),
        ("amount_fen ≥ 5 且 kind＝＝“industry”", True),
        ('kind == "且"', False),
    ],
)
def test_it_means_what_it_says(text: str, holds: bool) -> None:
    node = parse(text)
    assert check(node, KINDS) == []
    assert evaluate(node, VALUES) is holds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "amount_fen >=",
        "(is_urgent",
        "is_urgent)",
        "amount_fen >= 1.5",
        "__import__('os').system('x')",
        "amount_fen if is_urgent else 3",
        "kind[0] == 'i'",
        "lambda: 1",
        "amount_fen + 1 > 2",
        "not " * 30 + "is_urgent",
        "a" * 600,
    ],
)
def test_it_refuses_what_is_not_a_condition(text: str) -> None:
    with pytest.raises(ConditionError):
        parse(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("amont_fen > 3", "没有声明变量 amont_fen"),
        ("kind > 'a'", "只能用 == 或 !="),
        ("kind == 3", "两边类型不同"),
        ("amount_fen", "不是“是/否”"),
        ("amount_fen and is_urgent", "只能连接比较"),
    ],
)
def test_it_checks_names_and_types(text: str, words: str) -> None:
    assert any(words in problem for problem in check(parse(text), KINDS))


def test_it_never_takes_a_missing_value_for_zero() -> None:
    with pytest.raises(ConditionError, match="没有值"):
        evaluate(parse("amount_fen >= 0"), {})


@given(st.text(alphabet="amountfekid_is()<>=!\"' 019andornt且。", max_size=60))
def test_it_either_understands_or_says_why(text: str) -> None:
    try:
        node = parse(text)
    except ConditionError:
        return
    if not check(node, KINDS):
        assert evaluate(node, VALUES) in {True, False}
