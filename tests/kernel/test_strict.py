"""Strict reading of YAML text."""

from enum import StrEnum

import pytest

from xieshou.kernel.exact import Exact
from xieshou.kernel.strict import LoadError, Node, Place, Problem, Reader


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


def root(text: str) -> Node:
    return Reader(text, "f.yaml").root()


def problems(text: str) -> list[str]:
    with pytest.raises(LoadError) as error:
        root(text)
    return [problem.english for problem in error.value.problems]


def test_it_keeps_a_number_as_its_own_characters() -> None:
    assert root("a: 007.10").fields(("a",)).text("a") == "007.10"


@pytest.mark.parametrize("text", ["yes", "null", "~", "2020-01-01", "1:30", "0o7", "1e3"])
def test_it_never_changes_what_was_written(text: str) -> None:
    assert root(f"a: {text}").fields(("a",)).text("a") == text


def test_it_reads_an_exact_number() -> None:
    assert root("a: 1,234.50").fields(("a",)).exact("a") == Exact(2469, 2)


@pytest.mark.parametrize(("text", "number"), [("12", 12), ("-3", -3), ("+4", 4), ("0", 0)])
def test_it_reads_a_whole_number(text: str, number: int) -> None:
    assert root(f"a: {text}").fields(("a",)).integer("a") == number


@pytest.mark.parametrize("text", ["1_000", "1.0", "１２", "0x10", "1e2", "9" * 19, "ten"])
def test_it_refuses_what_is_no_whole_number(text: str) -> None:
    reader = Reader(f"a: {text}", "f.yaml")
    assert reader.root().fields(("a",)).integer("a") == 0
    assert [problem.what for problem in reader.problems] == [f"'{text}' is not a number that can be read"]


@pytest.mark.parametrize(("text", "value"), [("true", True), ("false", False)])
def test_it_reads_a_boolean(text: str, value: bool) -> None:
    assert root(f"a: {text}").fields(("a",)).boolean("a") is value


def test_it_reads_one_of_the_allowed_values() -> None:
    assert root("a: blue").fields(("a",)).choice("a", Colour) is Colour.BLUE


def test_it_gives_defaults_for_what_is_left_out() -> None:
    fields = root("a: 1").fields((), ("a", "b"))
    assert (fields.text("b", "x"), fields.maybe("b"), fields.items("b")) == ("x", None, [])
    assert (fields.exact("b"), fields.integer("b", 7), fields.boolean("b", default=True)) == (Exact(0), 7, True)
    assert (fields.choice("b", Colour), fields.choice("b", Colour, Colour.BLUE)) == (Colour.RED, Colour.BLUE)


def test_it_keeps_a_default_of_zero() -> None:
    assert root("a: 1").fields((), ("a", "b")).exact("b", Exact(0)) == Exact(0)


def test_it_knows_what_stands_where() -> None:
    entries = root("a: [1, 2]\nb: {c: 1}\nd:\n").entries()
    assert entries["a"].is_sequence
    assert entries["b"].is_mapping
    assert entries["d"].is_empty


def test_it_names_the_place_by_line_and_path() -> None:
    node = root("a:\n  - x\n  - b: 1\n").entries()["a"].items()[1].entries()["b"]
    assert node.place == Place("f.yaml", 3, "a[1].b")


def test_it_reports_nothing_when_nothing_is_wrong() -> None:
    reader = Reader("a: 1", "f.yaml")
    reader.root().fields(("a",)).integer("a")
    reader.finish()


def test_it_raises_everything_at_once_in_order_of_place() -> None:
    reader = Reader("a: x\nb: y\n", "f.yaml")
    fields = reader.root().fields(("a", "b", "c"))
    fields.integer("b")
    fields.exact("a")
    with pytest.raises(LoadError) as error:
        reader.finish()
    assert [problem.place.line for problem in error.value.problems] == [1, 1, 2]


def test_it_reports_the_same_mistake_once() -> None:
    problem = Problem(Place("f.yaml", 1), "wrong", "Mend it")
    assert LoadError([problem, problem]).problems == (problem,)


def test_it_says_where_what_and_what_to_do() -> None:
    assert str(Problem(Place("f.yaml", 3, "a.b"), "this is wrong", "Do that")) == "f.yaml:3 a.b: this is wrong. Do that"


@pytest.mark.parametrize("brackets", ["[", "{a: ", "- "])
@pytest.mark.parametrize("depth", [41, 1000, 100_000])
def test_it_refuses_deep_nesting_without_overflowing(brackets: str, depth: int) -> None:
    assert problems(brackets * depth) == [
        "f.yaml:1: the text is nested more than 40 levels deep. Look for a bracket that is not closed"
    ]


def test_it_allows_forty_levels() -> None:
    assert root("[" * 40 + "]" * 40).is_sequence


def test_it_counts_closed_brackets_off() -> None:
    assert len(root("[" + "[1], " * 500 + "]").items()) == 500


def test_it_refuses_an_alias_before_it_multiplies() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    assert problems(bomb) == ["f.yaml:2: an alias (*name) is used. Write the value out; aliases are not allowed"]


def test_it_takes_no_merge_key() -> None:
    reader = Reader("<<: {a: 1}\n", "f.yaml")
    reader.root().fields((), ("a",))
    assert [problem.what for problem in reader.problems] == ["the key '<<' is not known here"]


def test_it_runs_no_tag() -> None:
    node = root("a: !!python/object/apply:os.system [echo]\n").entries()["a"]
    assert [entry.text() for entry in node.items()] == ["echo"]


@pytest.mark.parametrize("text", ["a: \x00", "a: \x1b", "\ud800: 1"])
def test_it_refuses_text_that_is_no_text(text: str) -> None:
    assert problems(text)[0].startswith("f.yaml:1: this is not readable text (")


def test_it_reads_past_a_byte_order_mark() -> None:
    assert root("\ufeffa: 1").fields(("a",)).text("a") == "1"


def test_it_reads_windows_line_ends() -> None:
    assert root("a: 1\r\nb: 2\r\n").entries()["b"].place.line == 2
