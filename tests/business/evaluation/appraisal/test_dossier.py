"""The dossier: complete or what is missing, as a file, verified against the log."""

import io
import json
import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from tests.business.evaluation.appraisal.factory import make_appraisal, make_scored, make_signed
from tests.factories.evaluation import make_project
from tests.factories.world import World, signed_in
from xieshou.business.evaluation.models import Application, SelfEvaluation
from xieshou.business.evaluation.services.application_document import application_document
from xieshou.business.evaluation.services.applying import application_answer
from xieshou.business.evaluation.services.dossier import dossier_of
from xieshou.business.evaluation.services.dossier_file import (
    MANIFEST,
    Made,
    dossier_ask,
    dossier_document,
    dossier_make,
    folder,
)
from xieshou.business.evaluation.services.dossier_verifying import dossier_verify
from xieshou.business.evaluation.services.signing import appraisal_disclose, disclosure_document
from xieshou.business.projects.api import Project
from xieshou.business.rectification.api import NewFinding, Source, finding_create
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.evidence.api import cite, evidence_add
from xieshou.platform.jobs import api as jobs

pytestmark = pytest.mark.function("JX15")


@pytest.fixture
def project(world: World) -> Project:
    """A project whose evaluation is signed."""
    found = make_signed(world).project
    assert found is not None
    return found


def made(world: World, project: Project) -> Made:
    return dossier_make(actor=world.clerk_a, project=project, year=2020)


def test_the_steps_stand_in_their_order_with_who_and_when(world: World, project: Project) -> None:
    dossier = dossier_of(user=world.clerk_a, project=project, year=2020)
    assert [part.title for part in dossier.parts] == [
        "绩效目标", "事前评估", "运行监控", "单位自评", "评价", "问题整改", "结果应用", "公开",
    ]  # fmt: skip
    record = next(part for part in dossier.parts if part.code == "appraisal").records[0]
    assert (record.who, record.state, record.note) == ("分管领导", "已签发", "97.2 分 优")
    assert len(record.proofs) == 2


def test_it_says_what_is_missing(world: World, project: Project) -> None:
    missing = "；".join(dossier_of(user=world.clerk_a, project=project, year=2020).missing)
    for words in ("没有绩效运行监控", "没有佐证", "还没有回应", "没有登记公开"):
        assert words in missing


def test_what_was_done_is_not_missing_any_more(world: World, project: Project) -> None:
    one = Application.objects.get(project=project)
    application_answer(actor=world.clerk_a, application=one, answer="落实", asked_fen=1, opened_version=one.version)
    assert one.appraisal is not None
    appraisal_disclose(
        actor=world.division_manager, appraisal=one.appraisal, on=timezone.localdate(), url="公开栏",
        opened_version=one.appraisal.version,
    )  # fmt: skip
    missing = "；".join(dossier_of(user=world.clerk_a, project=project, year=2020).missing)
    assert "没有回应" not in missing
    assert "没有登记公开" not in missing


def test_an_empty_year_misses_everything_and_breaks_nothing(world: World) -> None:
    dossier = dossier_of(user=world.clerk_a, project=make_project(world), year=2020)
    assert "绩效目标：没有批准的绩效目标" in dossier.missing


def test_explanations_of_the_check_are_printed(world: World, project: Project) -> None:
    dossier = dossier_of(user=world.clerk_a, project=project, year=2020)
    record = next(part for part in dossier.parts if part.code == "appraisal").records[0]
    told = [text for _place, text in dossier_document(dossier).texts()]
    assert record.explanations
    assert any("核验说明" in text and "因疫情核减，见附件" in text for text in told)


def test_the_file_holds_documents_evidence_and_a_manifest_with_hashes(world: World, project: Project) -> None:
    file = made(world, project)
    with zipfile.ZipFile(file.path) as archive:
        manifest = json.loads(archive.read(MANIFEST))
        names = archive.namelist()
    assert len(manifest["files"]) == file.count == len(names) - 1
    assert any(name.startswith("01-绩效目标/") and name.endswith(".pdf") for name in names)
    assert sum(name.startswith("证据/") for name in names) == 2
    assert manifest["missing"]
    assert not list(folder().glob(f"{os.getpid()}-*.part"))  # other processes of the tests write here too


def test_a_file_as_it_was_made_is_verified_by_the_log(world: World, project: Project) -> None:
    file = made(world, project)
    with file.path.open("rb") as stream:
        verified = dossier_verify(user=world.approver_a, project=project, file=stream)
    assert verified.holds
    assert verified.logged.actor == world.clerk_a


def rewritten(file: Made, *, touched: str = "", forged: bool = False) -> io.BytesIO:
    """The same file with one content, or one hash in the manifest, changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(file.path) as archive, zipfile.ZipFile(target, "w") as other:
        for name in archive.namelist():
            content = archive.read(name)
            if forged and name == MANIFEST:
                content = content.replace(b'"year": 2020', b'"year": 2019')
            other.writestr(name, content + b"x" if touched and name.startswith(touched) else content)
    target.seek(0)
    return target


def test_a_changed_document_is_named(world: World, project: Project) -> None:
    file = rewritten(made(world, project), touched="00-")
    verified = dossier_verify(user=world.clerk_a, project=project, file=file)
    assert not verified.holds
    assert verified.problems == ("内容被改动：00-目录.pdf",)


def test_a_forged_manifest_is_not_in_the_log(world: World, project: Project) -> None:
    file = rewritten(made(world, project), forged=True)
    verified = dossier_verify(user=world.clerk_a, project=project, file=file)
    assert verified.logged is None
    assert "不在审计日志中" in verified.problems[0]


def test_what_is_no_dossier_is_said_to_be_none(world: World, project: Project) -> None:
    with pytest.raises(Invalid, match="不是 zip 文件，或没有下载完整"):
        dossier_verify(user=world.clerk_a, project=project, file=io.BytesIO(b"abc"))
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("照片.jpg", b"x")
    with pytest.raises(Invalid, match=r"没有清单 .*，不是绩效档案"):
        dossier_verify(user=world.clerk_a, project=project, file=other)


def damaged(file: Made, name: str) -> io.BytesIO:
    """The same file with a byte of one content gone wrong on its way: its own check sum does not fit any more."""
    data = bytearray(file.path.read_bytes())
    with zipfile.ZipFile(file.path) as archive:
        info = archive.getinfo(name)
    start = data.index(name.encode(), info.header_offset) + len(name.encode())
    data[start + info.compress_size // 2] ^= 0xFF
    return io.BytesIO(bytes(data))


def test_a_file_broken_on_its_way_is_named_with_what_it_means_and_what_to_do(world: World, project: Project) -> None:
    client, broken = signed_in(world.clerk_a), damaged(made(world, project), "00-目录.pdf")
    page = client.post(f"/performance/dossier/{project.pk}/2020/verify/", {"file": broken}).content.decode()
    assert "文件损坏：00-目录.pdf" in page
    assert "多半是下载或拷贝时坏了" in page
    assert "重新下载再核对" in page
    assert "CRC" not in page


def test_a_broken_manifest_and_a_file_cut_off_are_told_apart(world: World, project: Project) -> None:
    file = made(world, project)
    with pytest.raises(Invalid, match=r"清单 .*损坏"):
        dossier_verify(user=world.clerk_a, project=project, file=damaged(file, MANIFEST))
    half = io.BytesIO(file.path.read_bytes()[:-200])
    with pytest.raises(Invalid, match=r"末尾被截掉.*重新下载"):
        dossier_verify(user=world.clerk_a, project=project, file=half)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_second_file_of_the_same_name_and_a_stranger_are_told(world: World, project: Project) -> None:
    target = rewritten(made(world, project))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("夹带.txt", b"x")
        archive.writestr("00-目录.pdf", b"%PDF-1.4")
    verified = dossier_verify(user=world.clerk_a, project=project, file=target)
    assert verified.problems == ("清单之外的文件：夹带.txt", "同名文件出现两次：00-目录.pdf", "内容被改动：00-目录.pdf")
    assert len(verified.meanings) == 3


def test_each_problem_has_its_sheet_in_the_dossier(world: World, project: Project) -> None:
    responsible, day = world.clerk_a, timezone.localdate()
    finding_create(
        actor=world.division_manager,
        finding=NewFinding(
            "培训名册不全", world.county_a, Source.EVALUATION, day, day, responsible, about=project, amount_fen=123_45
        ),
    )
    with zipfile.ZipFile(dossier_make(actor=world.clerk_a, project=project, year=day.year).path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("06-问题整改/")]
        assert sheets == ["06-问题整改/01-问题整改表.pdf"]
        assert archive.read(sheets[0]).startswith(b"%PDF")


def test_the_job_makes_it_and_leads_to_it(world: World, project: Project) -> None:
    job = dossier_ask(actor=world.clerk_a, project=project, year=2020)
    jobs.work_until_idle()
    job.refresh_from_db()
    assert job.state == jobs.JobState.DONE
    answer = signed_in(world.clerk_a).get(job.result["next_url"])
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    answer.close()


def test_a_stranger_gets_neither_page_nor_file(world: World, project: Project) -> None:
    file = made(world, project)
    stranger = signed_in(world.clerk_b)
    assert stranger.get(f"/performance/dossier/{project.pk}/2020/").status_code == 404
    assert stranger.get(file.url).status_code == 404
    assert Client().get(file.url).status_code == 302


def test_a_hash_that_nobody_logged_opens_nothing(world: World, project: Project) -> None:
    client = signed_in(world.clerk_a)
    assert client.get(f"/performance/dossier/{project.pk}/2020/file/{'0' * 64}/").status_code == 404


def test_the_page_verifies_what_is_brought(world: World, project: Project) -> None:
    file = made(world, project)
    client = signed_in(world.clerk_a)
    with file.path.open("rb") as stream:
        page = client.post(f"/performance/dossier/{project.pk}/2020/verify/", {"file": stream})
    assert "档案完好" in page.content.decode()
    wrong = client.post(f"/performance/dossier/{project.pk}/2020/verify/", {"file": io.BytesIO(b"abc")})
    assert wrong.status_code == 422


def test_an_expert_without_the_right_to_read_does_not_open_it(world: World) -> None:
    appraisal = make_scored(world)
    assert appraisal.project is not None
    with pytest.raises(Refused):
        dossier_of(user=world.nobody, project=appraisal.project, year=2020)


def test_one_file_kept_under_two_names_is_listed_as_it_lies_in_the_archive(
    world: World, project: Project, tmp_path: Path
) -> None:
    form = SelfEvaluation.objects.get(project=project)
    for actor, owner, name in (
        (world.clerk_a, world.county_a, "甲.txt"),
        (world.division_manager, world.division, "乙.txt"),
    ):
        path = tmp_path / name
        path.write_text("同一份签到册")
        kept, _new = evidence_add(actor=actor, owner=owner, upload=path, name=name)
        cite(actor=actor, evidence=kept, record=form, proves=name)
    file = dossier_make(actor=world.division_manager, project=project, year=2020)
    with file.path.open("rb") as stream:
        assert dossier_verify(user=world.division_manager, project=project, file=stream).problems == ()


def test_days_are_those_of_the_place_not_of_greenwich(world: World, project: Project) -> None:
    midnight = datetime(2021, 3, 1, 16, 30, tzinfo=UTC)  # half past midnight on 2 March here
    one = Application.objects.get(project=project)
    one.answered_at, one.answered_by, one.answer = midnight, world.clerk_a, "落实"
    assert any("2021-03-02" in text for _place, text in application_document(one).texts())
    appraisal = one.appraisal
    assert appraisal is not None
    appraisal.signed_at = midnight
    assert any("签发日期 2021-03-02" in text for _place, text in disclosure_document(appraisal).texts())


@pytest.mark.parametrize("year", [0, 1989, 2101, 99999])
@pytest.mark.parametrize("path", ["", "index.pdf"])
def test_a_year_that_cannot_be_has_no_dossier(world: World, year: int, path: str) -> None:
    project = make_project(world)
    assert signed_in(world.clerk_a).get(f"/performance/dossier/{project.pk}/{year}/{path}").status_code == 404


def test_a_step_without_any_record_is_not_called_complete(world: World) -> None:
    appraisal = make_appraisal(world, has_self=False)
    assert appraisal.project is not None
    page = signed_in(world.division_manager).get(f"/performance/dossier/{appraisal.project.pk}/2020/").content.decode()
    disclosed = page[page.index('id="disclosure"') :]
    assert ">齐<" not in disclosed
