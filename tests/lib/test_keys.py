"""What is read out of addresses and forms."""

import pytest

from xieshou.lib.keys import key_of, keys_of, year_of
from xieshou.lib.paths import is_path


@pytest.mark.parametrize(("text", "key"), [("12", 12), (" 7 ", 7), ("0", 0), (str(2**63 - 1), 2**63 - 1)])
def test_it_reads_a_key(text: str, key: int) -> None:
    assert key_of(text) == key


@pytest.mark.parametrize("text", ["", "x", "-1", "1.0", "²", "１２", str(2**63), "9" * 5000])
def test_it_takes_nothing_else_for_a_key(text: str) -> None:
    assert key_of(text) is None


def test_it_keeps_the_keys_among_what_was_ticked() -> None:
    assert keys_of(["3", "", "²", "9" * 40, "1"]) == [3, 1]


@pytest.mark.parametrize(
    ("text", "year"), [("2020", 2020), ("0000", None), ("20200", None), ("", None), ("二〇二〇", None)]
)
def test_it_reads_a_year_of_this_time_only(text: str, year: int | None) -> None:
    assert year_of(text) == year


@pytest.mark.parametrize(
    ("text", "expected"), [("0000001", True), ("00000010000002", True), ("000001", False), ("a\x00", False)]
)
def test_it_knows_a_path_from_outside(text: str, expected: bool) -> None:
    assert is_path(text) is expected
