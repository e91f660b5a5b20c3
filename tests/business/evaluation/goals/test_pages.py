"""Who opens which page, and how many queries a list takes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories.evaluation import make_goals, make_project
from tests.factories.world import World, signed_in
from xieshou.business.evaluation.models import FormState, GoalSet
from xieshou.business.evaluation.selectors import goals_found
from xieshou.business.evaluation.services.behind import changes_behind
from xieshou.business.evaluation.services.checking import check_stored
from xieshou.business.evaluation.services.ex_ante import ex_ante_create
from xieshou.business.evaluation.services.monitoring import monitoring_create
from xieshou.business.projects import effects
from xieshou.business.projects.models import ProjectChange

PAGES = ("", "edit/", "library/", "changes/", "sheet.xlsx", "form.docx", "form.xlsx", "form.pdf", "import/", "delete/")
READING = ("", "changes/", "sheet.xlsx", "form.docx")
CHANGING = ("edit/", "library/", "import/", "adjust/", "delete/")
POSTED = ("submit/", "pass/", "check/", "autosave/", "copy/", "opinions/")


@pytest.mark.function("JX02")
@pytest.mark.parametrize("path", PAGES)
def test_the_owner_opens_every_page(world: World, path: str) -> None:
    goals = make_goals(world)
    assert signed_in(world.clerk_a).get(f"{goals.get_absolute_url()}{path}").status_code == 200


@pytest.mark.function("JX02")
def test_a_stranger_finds_nothing_and_a_reader_changes_nothing(world: World) -> None:
    goals = make_goals(world)
    address = goals.get_absolute_url()
    for path in (*READING, *CHANGING):
        assert signed_in(world.clerk_b).get(f"{address}{path}").status_code == 404
    reader = signed_in(world.auditor_outside)
    assert [reader.get(f"{address}{path}").status_code for path in READING] == [200] * len(READING)
    assert [reader.get(f"{address}{path}").status_code for path in CHANGING] == [403] * len(CHANGING)
    for path in ("submit/", "check/", "autosave/", "copy/", "pass/", "opinions/"):
        assert reader.post(f"{address}{path}").status_code == 403


@pytest.mark.function("JX02")
def test_a_page_asks_for_signing_in_and_the_right_method(world: World) -> None:
    goals = make_goals(world)
    assert Client().get(goals.get_absolute_url()).status_code == 302
    browser = signed_in(world.clerk_a)
    assert [browser.get(f"{goals.get_absolute_url()}{path}").status_code for path in POSTED] == [405] * len(POSTED)
    assert browser.post(goals.get_absolute_url()).status_code == 405


@pytest.mark.function("JX02")
def test_an_unknown_kind_of_file_is_not_found(world: World) -> None:
    goals = make_goals(world)
    assert signed_in(world.clerk_a).get(f"{goals.get_absolute_url()}form.exe").status_code == 404


@pytest.mark.function("JX01")
def test_an_assessment_is_its_offices(world: World) -> None:
    form = ex_ante_create(actor=world.clerk_a, project=make_project(world), year=2021)
    address = form.get_absolute_url()
    for path in ("", "edit/", "form.pdf"):
        assert signed_in(world.clerk_b).get(f"{address}{path}").status_code == 404
        assert signed_in(world.clerk_a).get(f"{address}{path}").status_code == 200
    assert signed_in(world.auditor_outside).get(f"{address}edit/").status_code == 403
    assert signed_in(world.clerk_a).get(f"{address}submit/").status_code == 405
    assert Client().get(address).status_code == 302


@pytest.mark.function("JX02")
def test_a_list_shows_what_the_person_may_read_within_its_budget(
    world: World, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for _number in range(4):
        make_goals(world)
    browser = signed_in(world.clerk_a)
    browser.get("/performance/")
    with django_assert_max_num_queries(14):  # type: ignore[attr-defined]
        page = browser.get("/performance/?year=2021&state=draft&q=教师").content.decode()
    assert page.count("教师培训项目") == 4
    assert "教师培训项目" not in signed_in(world.clerk_b).get("/performance/").content.decode()


@pytest.mark.function("JX02")
@pytest.mark.parametrize("tab", ["goals", "monitoring", "self", "appraisal", "application", "ex_ante"])
def test_every_tab_opens(world: World, tab: str) -> None:
    assert signed_in(world.clerk_a).get(f"/performance/?tab={tab}&year=99999999999999999999").status_code == 200


@pytest.mark.function("JX02")
def test_someone_without_the_right_has_no_list(world: World) -> None:
    assert signed_in(world.system_admin).get("/performance/").status_code == 403


@pytest.mark.function("JX02")
def test_goals_are_begun_on_the_page(world: World) -> None:
    project = make_project(world)
    data = {"project": project.pk, "year": 2021, "scheme": "national-2020-project-self"}
    answer = signed_in(world.clerk_a).post("/performance/goals/new/", data)
    assert answer.status_code == 302
    assert answer["Location"].endswith("/edit/")


@pytest.mark.function("JX02")
def test_an_open_form_stays_within_its_queries(
    world: World, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    goals = make_goals(world)
    browser = signed_in(world.clerk_a)
    browser.get(goals.get_absolute_url())
    with django_assert_max_num_queries(45):  # type: ignore[attr-defined]
        browser.get(goals.get_absolute_url())


@pytest.mark.function("JX02")
def test_a_projects_page_shows_its_goals_and_the_gate(world: World) -> None:
    project = make_project(world, nature="new", estimate_fen=800_000_000)
    goals = make_goals(world, project=project)
    page = signed_in(world.clerk_a).get(project.get_absolute_url()).content.decode()
    assert goals.get_absolute_url() in page
    assert "还没有通过事前绩效评估" in page


@pytest.mark.function("JX07")
def test_a_project_change_names_the_goals_it_touches(world: World) -> None:
    project = make_project(world)
    goals = make_goals(world, project=project, year=timezone.localdate().year, state=FormState.APPROVED)
    touched = effects.of(project, "stop", {})
    assert goals.get_absolute_url() in {effect.url for effect in touched}


def decided(world: World, goals: GoalSet, kind: str, hours: int = 1) -> None:
    """A change of the goals' project, approved so long after the goals."""
    assert goals.approved_at is not None
    assert goals.project is not None
    project, at = goals.project, goals.approved_at + timedelta(hours=hours)
    rest = {"owner": goals.owner, "place": goals.place, "asked_by": world.clerk_a, "decided_at": at}
    ProjectChange.objects.create(project=project, kind=kind, state="approved", reason="企业退出", **rest)


@pytest.mark.function("XM15")
def test_goals_that_did_not_follow_the_end_of_their_project_say_so(world: World) -> None:
    goals = make_goals(world, year=timezone.localdate().year, state=FormState.APPROVED)
    told = "目标没有跟着调整"
    client = signed_in(world.clerk_a)
    assert told not in client.get(goals.get_absolute_url()).content.decode()
    decided(world, goals, "terminate")
    page = client.get(goals.get_absolute_url()).content.decode()
    assert (told in page, "企业退出" in page) == (True, True)
    form = monitoring_create(actor=world.clerk_a, goals=goals, month=9)
    assert told in client.get(form.get_absolute_url()).content.decode()


@pytest.mark.function("XM15")
def test_a_suspension_that_is_over_leaves_the_goals_as_they_were(world: World) -> None:
    goals = make_goals(world, year=timezone.localdate().year, state=FormState.APPROVED)
    decided(world, goals, "suspend")
    assert len(changes_behind(goals)) == 1
    decided(world, goals, "resume", hours=2)
    assert changes_behind(goals) == []
    decided(world, goals, "content", hours=-1)
    assert changes_behind(goals) == []


@pytest.mark.function("XM15")
def test_the_end_of_a_project_names_monitoring_and_self_evaluation_in_hand(world: World) -> None:
    project = make_project(world)
    goals = make_goals(world, project=project, year=timezone.localdate().year, state=FormState.APPROVED)
    form = monitoring_create(actor=world.clerk_a, goals=goals, month=9)
    touched = {effect.subject: effect.url for effect in effects.of(project, "terminate", {})}
    assert touched["运行监控"] == form.get_absolute_url()
    assert "运行监控" not in {effect.subject for effect in effects.of(project, "content", {})}


@pytest.mark.function("JX04")
def test_the_check_of_a_department_does_not_take_more_queries_with_more_projects(world: World) -> None:
    department = make_goals(world, owner=world.county_a, scheme="anhui-department")
    taken = []
    for more in (1, 4):
        for _number in range(more):
            make_goals(world)
        with CaptureQueriesContext(connection) as queries:
            check_stored(department, world.clerk_a)
        taken.append(len(queries))
    assert taken[0] == taken[1] < 15


@pytest.mark.function("JX02")
def test_goals_are_found_by_the_name_of_their_project(world: World) -> None:
    goals = make_goals(world)
    assert [hit.url for hit in goals_found(world.clerk_a, "教师培训", 5)] == [goals.get_absolute_url()]
    assert goals_found(world.clerk_b, "教师培训", 5) == []


@pytest.mark.function("JX02")
def test_new_goals_begin_with_the_scheme_in_use_else_with_the_national_one(world: World) -> None:
    client = signed_in(world.clerk_a)

    def offered() -> object:
        return client.get("/performance/goals/new/").context["form"]["scheme"].value()

    assert offered() == "national-2020-project-self"
    make_goals(world, scheme="hubei-project-self")
    assert offered() == "hubei-project-self"
