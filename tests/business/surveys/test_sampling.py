"""Drawing: the seats sum to n, everyone can draw again, no one is favoured by their place in the list."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.business.surveys.conftest import Made
from tests.factories.world import World
from xieshou.business.surveys import people
from xieshou.business.surveys.models import Invitation, Person
from xieshou.business.surveys.people import Named, drawn_again
from xieshou.business.surveys.sampling import allocate, draw
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.audit import api as audit
from xieshou.platform.jobs.api import work_until_idle

pytestmark = pytest.mark.function("JX12")

STRATA = st.dictionaries(st.text(min_size=1, max_size=4), st.integers(1, 400), min_size=1, max_size=8)


@given(STRATA, st.data())
def test_it_gives_every_stratum_its_share_and_seats_that_sum(sizes: dict[str, int], data: st.DataObject) -> None:
    everyone = sum(sizes.values())
    wanted = data.draw(st.integers(0, everyone))
    seats = allocate(wanted, sizes)
    assert sum(seats.values()) == wanted
    for name, size in sizes.items():
        assert seats[name] <= size
        assert size * wanted // everyone <= seats[name] <= -(-size * wanted // everyone)


@given(STRATA, st.text(max_size=10), st.data())
def test_it_draws_the_same_whatever_the_order_of_the_list(
    sizes: dict[str, int], seed: str, data: st.DataObject
) -> None:
    names = [name for name, size in sizes.items() for _ in range(size)]
    members = list(enumerate(names, 1))
    wanted = data.draw(st.integers(1, len(members)))
    drawn = draw(seed, wanted, members)
    random.Random(1).shuffle(members)
    assert draw(seed, wanted, members) == drawn
    assert len(set(drawn)) == wanted


@pytest.mark.parametrize("wanted", [-1, 11])
def test_it_refuses_more_than_there_are(wanted: int) -> None:
    with pytest.raises(ValueError, match="out of 10"):
        allocate(wanted, {"群众": 10})


def test_it_breaks_ties_by_size_then_name() -> None:
    assert allocate(1, {"乙": 5, "甲": 5}) == {"乙": 1, "甲": 0}
    assert allocate(10, {"群众": 60, "干部": 30, "企业": 9}) == {"群众": 6, "干部": 3, "企业": 1}


def named(*categories: str) -> list[Named]:
    return [Named(category, f"演示{number}", "13900001111") for number, category in enumerate(categories)]


def test_it_draws_by_category_and_proves_it(world: World, draft: Made) -> None:
    survey = draft()
    people.population_ask(actor=world.clerk_a, survey=survey, people=named(*("群众",) * 30, *("干部",) * 10))
    people.sample_ask(actor=world.clerk_a, survey=survey, wanted=8)
    survey.refresh_from_db()
    assert Counter(Invitation.objects.values_list("category", flat=True)) == {"群众": 6, "干部": 2}
    assert (survey.sample_size, survey.drawn_count, len(survey.seed)) == (8, 1, 32)
    assert drawn_again(survey)
    other = survey.people.filter(invitation=None).first()
    survey.invitations.filter(pk=survey.invitations.earliest("pk").pk).update(person=other)
    assert not drawn_again(survey)


def test_it_counts_every_drawing_and_drops_the_codes_before(world: World, draft: Made) -> None:
    survey = draft()
    people.population_ask(actor=world.clerk_a, survey=survey, people=named(*("群众",) * 10))
    for seed in ("一", "二"):
        people.sample_ask(actor=world.clerk_a, survey=survey, wanted=3, seed=seed)
    survey.refresh_from_db()
    assert (survey.drawn_count, survey.invitations.count()) == (2, 3)
    drawings = [entry for entry in audit.history_of(survey) if entry.action == "survey.draw"]
    assert [["种子", None, "二"] in entry.changes for entry in drawings] == [True, False]
    people.population_ask(actor=world.clerk_a, survey=survey, people=named("群众"))
    survey.refresh_from_db()
    assert (survey.sample_size, survey.invitations.count()) == (None, 0)


def test_it_keeps_names_and_telephones_sealed(world: World, draft: Made) -> None:
    survey = draft()
    people.population_ask(actor=world.clerk_a, survey=survey, people=[Named("群众", "演示甲", "13900001111")])
    person = Person.objects.get()
    assert (person.name.plain, str(person.phone)) == ("演示甲", "139****1111")
    stored = Person.objects.extra(select={"raw": "phone"}).values_list("raw", flat=True)[0]
    assert "13900001111" not in str(stored)
    assert not any("演示甲" in str(entry.changes) for entry in audit.history_of(survey))


def test_it_takes_ten_thousand_people_as_jobs(world: World, draft: Made) -> None:
    survey = draft()
    listed = named(*("群众",) * 9_000, *("干部",) * 2_000)
    assert people.population_ask(actor=world.clerk_a, survey=survey, people=listed) is not None
    assert work_until_idle() == 1
    assert people.sample_ask(actor=world.clerk_a, survey=survey, wanted=10_000) is not None
    assert work_until_idle() == 1
    survey.refresh_from_db()
    assert survey.invitations.filter(category="干部").count() == 1_818
    assert (survey.invitations.count(), drawn_again(survey)) == (10_000, True)


def test_it_refuses_what_cannot_be_drawn(world: World, opened: Made, draft: Made) -> None:
    empty = draft()
    with pytest.raises(Invalid, match="先录入名单"):
        people.sample_ask(actor=world.clerk_a, survey=empty, wanted=1)
    with pytest.raises(Invalid, match="名单是空的"):
        people.population_ask(actor=world.clerk_a, survey=empty, people=[])
    with pytest.raises(Refused):
        people.sample_ask(actor=world.auditor_outside, survey=empty, wanted=1)
    with pytest.raises(Invalid, match="不能再改"):
        people.sample_ask(actor=world.clerk_a, survey=opened(), wanted=1)
