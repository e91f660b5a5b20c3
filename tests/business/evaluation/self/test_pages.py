"""Pages of self-evaluation: who sees what, nothing typed is lost, the documents, the archive of a year."""

import io
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.business.evaluation.self import builders
from tests.factories.evaluation import make_goals
from tests.factories.world import World, signed_in
from xieshou.business.evaluation.models import FormState, SelfEvaluation
from xieshou.business.evaluation.services import tables
from xieshou.lib.problems import Invalid
from xieshou.platform.jobs import api as jobs

URL = reverse("evaluation:self_list")
READ = ("", "table.docx", "table.xlsx", "table.pdf", "report.docx", "report.xlsx", "report.pdf")
CHANGE = ("edit/", "delete/", "award/E/")
POST_ONLY = ("submit/", "pass/", "cite/")


@pytest.mark.function("JX09")
@pytest.mark.parametrize("path", [*READ, *CHANGE])
def test_the_owner_opens_every_page(world: World, path: str) -> None:
    form = builders.filled(world, proved=3)
    answer = signed_in(world.clerk_a).get(f"{URL}{form.pk}/{path}")
    assert answer.status_code == 200


@pytest.mark.function("JX09")
@pytest.mark.parametrize("path", [*READ, *CHANGE])
def test_a_stranger_finds_nothing(world: World, path: str) -> None:
    form = builders.begun(world)
    assert signed_in(world.clerk_b).get(f"{URL}{form.pk}/{path}").status_code == 404
    assert Client().get(f"{URL}{form.pk}/{path}").status_code == 302


@pytest.mark.function("JX09")
@pytest.mark.parametrize("path", CHANGE)
def test_a_reader_may_not_change(world: World, path: str) -> None:
    form = builders.begun(world)
    assert signed_in(world.leader).get(f"{URL}{form.pk}/{path}").status_code == 403


@pytest.mark.function("JX09")
@pytest.mark.parametrize("path", POST_ONLY)
def test_what_changes_is_posted(world: World, path: str) -> None:
    form = builders.begun(world)
    assert signed_in(world.clerk_a).get(f"{URL}{form.pk}/{path}").status_code == 405


@pytest.mark.function("JX09")
def test_the_page_tells_what_missing_evidence_costs(world: World) -> None:
    form = builders.filled(world, proved=2)
    page = signed_in(world.clerk_a).get(f"{URL}{form.pk}/").content.decode()
    assert "缺 3 份佐证，预计扣 44 分" in page
    assert "2/5 = 40%" in page


@pytest.mark.function("JX09")
def test_it_is_begun_and_filled_in_through_the_browser(world: World) -> None:
    goals = make_goals(world, project=builders.funded_project(world), state=FormState.APPROVED)
    browser = signed_in(world.clerk_a)
    answer = browser.post(f"{URL}new/", {"goals": goals.pk})
    form = SelfEvaluation.objects.get()
    assert answer.headers["Location"] == f"{URL}{form.pk}/edit/"
    code = builders.values_of(form)[0].indicator.code
    posted = {
        f"v-{code}-actual": "１１５％",
        f"v-{code}-source": "册",
        "achieved": "好",
        "opened_version": form.version,
    }
    assert browser.post(f"{URL}{form.pk}/edit/", posted).status_code == 302
    form.refresh_from_db()
    assert form.achieved == "好"
    value = builders.values_of(form)[0]
    assert (value.actual, value.source) == ("115%", "册")


@pytest.mark.function("JX09")
@pytest.mark.parametrize(("version", "status"), [(0, 409), (1, 422)])
def test_a_refused_form_keeps_what_was_typed(world: World, version: int, status: int) -> None:
    form = builders.begun(world)
    code = builders.values_of(form)[0].indicator.code
    level = {f"v-{code}-level_percent": "70"} if status == 422 else {}
    posted = {f"v-{code}-actual": "我填的值", "achieved": "我写的", "opened_version": version, **level}
    answer = signed_in(world.clerk_a).post(f"{URL}{form.pk}/edit/", posted)
    assert answer.status_code == status
    assert "我填的值" in answer.content.decode()
    assert "我写的" in answer.content.decode()


@pytest.mark.function("JX09")
def test_evidence_is_cited_on_the_value_s_page(world: World) -> None:
    form = builders.begun(world)
    value, file = builders.values_of(form)[0], builders.make_evidence(world)
    address = f"{URL}{form.pk}/values/{value.pk}/"
    posted = {"evidence": file.pk, "proves": "培训人次"}
    assert signed_in(world.clerk_a).post(f"{address}cite/", posted).status_code == 302
    assert "培训人次" in signed_in(world.leader).get(address).content.decode()
    assert signed_in(world.leader).post(f"{address}cite/", posted).status_code == 403
    assert signed_in(world.clerk_b).get(address).status_code == 404


@pytest.mark.function("JX10")
def test_it_goes_to_the_reviewer_and_is_approved_through_the_browser(world: World) -> None:
    form = builders.filled(world)
    browser, reviewer = signed_in(world.clerk_a), signed_in(world.approver_a)
    assert browser.post(f"{URL}{form.pk}/submit/", {"opened_version": form.version}).status_code == 302
    assert "同意" in reviewer.get(f"{URL}{form.pk}/").content.decode()
    assert reviewer.post(f"{URL}{form.pk}/return/", {"reason": "补来源"}).status_code == 302
    form.refresh_from_db()
    assert browser.post(f"{URL}{form.pk}/submit/", {"opened_version": form.version}).status_code == 302
    assert reviewer.post(f"{URL}{form.pk}/pass/").status_code == 302
    page = reviewer.get(f"{URL}{form.pk}/").content.decode()
    assert "91.56" in page
    assert "试算" not in page


@pytest.mark.function("JX10")
def test_what_stands_against_submitting_is_shown_on_the_page(world: World) -> None:
    form = builders.begun(world)
    answer = signed_in(world.clerk_a).post(f"{URL}{form.pk}/submit/", {"opened_version": form.version})
    assert answer.status_code == 422
    assert "没有写原因" in answer.content.decode()


@pytest.mark.function("JX10")
def test_a_score_is_awarded_through_the_browser(world: World) -> None:
    form = builders.filled(world)
    posted = {"awarded": "7", "because": "有结余", "opened_version": form.version}
    assert signed_in(world.clerk_a).post(f"{URL}{form.pk}/award/E/", posted).status_code == 302
    assert "评定理由：有结余" in signed_in(world.leader).get(f"{URL}{form.pk}/").content.decode()
    assert signed_in(world.clerk_a).get(f"{URL}{form.pk}/award/none/").status_code == 404


@pytest.mark.function("JX10")
def test_the_table_prints_the_values_and_the_total(world: World) -> None:
    form = builders.approved(world)
    data = signed_in(world.clerk_a).get(f"{URL}{form.pk}/table.xlsx").content
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        text = book.read("xl/sharedStrings.xml").decode() + book.read("xl/worksheets/sheet1.xml").decode()
    assert "115人次" in text
    assert "91.56" in text


# --- lists and archives ---


@pytest.mark.function("JX10")
def test_the_list_takes_the_same_queries_for_any_number(world: World, django_assert_max_num_queries: Any) -> None:
    for _number in range(4):
        builders.filled(world, proved=2)
    browser = signed_in(world.clerk_a)
    browser.get(URL)
    with django_assert_max_num_queries(24):
        page = browser.get(URL, {"year": builders.YEAR}).content.decode()
    assert page.count("2/5") == 4
    assert page.count("47.56") == 4


@pytest.mark.function("JX10")
def test_the_list_shows_only_what_the_person_may_read(world: World) -> None:
    builders.begun(world)
    assert "教师培训项目" not in signed_in(world.clerk_b).get(URL).content.decode()
    assert signed_in(world.system_admin).get(URL).status_code == 403


@pytest.mark.function("JX10")
def test_all_tables_of_a_year_come_as_one_archive(world: World) -> None:
    forms = [builders.filled(world), builders.begun(world)]
    answer = signed_in(world.clerk_a).post(f"{URL}tables/", {"year": builders.YEAR})
    jobs.work_until_idle()
    job = jobs.Job.objects.get()
    assert (job.state, job.result["tables"], job.result["failed"]) == ("done", 2, 0)
    assert answer.headers["Location"] == f"/jobs/{job.pk}/"
    fetched: Any = signed_in(world.clerk_a).get(job.result["next_url"])
    data = b"".join(fetched.streaming_content)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert [name.split("-")[0] for name in archive.namelist()] == [str(form.pk) for form in forms]
        assert archive.read(archive.namelist()[0]).startswith(b"%PDF")
    assert signed_in(world.leader).get(job.result["next_url"]).status_code == 404


@pytest.mark.function("JX10")
def test_an_interrupted_archive_goes_on_and_a_table_that_fails_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    forms = [builders.begun(world), builders.begun(world), builders.begun(world)]
    made: list[int] = []

    def printed(form: SelfEvaluation, kind: str, _telling: object) -> bytes:
        made.append(form.pk)
        if form.pk == forms[1].pk:
            raise Invalid("方案不能计分")
        if len(made) == 3:
            raise KeyboardInterrupt  # the worker is killed here
        return b"%PDF"

    monkeypatch.setattr(tables, "self_file", printed)
    job = tables.tables_ask(actor=world.clerk_a, year=builders.YEAR)
    with pytest.raises(KeyboardInterrupt):
        jobs.work_until_idle()
    jobs.Job.objects.filter(pk=job.pk).update(lease_until=None, state="queued")
    jobs.work_until_idle()
    job.refresh_from_db()
    assert made == [forms[0].pk, forms[1].pk, forms[2].pk, forms[1].pk, forms[2].pk]  # the first is not written again
    assert (job.result["tables"], job.result["failed"]) == (2, 1)
    assert job.failures == [[str(forms[1]), "方案不能计分"]]
