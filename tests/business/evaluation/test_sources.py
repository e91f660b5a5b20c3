"""Every figure of a printed document opens to its definition, arithmetic, records and evidence: links and the annex 数据来源."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.business.evaluation.appraisal.factory import make_scored, make_signed
from tests.business.evaluation.monitoring import test_monitoring as monitored
from tests.business.evaluation.self import builders
from tests.business.metrics.builders import metric
from tests.factories.world import World, signed_in
from xieshou.business.evaluation import printing, printing_self
from xieshou.business.evaluation.models import Appraisal, SelfEvaluation
from xieshou.business.evaluation.services import forms_sources, report_sources
from xieshou.business.evaluation.services.application_document import application_document, application_origins
from xieshou.business.evaluation.services.dossier import dossier_of
from xieshou.business.evaluation.services.dossier_file import dossier_document, dossier_origins
from xieshou.business.evaluation.services.report_document import content_digest, report_document
from xieshou.business.evaluation.services.self_evaluation import self_evaluation_submit
from xieshou.business.evaluation.telling import Telling
from xieshou.business.funds.api import Payment
from xieshou.documents.document import Document
from xieshou.documents.sources import Told, with_sources
from xieshou.platform.evidence import storage
from xieshou.platform.evidence.api import cite

pytestmark = pytest.mark.function("JC13")
SITE = "https://platform.example"


def annex(document: Document, origins: Mapping[str, Told]) -> dict[str, list[str]]:
    """The lines of the annex by the name of the figure: value, definition, arithmetic, records, evidence, as of, page."""
    table = list(with_sources(document, origins).tables())[-1]
    lines = [[cell.text for cell in row] for row in table.by_row()[1:]]
    return {line[1].partition("\n")[0]: line[2:] for line in lines}


def of_self(form: SelfEvaluation, user: Any = None) -> dict[str, list[str]]:
    return annex(printing_self.self_document(form), printing_self.self_sources(form, user))


def untold(document: Document, origins: Mapping[str, Told]) -> list[str]:
    """Figures that the document names and nobody tells of."""
    cells = [cell for table in document.tables() for cell in table.cells if cell.ref and cell.text]
    return [f"{cell.ref} {cell.text}" for cell in cells if cell.ref not in origins]


def pages(origins: Mapping[str, Told]) -> set[str]:
    return {one.origin.page.partition("#")[0] for one in origins.values() if one.origin.page}


# --- what is told ---


def test_an_entered_value_tells_its_evidence_and_a_bare_one_that_it_has_none(world: World) -> None:
    form = builders.filled(world, proved=1)
    names = [value.indicator.name for value in builders.values_of(form)]
    lines = of_self(form)
    assert f"填报，数据来源：{builders.SIGNED}" in lines[names[0]][2]
    assert "得分：" in lines[names[0]][2]
    assert lines[names[0]][4].startswith("证据 ")
    assert "册.pdf（000000000000）" in lines[names[0]][4]
    assert lines[names[1]][4] == "没有佐证"


def test_a_value_that_says_nothing_of_its_source_is_said_to_be_unregistered(world: World) -> None:
    form = builders.begun(world)
    builders.save(world, form, values=builders.entries(form, source=""), achieved="完成", funds_note="尾款未付")
    assert "填报，来源未登记" in of_self(form)["培训受援地教师人次"][2]


def measured(world: World) -> SelfEvaluation:
    """The first value comes from the county's training ledger."""
    metric(world)
    builders.training(world, 60)
    builders.training(world, 55)
    form = builders.begun(world, rows=builders.metric_rows())
    typed = builders.entries(form, ("", *builders.REACHED[1:]))
    builders.save(world, form, values=typed, achieved="完成", funds_note="尾款未付")
    builders.prove(world, form)
    return form


def test_a_counted_value_tells_its_records_and_once_frozen_its_period_and_version(world: World) -> None:
    form = measured(world)
    live = of_self(form)["培训受援地教师人次"]
    assert (live[2].partition("\n")[0], live[3]) == ("取数：2 条之和 115 = 115 人次", "2 条记录")
    assert "未冻结" in live[5]
    form = self_evaluation_submit(actor=world.clerk_a, evaluation=form, opened_version=form.version)
    builders.training(world, 7)
    kept = of_self(form)["培训受援地教师人次"]
    assert (kept[2].partition("\n")[0], kept[3]) == ("取数：2 条之和 115 = 115 人次", "2 条记录")
    assert kept[5].startswith("2021-01-01 至 2021-12-31\n")
    assert kept[5].endswith("冻结\n口径第 1 版")


def test_money_tells_its_payments_and_their_files_to_those_who_may_read_them(world: World) -> None:
    form = builders.filled(world)
    cite(actor=world.clerk_a, evidence=builders.make_evidence(world), record=Payment.objects.get(), proves="支付凭证")
    spent = of_self(form, world.clerk_a)["年度资金总额 · 全年执行数"]
    assert spent[:4] == ["80,000.00", "已支付的金额，减去已退回的", "1 笔支付 80,000.00 = 80,000.00 元", "1 笔支付"]
    assert spent[4].startswith("证据 ")
    assert spent[6] == f"/funds/f/paid-20211231-y2021-p{form.project_id}/"
    assert of_self(form)["年度资金总额 · 全年执行数"][4] == "1 份，点开查看"


def test_money_that_moved_after_it_was_frozen_shows_both_amounts(world: World) -> None:
    form = builders.submitted(world)
    Payment.objects.update(amount_fen=7 * builders.WAN)
    told = of_self(form)["年度资金总额 · 全年执行数"]
    assert told[0] == "80,000.00"
    assert told[2] == "表中为 80,000.00 元；现在的记录：1 笔支付 70,000.00 = 70,000.00 元"


@pytest.mark.function("JX08")
def test_a_monitoring_and_the_goals_tell_every_figure_they_print(world: World) -> None:
    form = monitored.filled(world)
    origins = forms_sources.monitoring_origins(form)
    assert untold(printing_self.monitoring_document(form), origins) == []
    goals = printing.goals_document(form.goals)
    told = annex(goals, forms_sources.goals_origins(form.goals))
    assert untold(goals, forms_sources.goals_origins(form.goals)) == []
    assert told["分值合计"][5].startswith("第 1 版\n")


@pytest.mark.function("JX11")
def test_a_report_tells_every_figure_it_prints(world: World) -> None:
    appraisal = make_scored(world, project=builders.funded_project(world))
    document, origins = report_document(appraisal), report_sources.report_origins(appraisal)
    assert untold(document, origins) == []
    lines = annex(document, origins)
    assert lines["综合得分"][2].endswith(f"= {lines['综合得分'][0].partition(chr(10))[0].removesuffix(' 分')}")
    assert "124.97万元 ÷ 193.99万元 = " in lines["预算执行率 · 得分"][2]


# --- opening ---


def test_every_page_opens_for_the_owner_and_none_for_a_stranger(world: World) -> None:
    found = pages(printing_self.self_sources(builders.filled(world)))
    assert len(found) > 6
    owner, stranger = signed_in(world.clerk_a), signed_in(world.clerk_b)
    assert {owner.get(page, follow=True).status_code for page in found} == {200}
    assert {stranger.get(page, follow=True).status_code for page in found} == {404}
    assert {Client().get(page).status_code for page in found} == {302}


def test_two_clicks_from_a_printed_figure_reach_its_records(world: World) -> None:
    form = measured(world)
    client = signed_in(world.clerk_a)
    first = printing_self.self_sources(form)[f"actual.{builders.values_of(form)[0].indicator.code}"].origin.page
    line = client.get(first).context["row"]["line"]
    records = client.get(line.figure_url)
    assert [row.amount for row in records.context["rows"]] == ["55", "60"]


# --- printing ---


def names(data: bytes) -> str:
    with ZipFile(BytesIO(data)) as file:
        return file.read("xl/workbook.xml").decode()


def test_the_annex_is_there_for_a_self_evaluation_and_what_was_chosen_is_remembered(world: World) -> None:
    client, form = signed_in(world.clerk_a), builders.filled(world)
    url = reverse("evaluation:self_document", args=[form.pk, "xlsx"])
    assert "数据来源" in names(client.get(url).content)
    assert "数据来源" not in names(client.get(f"{url}?sources=0").content)
    assert "数据来源" not in names(client.get(url).content)
    assert "sources=1" in client.get(form.get_absolute_url()).content.decode()
    assert "数据来源" in names(client.get(f"{url}?sources=1").content)


def test_a_table_with_its_sources_is_scored_once_and_asks_no_more_for_more_values(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = measured(world)
    form = self_evaluation_submit(actor=world.clerk_a, evaluation=begun, opened_version=begun.version)
    scored = printing_self._scored
    counted: list[SelfEvaluation] = []

    def counting(form: SelfEvaluation) -> printing_self.Scored:
        counted.append(form)
        return scored(form)

    monkeypatch.setattr(printing_self, "_scored", counting)
    queries = []
    for _several in range(2):
        with CaptureQueriesContext(connection) as asked:
            printing_self.self_file(SelfEvaluation.objects.get(pk=form.pk), "xlsx", Telling())
        queries.append(len(asked))
        form.values.update(figure=form.values.exclude(figure=None)[0].figure)  # now every value is a frozen one
    assert len(counted) == 2
    assert queries[1] <= queries[0]


def test_an_official_form_of_goals_has_none_unless_it_is_asked_for(world: World) -> None:
    client, goals = signed_in(world.clerk_a), builders.begun(world).goals
    url = reverse("evaluation:goals_document", args=[goals.pk, "xlsx"])
    assert "数据来源" not in names(client.get(url).content)
    assert "数据来源" in names(client.get(f"{url}?sources=1").content)


def test_figures_are_links_where_the_installation_has_an_address(world: World, settings: Any) -> None:
    settings.PUBLIC_ADDRESS = SITE
    form = builders.filled(world)
    client = signed_in(world.clerk_a)
    data = client.get(reverse("evaluation:self_document", args=[form.pk, "docx"]) + "?sources=0").content
    with ZipFile(BytesIO(data)) as file:
        assert (
            f'Target="{SITE}/performance/self/{form.pk}/values/' in file.read("word/_rels/document.xml.rels").decode()
        )


@pytest.fixture
def signed(world: World) -> Appraisal:
    return make_signed(world)


@pytest.mark.function("JX13")
def test_the_signed_file_is_what_was_checked_with_the_sources_behind_it(world: World, signed: Appraisal) -> None:
    assert signed.report is not None
    with ZipFile(storage.path_of(signed.report.file.sha256)) as file:
        body = file.read("word/document.xml").decode()
    assert "附：本表各数的来源" in body
    assert signed.check_result is not None
    assert signed.check_result["content"] == content_digest(report_document(signed))


@pytest.mark.function("JX15")
def test_the_dossier_opens_its_records_and_numbers_its_evidence(world: World, signed: Appraisal) -> None:
    assert signed.project is not None
    dossier = dossier_of(user=world.clerk_a, project=signed.project, year=2020)
    document = with_sources(dossier_document(dossier), dossier_origins(dossier), SITE, annex=False)
    links = {cell.text: cell.link for table in document.tables() for cell in table.cells if cell.link}
    number = str(dossier.proofs[0].evidence.pk)
    assert links[str(signed)] == f"{SITE}{signed.get_absolute_url()}"
    assert links[number] == f"{SITE}/evidence/{number}/"


@pytest.mark.function("JX14")
def test_the_amounts_of_an_application_open_the_budget_of_the_year_before(world: World, signed: Appraisal) -> None:
    one = signed.applications.get()
    origins = application_origins(one)
    assert origins["previous"].origin.page == f"/funds/f/planned-20201231-y2020-p{signed.project_id}/"
    texts = {
        mention.ref
        for block in application_document(one).sections[0].blocks
        for mention in getattr(block, "mentions", ())
    }
    assert texts == {"previous", "asked"} == set(origins)
