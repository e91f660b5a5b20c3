"""Places in a tree as text."""

from xieshou.lib import paths


def test_it_goes_from_a_place_up_to_the_root() -> None:
    assert paths.upward("000000100000020000003") == ["000000100000020000003", "00000010000002", "0000001"]
    assert paths.upward("") == []
