"""Ledgers through the door for machines."""

import pytest

from tests.faces.conftest import Program, program_of, reading
from tests.factories.world import World
from tests.platform.ledger.rows import entered
from xieshou.business.talent.api import TrainingSession
from xieshou.lib.permission import Permission

ALL = "/ledgers/training/records"
NEW = {"title": "骨干教师培训班", "occurred_on": "2020年9月15日", "persons": 103}


@pytest.fixture
def clerk(world: World) -> Program:
    return program_of(world.clerk_a)


def new(world: World, **changed: object) -> dict[str, object]:
    return {"values": {**NEW, "owner": str(world.county_a.public_id), **changed}}


def test_it_tells_what_each_column_takes(clerk: Program) -> None:
    training = next(one for one in clerk.get("/ledgers") if one["slug"] == "training")
    persons = next(one for one in training["columns"] if one["name"] == "persons")
    assert (persons["kind"], persons["unit"], persons["is_required"]) == ("whole", "人次", True)


def test_it_enters_a_record_and_gives_it_back_the_same(world: World, clerk: Program) -> None:
    made = clerk.ask("POST", ALL, new(world))
    assert (made.status_code, made["ETag"]) == (201, '"v1"')
    values = clerk.get(f"{ALL}/{made.json()['id']}")["values"]
    assert (values["occurred_on"], values["persons"], values["note"]) == ("2020-09-15", 103, None)
    assert (values["owner"], values["place"]) == (str(world.county_a.public_id), "653131")


def test_it_enters_a_repeated_request_once(world: World, clerk: Program) -> None:
    answers = [clerk.ask("POST", ALL, new(world), Idempotency_Key="a1") for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert TrainingSession.objects.count() == 1


def test_it_names_every_mistake_of_a_row(world: World, clerk: Program) -> None:
    answer = clerk.ask("POST", ALL, new(world, persons="许多", occurred_on="去年"))
    assert answer.status_code == 422
    assert {one["where"] for one in answer.json()["problems"]} == {"培训人次", "日期"}
    unknown = clerk.ask("POST", ALL, new(world, colour="红", state="live"))
    assert [one["where"] for one in unknown.json()["problems"]] == ["colour", "state"]


def test_it_changes_only_the_columns_named(world: World, clerk: Program) -> None:
    row = entered(world, note="两期")
    answer = clerk.ask("PATCH", f"{ALL}/{row.pk}", {"values": {"persons": 104}, "reason": "更正"}, If_Match='"v1"')
    assert (answer.status_code, answer["ETag"]) == (200, '"v2"')
    assert (answer.json()["values"]["persons"], answer.json()["values"]["note"]) == (104, "两期")


def test_it_tells_both_values_to_whoever_comes_second(world: World, clerk: Program) -> None:
    address = f"{ALL}/{entered(world).pk}"
    other = program_of(world.approver_a)
    assert other.ask("PATCH", address, {"values": {"persons": 105}}, If_Match='"v1"').status_code == 200
    second = clerk.ask("PATCH", address, {"values": {"persons": 104}}, If_Match='"v1"')
    assert second.status_code == 412
    assert second.json()["problems"][0]["what"] == "现在是“105”，您填的是“104”"
    assert clerk.ask("PATCH", address, {"values": {"persons": 104}}).status_code == 428


@pytest.mark.parametrize("named", ["abc", '"v²"', f'"v{"9" * 5000}"'])
def test_it_refuses_a_version_it_cannot_read(world: World, clerk: Program, named: str) -> None:
    address = f"{ALL}/{entered(world).pk}"
    answer = clerk.ask("PATCH", address, {"values": {}}, If_Match=named)
    assert answer.status_code in {400, 422}


def test_it_deletes_with_a_reason_and_restores(world: World, clerk: Program) -> None:
    row = entered(world)
    address = f"{ALL}/{row.pk}"
    assert clerk.ask("DELETE", address, If_Match='"v1"').status_code == 422
    assert clerk.ask("DELETE", f"{address}?reason=重复登记", If_Match='"v1"').json()["is_deleted"]
    assert clerk.get(ALL)["items"] == []
    assert clerk.ask("POST", f"{address}/restore").status_code == 200
    assert [one["id"] for one in clerk.get(ALL)["items"]] == [row.pk]
    actions = [one["action"] for one in clerk.get(f"{address}/history")["items"]]
    assert actions == ["ledger.restore", "ledger.delete", "ledger.create"]


def test_it_pages_through_a_list_by_its_key(world: World, clerk: Program) -> None:
    keys = [entered(world, title=f"第 {number} 期").pk for number in range(5)]
    seen, after = [], ""
    while True:
        page = clerk.get(f"{ALL}?limit=2{after}")
        seen += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert seen == keys[::-1]


def test_it_narrows_a_list(world: World, clerk: Program) -> None:
    row = entered(world, kind="cadre", title="干部班")
    entered(world)
    assert [one["id"] for one in clerk.get(f"{ALL}?kind=cadre")["items"]] == [row.pk]
    assert [one["id"] for one in clerk.get(f"{ALL}?q=干部")["items"]] == [row.pk]
    assert clerk.get(f"{ALL}?since=2021-01-01")["items"] == []
    assert len(clerk.get(f"{ALL}?owner={world.county_a.public_id}&region=653131")["items"]) == 2
    assert clerk.ask("GET", f"{ALL}?region=999999").status_code == 422


def test_it_never_shows_the_neighbours_rows(world: World, clerk: Program) -> None:
    row = entered(world)
    neighbour = program_of(world.clerk_b)
    assert neighbour.get(ALL)["items"] == []
    for method, path in (
        ("GET", ""),
        ("PATCH", ""),
        ("DELETE", "?reason=x"),
        ("GET", "/history"),
        ("POST", "/restore"),
    ):
        answer = neighbour.ask(method, f"{ALL}/{row.pk}{path}", {"values": {}}, If_Match='"v1"')
        assert answer.status_code == 404, (method, path)
    assert neighbour.ask("POST", ALL, new(world)).status_code == 403


def test_it_lets_a_reading_token_read_only(world: World) -> None:
    row = entered(world)
    only = reading(world.clerk_a)
    assert len(only.get(ALL)["items"]) == 1
    assert only.ask("PATCH", f"{ALL}/{row.pk}", {"values": {}}, If_Match='"v1"').status_code == 403
    other = program_of(world.clerk_a, Permission.EVIDENCE_READ.value)
    assert other.ask("GET", f"{ALL}/{row.pk}").status_code == 403


def test_it_reads_a_list_with_few_queries(world: World, clerk: Program, django_assert_max_num_queries: object) -> None:
    for number in range(20):
        entered(world, title=f"第 {number} 期")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        clerk.get(ALL)
