"""Pages of projects: the list, one project with its sections, the forms, import and export."""

from collections.abc import Callable, Mapping
from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.factories.projects import WAN, make_project
from tests.factories.world import World
from xieshou.business.projects import panels, sheet
from xieshou.business.projects.models import Project, Stage
from xieshou.business.projects.services import required, similar
from xieshou.platform.accounts.api import User
from xieshou.platform.exchange import api as exchange
from xieshou.platform.jobs import api as jobs

pytestmark = [pytest.mark.django_db, pytest.mark.function("XM01")]
SignIn = Callable[[User], Client]
LIST = "/projects/"


def written(world: World, **changed: str) -> dict[str, str]:
    """What a person types into the form."""
    known = {
        "name": "塔县乡村道路",
        "category": "village",
        "nature": "new",
        "owner": f"编号 {world.county_a.pk}",
        "place": "653131",
        "starts_on": "2026年3月1日",
        "ends_on": "2026-11-30",
        "content": "硬化村道十二公里",
        "estimate_fen": "1,200 万元",
        "need_city": "０.１２亿元",
        "beneficiaries": "两个村的村民",
        "benefit_link": "以工代赈",
        "goal": "当年通车",
        "maturity": "idea",
    }
    return {**known, **changed}


class TestList:
    def test_it_shows_only_what_one_may_see(self, world: World, sign_in: SignIn) -> None:
        make_project(world, name="本县项目")
        make_project(world, name="外县项目", owner=world.county_b, place=world.county_b_region)
        page = sign_in(world.clerk_a).get(LIST).content.decode()
        assert "本县项目" in page
        assert "外县项目" not in page

    def test_a_filter_narrows_it(self, world: World, sign_in: SignIn) -> None:
        make_project(world, name="学校甲", stage=Stage.RUNNING)
        make_project(world, name="学校乙")
        page = sign_in(world.clerk_a).get(LIST, {"stage": "running", "q": "学校"}).content.decode()
        assert "学校甲" in page
        assert "学校乙" not in page

    @pytest.mark.parametrize("rows", [1, 40])
    def test_it_asks_the_database_no_more_for_more_rows(
        self, world: World, sign_in: SignIn, rows: int, django_assert_max_num_queries: Callable[[int], object]
    ) -> None:
        for number in range(rows):
            make_project(world, name=f"第{number}号")
        client = sign_in(world.clerk_a)
        client.get(LIST)
        with django_assert_max_num_queries(22):  # type: ignore[attr-defined]
            client.get(LIST)


class TestForm:
    def test_a_person_writes_and_proposes(self, world: World, sign_in: SignIn) -> None:
        client = sign_in(world.clerk_a)
        answer = client.post(reverse("projects:new"), written(world))
        project = Project.objects.get()
        assert answer.status_code == 302
        assert (project.estimate_fen, required.needs_of(project)) == (1200 * WAN, {"city": 1200 * WAN})
        assert client.post(reverse("projects:propose", args=[project.pk])).status_code == 302
        project.refresh_from_db()
        assert project.stage == Stage.PROPOSED

    def test_a_bare_draft_is_saved_and_its_page_lists_what_is_missing_with_links(
        self, world: World, sign_in: SignIn
    ) -> None:
        client = sign_in(world.clerk_a)
        bare = {"name": "某桥", "nature": "new", "owner": f"编号 {world.county_a.pk}", "maturity": "idea"}
        page = client.post(reverse("projects:new"), bare, follow=True).content.decode()
        project = Project.objects.get()
        assert "缺 8 项" in page
        assert f'href="{reverse("projects:edit", args=[project.pk])}#id_goal"' in page

    def test_proposing_an_incomplete_one_tells_everything(self, world: World, sign_in: SignIn) -> None:
        project = make_project(world, goal="", benefit_link="", name="某局办公楼")
        answer = sign_in(world.clerk_a).post(reverse("projects:propose", args=[project.pk]))
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "绩效目标" in page
        assert "利益联结机制" in page
        assert "楼堂馆所" in page

    def test_what_cannot_be_read_stands_at_its_field(self, world: World, sign_in: SignIn) -> None:
        wrong = written(world, estimate_fen="很多", starts_on="明年", place="火星")
        answer = sign_in(world.clerk_a).post(reverse("projects:new"), wrong)
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {"estimate_fen", "starts_on", "place"}

    def test_a_stale_edit_shows_both_versions(self, world: World, sign_in: SignIn) -> None:
        project = make_project(world)
        client, address = sign_in(world.clerk_a), reverse("projects:edit", args=[project.pk])
        client.post(address, written(world, opened_version="1", goal="甲目标"))
        answer = client.post(address, written(world, opened_version="1", goal="乙目标"))
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "甲目标" in page
        assert "乙目标" in page

    def test_an_unchanged_form_saves_what_was_stored(self, world: World, sign_in: SignIn) -> None:
        project = make_project(world)
        client, address = sign_in(world.clerk_a), reverse("projects:edit", args=[project.pk])
        form = client.get(address).context["form"]
        sent = {field.html_name: field.value() for field in form if field.value() not in (None, "")}
        assert client.post(address, {**sent, "owner": f"编号 {world.county_a.pk}"}).status_code == 302
        project.refresh_from_db()
        assert project.version == 1


class TestTwins:
    def test_the_form_is_told_while_one_types(self, world: World, sign_in: SignIn) -> None:
        twin = make_project(world)
        Project.objects.update(similar_key=similar.core(twin.name))
        asked = {"name": "塔县第一小学教学楼二期", "place": "653131"}
        page = sign_in(world.clerk_a).get(reverse("projects:similar"), asked).content.decode()
        assert 'id="similar-found"' in page
        assert twin.code in page
        assert "怎样算相近" in page

    def test_a_hidden_twin_names_only_whom_to_ask(self, world: World, sign_in: SignIn) -> None:
        hidden = make_project(world, owner=world.division, place=world.kashgar)
        Project.objects.update(similar_key=similar.core(hidden.name))
        asked = {"name": hidden.name, "place": "653131", "owner": f"编号 {world.county_a.pk}"}
        page = sign_in(world.clerk_a).get(reverse("projects:similar"), asked).content.decode()
        assert "另有 1 个您看不到的相近项目" in page
        assert world.office.name in page
        assert hidden.code not in page


class TestProject:
    def test_it_has_its_sections_and_the_buttons_of_its_stage(self, world: World, sign_in: SignIn) -> None:
        project = make_project(world)
        page = sign_in(world.clerk_a).get(project.get_absolute_url()).content.decode()
        for slug in ("facts", "checks", "proofs", "history"):
            assert f'id="{slug}"' in page
        assert reverse("projects:propose", args=[project.pk]) in page

    def test_a_reader_gets_no_buttons_of_change(self, world: World, sign_in: SignIn) -> None:
        project = make_project(world)
        page = sign_in(world.auditor_outside).get(project.get_absolute_url()).content.decode()
        assert reverse("projects:edit", args=[project.pk]) not in page

    @pytest.mark.parametrize("name", ["edit", "propose", "withdraw", "discard"])
    def test_each_change_asks_for_the_right(self, world: World, sign_in: SignIn, name: str) -> None:
        address = reverse(f"projects:{name}", args=[make_project(world).pk])
        assert Client().get(address).status_code == 302
        assert sign_in(world.clerk_b).get(address).status_code == 404
        assert sign_in(world.auditor_outside).get(address).status_code == 403
        assert sign_in(world.clerk_a).get(address).status_code == 200
        assert sign_in(world.clerk_a).put(address).status_code == 405

    @pytest.mark.parametrize("name", ["review_open", "refuse", "accept"])
    def test_each_decision_asks_for_the_right(self, world: World, sign_in: SignIn, name: str) -> None:
        address = reverse(f"projects:{name}", args=[make_project(world, stage=Stage.PROPOSED).pk])
        assert sign_in(world.clerk_a).get(address).status_code == 403
        assert sign_in(world.clerk_b).get(address).status_code == 404
        assert sign_in(world.hq_approver).get(address).status_code == 200

    def test_a_decider_exempts_from_the_negative_list_on_the_page(self, world: World, sign_in: SignIn) -> None:
        project = make_project(world, name="某局办公楼")
        address = reverse("projects:exempt", args=[project.pk, "office-building"])
        client = sign_in(world.hq_approver)
        assert client.post(address, {"reason": "危房，已批准"}).status_code == 302
        assert "已豁免" in client.get(project.get_absolute_url()).content.decode()
        assert sign_in(world.clerk_a).get(address).status_code == 403

    def test_upper_apps_add_sections(self, world: World) -> None:
        with pytest.raises(ValueError, match="declared twice"):
            panels.add(panels.Panel("facts", "别的", lambda user, project: {}, "x.html"))

    def test_copying_keeps_the_old_one(self, world: World, sign_in: SignIn) -> None:
        old = make_project(world, stage=Stage.SETTLED)
        sent = {"name": "塔县第二小学教学楼", "owner": f"编号 {world.county_a.pk}"}
        sign_in(world.clerk_a).post(reverse("projects:copy", args=[old.pk]), sent)
        assert Project.objects.get(name="塔县第二小学教学楼").copied_from == old


def table(*rows: Mapping[str, object]) -> SimpleUploadedFile:
    """A sheet as a person fills it in from the template."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet("项目申报")
        for index, column in enumerate(sheet.COLUMNS):
            page.write(0, index, column.header)
            for number, row in enumerate(rows, 1):
                page.write(number, index, row.get(column.name, ""))
    return SimpleUploadedFile("申报.xlsx", stream.getvalue())


def batch_of(world: World, *rows: Mapping[str, object]) -> exchange.ImportBatch:
    """The table uploaded and checked."""
    batch = exchange.import_begin(actor=world.clerk_a, target=sheet.ProposalTarget(), upload=table(*rows))
    jobs.work_until_idle()
    batch.refresh_from_db()
    return batch


class TestImport:
    row = {"name": "乡村道路", "owner": "塔什库尔干塔吉克自治县受援办", "place": "653131", "estimate_fen": "300"}

    def test_rows_become_drafts_together(self, world: World) -> None:
        batch = batch_of(world, {**self.row, "need_city": "300"}, {**self.row, "name": "卫生院"})
        exchange.import_apply(actor=world.clerk_a, batch=batch, duplicates="skip", is_partial=False)
        jobs.work_until_idle()
        made = Project.objects.order_by("name")
        assert {(one.name, one.stage, one.estimate_fen) for one in made} == {
            ("乡村道路", "draft", 300 * WAN),
            ("卫生院", "draft", 300 * WAN),
        }
        assert required.needs_of(made.get(name="乡村道路")) == {"city": 300 * WAN}

    def test_every_wrong_cell_of_every_row_is_told_at_once(self, world: World) -> None:
        batch = batch_of(
            world,
            {**self.row, "category": "体育", "estimate_fen": "很多"},
            {**self.row, "owner": "疏附县受援办", "name": "别县项目"},
            {**self.row, "name": "", "place": "火星"},
        )
        told = [[one[1] for one in data[4]] for chunk in batch.chunks.all() for data in chunk.rows]
        assert (batch.wrong_count, told) == (3, [["类别", "估算总投资"], ["责任单位"], ["项目名称", "地区"]])

    def test_the_same_project_twice_in_a_table_is_told(self, world: World) -> None:
        batch = batch_of(world, self.row, {**self.row, "name": "乡村道路项目"})
        assert (batch.new_count, batch.wrong_count) == (1, 1)

    def test_what_is_there_already_is_not_entered_again(self, world: World) -> None:
        make_project(world, name="2020年乡村道路项目")
        Project.objects.update(similar_key=similar.core("2020年乡村道路项目"))
        assert batch_of(world, self.row).same_count == 1

    def test_it_is_taken_back_while_nothing_was_changed(self, world: World) -> None:
        batch = batch_of(world, self.row)
        exchange.import_apply(actor=world.clerk_a, batch=batch, duplicates="skip", is_partial=False)
        jobs.work_until_idle()
        assert exchange.import_undo(actor=world.clerk_a, batch=batch, reason="传错了") == 1
        assert not Project.objects.exists()

    def test_the_pages_are_for_who_may_propose(self, world: World, sign_in: SignIn) -> None:
        for name in ("import", "template"):
            address = reverse(f"projects:{name}")
            assert sign_in(world.clerk_a).get(address).status_code == 200
            assert sign_in(world.auditor_outside).get(address).status_code == 403

    def test_the_template_reads_back_without_its_example(self, world: World, sign_in: SignIn) -> None:
        answer = sign_in(world.clerk_a).get(reverse("projects:template"))
        data = answer.content
        heads = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()[0]
        assert heads[0] == "项目名称*"
        assert "估算总投资（万元）" in heads


class TestExport:
    def test_it_holds_exactly_the_filtered_rows_one_may_export(self, world: World, sign_in: SignIn) -> None:
        make_project(world, name="学校甲")
        make_project(world, name="道路")
        make_project(world, name="学校外县", owner=world.county_b, place=world.county_b_region)
        sign_in(world.clerk_a).post(reverse("projects:export"), {"kept": "q=学校"})
        jobs.work_until_idle()
        rows = list(sheet.ProjectSource().rows(world.clerk_a, {"query": {"q": "学校"}}, is_full=False))
        assert [row[1] for row in rows] == ["学校甲"]
        assert exchange.ExportFile.objects.get().row_count == 1


class TestBudget:
    @pytest.mark.parametrize("count", [1, 15])
    def test_a_project_s_page_asks_no_more_for_more_twins_and_rounds(
        self, world: World, sign_in: SignIn, count: int, django_assert_max_num_queries: Callable[[int], object]
    ) -> None:
        for _twin in range(count):
            make_project(world)
        Project.objects.update(similar_key=similar.core("塔县第一小学教学楼"))
        client, address = sign_in(world.clerk_a), Project.objects.first().get_absolute_url()  # type: ignore[union-attr]
        client.get(address)
        with django_assert_max_num_queries(60):  # type: ignore[attr-defined]
            client.get(address)
