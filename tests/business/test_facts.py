"""The published figures as records: what the reports state, with their lines, summed once."""

from pathlib import Path
from typing import Any

import pytest

from tests.factories.world import World
from xieshou.business.donations import api as donations
from xieshou.business.meetings import api as meetings
from xieshou.business.talent import api as talent
from xieshou.platform import registry
from xieshou.platform.ledger.api import Ledger, metric
from xieshou.platform.registry.api import region_create

FACTS = Path(registry.__file__).parent / "data" / "facts_ledgers.yaml"
REGIONS = {
    "540000": "西藏自治区",
    "441600": "河源市",
    "441500": "汕尾市",
    "450000": "广西壮族自治区",
    "540425": "察隅县",
    "540400": "林芝市",
    "513300": "甘孜藏族自治州",
    "451200": "河池市",
    "522700": "黔南布依族苗族自治州",
    "522732": "三都水族自治县",
}


@pytest.fixture
def owners(world: World) -> dict[str, Any]:
    for code, name in REGIONS.items():
        region_create(code=code, name=name, level="prefecture", parent=world.country)
    return dict.fromkeys(("shenzhen-2020", "hechi-2018", "huangpu-2022"), world.office)


def total(ledger: Ledger, world: World, column: str, **query: str) -> int | None:
    return metric(ledger, world.division_manager, column, **query)


@pytest.mark.parametrize(("region", "persons"), [("540000", 554), ("441600", 543), ("441500", 5440)])
def test_it_sums_training_to_what_was_published(
    world: World, owners: dict[str, Any], region: str, persons: int
) -> None:
    talent.load_facts(FACTS, owners=owners)
    assert total(talent.LEDGER, world, "persons", region=region, kind="other") == persons


def test_it_sums_schooling_to_what_was_published(world: World, owners: dict[str, Any]) -> None:
    talent.load_facts(FACTS, owners=owners)
    assert total(talent.LEDGER, world, "persons", kind="student") == 1011


@pytest.mark.parametrize("key", ["tibet", "heyuan", "shanwei", "graduates"])
def test_it_keeps_the_parts_of_a_total_and_they_sum_to_it(world: World, owners: dict[str, Any], key: str) -> None:
    talent.load_facts(FACTS, owners=owners)
    whole = talent.TrainingSession.objects.get(external_key=f"fact-training-{key}")
    parts = list(talent.TrainingSession.objects.filter(part_of=whole))
    assert sum(part.persons for part in parts) == whole.persons
    assert all(part.is_counted for part in parts)
    assert not whole.is_counted


def test_it_counts_the_published_surveys(world: World, owners: dict[str, Any]) -> None:
    meetings.load_facts(FACTS, owners=owners)
    assert total(meetings.LEDGER, world, "times", kind="survey") == 53


def test_it_keeps_donations_to_the_fen(world: World, owners: dict[str, Any]) -> None:
    donations.load_facts(FACTS, owners=owners)
    activity = donations.Donation.objects.get(external_key="fact-donations-june-30")
    assert (activity.amount_fen, activity.kind) == (63_200_000_000, "mixed")
    assert total(donations.LEDGER, world, "amount_fen") == 63_200_000_000


def test_it_labels_every_figure_with_its_line_and_its_words(world: World, owners: dict[str, Any]) -> None:
    talent.load_facts(FACTS, owners=owners)
    record = talent.TrainingSession.objects.get(external_key="fact-training-tibet")
    assert (record.source, record.period, record.occurred_on) == ("shenzhen-2020 第 3597 行", "2020", None)
    assert record.source_quote == "组织西藏开展干部人才培训≥100人次554人次"


def test_it_keeps_figures_that_contradict_each_other_apart(world: World, owners: dict[str, Any]) -> None:
    meetings.load_facts(FACTS, owners=owners)
    other = meetings.Visit.objects.get(external_key="fact-visits-received-persons")
    assert (other.persons, other.is_counted) == (144, False)
    assert "不一致" in other.note


def test_it_loads_once(world: World, owners: dict[str, Any]) -> None:
    first = talent.load_facts(FACTS, owners=owners)
    again = talent.load_facts(FACTS, owners=owners)
    assert first.created == talent.TrainingSession.objects.count()
    assert (again.created, again.known) == (0, first.created)


def test_it_leaves_out_documents_whose_office_is_not_known(world: World, owners: dict[str, Any]) -> None:
    loaded = meetings.load_facts(FACTS, owners={"hechi-2018": world.office})
    assert loaded.created == 2
    assert "surveys" in loaded.without_owner
