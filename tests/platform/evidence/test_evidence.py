"""Evidence: stored once, described, cited, and reached only by those who may."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django.fixtures import Settings

from tests.factories.world import World
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.accounts.api import User, task_grant
from xieshou.platform.evidence import api, storage
from xieshou.platform.evidence.models import Evidence, StoredFile

pytestmark = pytest.mark.function("ZC15")

SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def picture(colour: str = "red", *, exif: Image.Exif | None = None) -> SimpleUploadedFile:
    data = BytesIO()
    Image.new("RGB", (8, 8), colour).save(data, "JPEG", **({"exif": exif} if exif else {}))
    return SimpleUploadedFile("现场.jpg", data.getvalue())


def added(world: World, file: SimpleUploadedFile | None = None) -> Evidence:
    evidence, _ = api.evidence_add(
        actor=world.clerk_a, owner=world.county_a, upload=file or picture(), title="验收照片"
    )
    return evidence


def test_it_stores_the_same_bytes_once(world: World) -> None:
    first = added(world)
    second, is_new = api.evidence_add(actor=world.clerk_a, owner=world.county_a, upload=picture(), title="又一次")
    assert (second.pk, is_new) == (first.pk, False)
    api.evidence_add(actor=world.clerk_b, owner=world.county_b, upload=picture())
    assert StoredFile.objects.count() == 1
    assert Evidence.objects.count() == 2


def test_it_keeps_the_bytes_under_their_hash(world: World) -> None:
    evidence = added(world)
    data = storage.path_of(evidence.file.sha256).read_bytes()
    assert hashlib.sha256(data).hexdigest() == evidence.file.sha256


def test_it_reads_time_and_place_from_a_photograph(world: World) -> None:
    exif = Image.Exif()
    exif[306] = "2020:05:06 07:08:09"
    exif[34853] = {1: "N", 2: (37.0, 46.0, 20.28), 3: "E", 4: (75.0, 13.0, 48.0)}
    evidence = added(world, picture(exif=exif))
    assert evidence.taken_at is not None
    assert (evidence.latitude_e6, evidence.longitude_e6, evidence.is_from_photo) == (37772300, 75230000, True)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("空.pdf", b"", "空的"),
        ("坏.jpg", b"\xff\xd8\xff" + b"\x00" * 50, "损坏"),
        ("页.pdf", b"<html><script>alert(1)</script>", "不允许上传"),
        ("图.png", b"<svg onload='x'>", "不允许上传"),
        ("程序.docx", b"MZ\x00\x00", "不允许上传"),
    ],
)
def test_it_refuses_by_content_and_not_by_name(world: World, name: str, data: bytes, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        added(world, SimpleUploadedFile(name, data))
    assert not Evidence.objects.exists()
    assert not list(storage.incoming("x").parent.iterdir())


def test_it_refuses_a_zip_bomb(world: World) -> None:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"0" * 50_000_000)
    with pytest.raises(Invalid, match="过大"):
        added(world, SimpleUploadedFile("炸弹.docx", data.getvalue()))


def test_it_lets_no_file_name_lead_elsewhere(world: World) -> None:
    evidence, _ = api.evidence_add(
        actor=world.clerk_a, owner=world.county_a, upload=picture(), name="..\\..\\etc/pass\x00wd.jpg"
    )
    assert evidence.name == "passwd.jpg"


def test_it_refuses_evidence_for_another_office(world: World) -> None:
    with pytest.raises(Refused):
        api.evidence_add(actor=world.clerk_a, owner=world.county_b, upload=picture())
    assert not Evidence.objects.exists()


def test_it_shows_the_page_to_the_owner_and_not_to_the_neighbour(world: World, sign_in: SignIn) -> None:
    evidence = added(world)
    assert sign_in(world.clerk_a).get(f"/evidence/{evidence.pk}/").status_code == 200
    assert sign_in(world.clerk_b).get(f"/evidence/{evidence.pk}/").status_code == 404
    assert sign_in(world.clerk_b).get(f"/evidence/{evidence.pk}/file/").status_code == 404
    assert Client().get(f"/evidence/{evidence.pk}/").status_code == 302


def test_it_lets_a_reader_look_but_not_change(world: World, sign_in: SignIn) -> None:
    evidence = added(world)
    browser = sign_in(world.auditor_outside)
    assert browser.get(f"/evidence/{evidence.pk}/").status_code == 200
    assert browser.get(f"/evidence/{evidence.pk}/change/").status_code == 403


def test_it_opens_cited_evidence_to_whoever_may_read_the_record(world: World, sign_in: SignIn) -> None:
    proof, record = added(world), added(world, picture("blue"))
    citation = api.cite(actor=world.clerk_a, evidence=proof, record=record, proves="验收日期")
    browser = sign_in(world.clerk_b)
    assert browser.get(f"/evidence/cited/{citation.pk}/").status_code == 404
    task_grant(user=world.clerk_b, record=record, key="t", reason="会签")
    answer = browser.get(f"/evidence/cited/{citation.pk}/")
    assert answer.status_code == 200
    answer.close()


def test_it_leads_from_a_file_to_all_that_cites_it(world: World, sign_in: SignIn) -> None:
    proof, record = added(world), added(world, picture("blue"))
    api.cite(actor=world.clerk_a, evidence=proof, record=record, proves="培训人数")
    page = sign_in(world.clerk_a).get(f"/evidence/{proof.pk}/").content.decode()
    assert "培训人数" in page


def test_it_uploads_through_the_form(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.clerk_a)
    answer = browser.post(
        "/evidence/upload/", {"file": picture(), "owner": world.county_a.pk, "title": "现场"}, follow=True
    )
    assert "已存入证据库" in answer.content.decode()


def test_it_tells_what_is_wrong_in_the_form(world: World, sign_in: SignIn) -> None:
    bad = SimpleUploadedFile("表.html", b"<html>")
    answer = sign_in(world.clerk_a).post("/evidence/upload/", {"file": bad, "owner": world.county_a.pk})
    assert answer.status_code == 422
    assert "允许" in answer.content.decode()


def test_it_goes_on_with_an_upload_that_broke_off(world: World, sign_in: SignIn) -> None:
    data, browser = picture().read(), sign_in(world.clerk_a)
    begun = browser.post(
        "/evidence/uploads/", json.dumps({"name": "照片.jpg", "size": len(data)}), content_type="application/json"
    ).json()
    address = f"/evidence/uploads/{begun['id']}/"

    def send(offset: int, piece: bytes) -> int:
        return browser.patch(
            address, piece, content_type="application/octet-stream", headers={"Upload-Offset": str(offset)}
        ).status_code

    assert send(0, data[:100]) == 200
    assert send(50, data[50:]) == 409
    assert browser.get(address).json()["received"] == 100
    assert browser.post(f"{address}finish/", {"owner": world.county_a.pk}).status_code == 422
    assert send(100, data[100:]) == 200
    finished = browser.post(f"{address}finish/", {"owner": world.county_a.pk, "title": "现场"})
    assert finished.json()["sha256"] == hashlib.sha256(data).hexdigest()


def test_it_hides_another_persons_upload(world: World, sign_in: SignIn) -> None:
    upload = api.upload_begin(actor=world.clerk_a, name="x.jpg", size=10)
    assert sign_in(world.clerk_b).get(f"/evidence/uploads/{upload.pk}/").status_code == 404


def test_it_lists_within_a_budget_of_queries(
    world: World, sign_in: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for shade in range(5):
        added(world, picture(f"#0000{shade:02x}"))
    browser = sign_in(world.clerk_a)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        assert browser.get("/evidence/").status_code == 200


def test_it_previews_an_office_file(world: World, sign_in: SignIn) -> None:
    import docx  # noqa: PLC0415 only here

    document, data = docx.Document(), BytesIO()
    document.add_paragraph("验收意见：合格")
    document.save(data)
    evidence = added(world, SimpleUploadedFile("意见.docx", data.getvalue()))
    assert "验收意见：合格" in sign_in(world.clerk_a).get(f"/evidence/{evidence.pk}/").content.decode()


def test_it_tells_the_second_of_two_who_change_a_description(world: World, sign_in: SignIn) -> None:
    evidence, browser = added(world), sign_in(world.clerk_a)
    change = {"title": "甲", "reason": "更正", "opened_version": evidence.version}
    assert browser.post(f"/evidence/{evidence.pk}/change/", change).status_code == 302
    assert browser.post(f"/evidence/{evidence.pk}/change/", {**change, "title": "乙"}).status_code == 409
    evidence.refresh_from_db()
    assert evidence.title == "甲"
