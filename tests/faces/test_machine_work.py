"""Approvals, collection and jobs through the door for machines."""

from datetime import UTC, date, datetime

from tests.faces.conftest import program_of
from tests.factories.world import World
from tests.platform.reporting.conftest import figure_values, form_values
from xieshou.lib.permission import Permission
from xieshou.platform.evidence.models import Evidence
from xieshou.platform.jobs.models import Job
from xieshou.platform.reporting.services.periods import periods_open
from xieshou.platform.reporting.services.setup import assignment_add, form_save
from xieshou.platform.workflow.api import Matter


def test_it_approves_what_waits_for_the_caller(world: World, matter: Matter) -> None:
    approver = program_of(world.approver_a)
    task = approver.get("/tasks")["items"][0]
    assert (task["matter"], task["title"]) == (matter.pk, "购置教学设备")
    read = approver.ask("GET", f"/tasks/{task['id']}")
    done = approver.ask("POST", f"/tasks/{task['id']}/approve", {"comment": "同意"}, If_Match=read["ETag"])
    assert done.status_code == 200, done.content
    assert approver.get("/tasks")["items"] == []


def test_it_sends_a_matter_back_to_a_step_it_names(world: World, matter: Matter) -> None:
    approver = program_of(world.approver_a)
    address = f"/tasks/{approver.get('/tasks')['items'][0]['id']}"
    read = approver.ask("GET", address)
    to = read.json()["may_return_to"][0]["path"]
    done = approver.ask("POST", f"{address}/return", {"to": to, "reason": "缺发票"}, If_Match=read["ETag"])
    assert done.json()["holders"][0]["who"] == "塔县经办"
    assert program_of(world.clerk_a).get("/tasks")["items"][0]["returned_because"] == "缺发票"


def test_it_decides_a_task_once(world: World, matter: Matter) -> None:
    approver = program_of(world.approver_a)
    address = f"/tasks/{approver.get('/tasks')['items'][0]['id']}"
    etag = approver.ask("GET", address)["ETag"]
    assert approver.ask("POST", f"{address}/approve", {}).status_code == 428
    answers = [approver.ask("POST", f"{address}/approve", {}, If_Match=etag).status_code for _ in range(2)]
    assert answers == [200, 412]


def test_it_needs_a_scope_of_its_own_to_decide(world: World, matter: Matter) -> None:
    only = program_of(world.approver_a, Permission.MATTER_READ.value)
    address = f"/tasks/{only.get('/tasks')['items'][0]['id']}"
    etag = only.ask("GET", address)["ETag"]
    assert only.ask("POST", f"{address}/approve", {}, If_Match=etag).status_code == 403


def test_it_keeps_matters_and_tasks_from_the_neighbour(world: World, matter: Matter) -> None:
    task = program_of(world.approver_a).get("/tasks")["items"][0]["id"]
    neighbour = program_of(world.clerk_b)
    assert neighbour.get("/tasks")["items"] == []
    assert neighbour.ask("GET", f"/matters/{matter.pk}").status_code == 404
    assert neighbour.ask("POST", f"/tasks/{task}/approve", {}, If_Match="x").status_code == 404


def test_it_shows_each_unit_its_own_submissions(world: World) -> None:
    form = form_save(actor=None, form=None, values=form_values(world.office), figures=figure_values())
    for unit in (world.county_a, world.county_b):
        assignment_add(
            actor=None, form=form, organisation=unit, is_subtree=False, kinds=(), valid_from=date(2020, 1, 1)
        )
    periods_open(datetime(2020, 2, 3, tzinfo=UTC))
    clerk, neighbour = program_of(world.clerk_a), program_of(world.clerk_b)
    assert clerk.get("/periods?form=monthly")["items"][-1]["code"] == "2020-01"
    own = clerk.get("/submissions?form=monthly&period=2020-01&state=not_reported")["items"]
    assert [one["owner"] for one in own] == [str(world.county_a.public_id)]
    assert clerk.ask("GET", f"/submissions/{own[0]['id']}")["ETag"] == '"v1"'
    assert neighbour.ask("GET", f"/submissions/{own[0]['id']}").status_code == 404
    assert program_of(world.clerk_a, Permission.RECORD_READ.value).ask("GET", "/submissions").status_code == 403


def test_it_shows_only_ones_own_jobs(world: World) -> None:
    job = Job.objects.create(kind="x", title="导出", asked_by=world.clerk_a)
    assert [one["id"] for one in program_of(world.clerk_a).get("/jobs")["items"]] == [job.pk]
    assert program_of(world.clerk_b).get("/jobs")["items"] == []
    assert program_of(world.clerk_b).ask("GET", f"/jobs/{job.pk}").status_code == 404


def test_it_reads_evidence_only_with_its_scope(world: World) -> None:
    only = program_of(world.clerk_a, Permission.RECORD_READ.value)
    assert only.ask("GET", "/evidence").status_code == 403
    assert not Evidence.objects.exists()
