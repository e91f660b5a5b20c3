"""Planting: no row holds two faults, so that each can be named for itself."""

from random import Random

import pytest

from tests.conformance.corpus.faults import FAULTS, plant
from tests.conformance.corpus.paper import clean_paper


@pytest.mark.parametrize("seed", range(20))
def test_it_plants_one_fault_in_a_row(seed: int) -> None:
    random = Random(seed)
    _, placed = plant(clean_paper(random), random.sample(FAULTS, 8), random)
    named = [words for words in placed.values() if words and words not in ("资金总额", "年初预算")]
    assert len(named) == len(set(named))


def test_it_leaves_a_clean_table_clean() -> None:
    paper = clean_paper(Random(1))
    assert plant(paper, [], Random(1)) == (paper, {})
