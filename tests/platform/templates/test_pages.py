"""The pages: anonymous, stranger, reader, keeper, wrong method."""

from collections.abc import Callable
from io import BytesIO

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.factories.world import World
from tests.platform.templates.kind_for_tests import saved, word_form
from xieshou.platform.accounts.api import User
from xieshou.platform.templates import api
from xieshou.platform.templates.api import Template, TemplateKind, TemplateVersion

pytestmark = pytest.mark.function("ZC13")
SignIn = Callable[[User], Client]


@pytest.fixture
def version(world: World, kind: TemplateKind) -> TemplateVersion:
    return api.template_upload(
        actor=world.division_manager, kind=kind, owner=world.county_a, data=saved(word_form()), name="表.docx"
    )


def upload(client: Client, kind: TemplateKind, data: bytes) -> int:
    file = SimpleUploadedFile("自评表.docx", data)
    answer = client.post(reverse("templates:upload", args=[kind.slug]), {"owner": "专项资金处", "file": file})
    upload.text = answer.content.decode()  # type: ignore[attr-defined]
    return answer.status_code


def test_it_asks_strangers_to_sign_in_and_hides_templates_from_other_counties(
    world: World, sign_in: SignIn, version: TemplateVersion
) -> None:
    place = reverse("templates:page", args=[version.template_id])
    assert Client().get(place).status_code == 302
    assert sign_in(world.clerk_b).get(place).status_code == 404
    assert sign_in(world.clerk_b).get(reverse("templates:file", args=[version.pk])).status_code == 404
    assert sign_in(world.nobody).get(reverse("templates:list")).status_code == 403


def test_it_lets_readers_read_and_no_more(world: World, sign_in: SignIn, version: TemplateVersion) -> None:
    client = sign_in(world.clerk_a)
    assert client.get(reverse("templates:page", args=[version.template_id])).status_code == 200
    data = {"reason": "启用", "opened_version": 1}
    assert client.post(reverse("templates:publish", args=[version.pk]), data).status_code == 403
    assert client.post(reverse("templates:withdraw", args=[version.template_id]), data).status_code == 403
    assert client.get(reverse("templates:upload", args=[version.template.kind])).status_code == 403


@pytest.mark.parametrize("name", ["publish", "withdraw"])
def test_it_changes_nothing_by_get(world: World, sign_in: SignIn, version: TemplateVersion, name: str) -> None:
    assert sign_in(world.division_manager).get(reverse(f"templates:{name}", args=[1])).status_code == 405


def test_it_uploads_previews_publishes_and_withdraws(world: World, sign_in: SignIn, kind: TemplateKind) -> None:
    client = sign_in(world.division_manager)
    assert upload(client, kind, saved(word_form())) == 302
    template = Template.objects.get(owner=world.division)
    version = template.versions.get()
    preview = client.get(reverse("templates:preview", args=[version.pk]))
    assert "培训场次" in docx.Document(BytesIO(preview.content)).tables[0].rows[1].cells[0].text
    client.post(reverse("templates:publish", args=[version.pk]), {"reason": "启用", "opened_version": template.version})
    template.refresh_from_db()
    assert template.in_force == version
    place = reverse("templates:withdraw", args=[template.pk])
    assert client.post(place, {"reason": "", "opened_version": template.version}).status_code == 422
    client.post(place, {"reason": "统一", "opened_version": template.version})
    template.refresh_from_db()
    assert template.in_force is None


def test_it_shows_every_problem_of_an_upload(world: World, sign_in: SignIn, kind: TemplateKind) -> None:
    form = word_form()
    form.add_paragraph("{天气}")
    assert upload(sign_in(world.division_manager), kind, saved(form)) == 422
    assert "没有占位符“{天气}”" in upload.text  # type: ignore[attr-defined]
    assert "第 4 段" in upload.text  # type: ignore[attr-defined]


def test_it_gives_a_template_to_start_from_that_is_itself_sound(
    world: World, sign_in: SignIn, kind: TemplateKind
) -> None:
    client = sign_in(world.division_manager)
    for form in ("docx", "xlsx"):
        answer = client.get(reverse("templates:starting", args=[kind.slug, form]))
        version = api.template_upload(
            actor=world.division_manager, kind=kind, owner=world.office, data=answer.content, name=f"x.{form}"
        )
        assert version.unused == []
    assert client.get(reverse("templates:starting", args=[kind.slug, "pdf"])).status_code == 404


def test_it_lists_kinds_and_templates_with_few_queries(
    world: World,
    sign_in: SignIn,
    version: TemplateVersion,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    client = sign_in(world.clerk_a)
    for name, arguments, most in (("list", [], 20), ("kind", [version.template.kind], 20)):
        with django_assert_max_num_queries(most):  # type: ignore[attr-defined]
            answer = client.get(reverse(f"templates:{name}", args=arguments))
        assert answer.status_code == 200
    assert world.county_a.name in answer.content.decode()


def test_it_says_so_where_no_kind_is_declared(world: World, sign_in: SignIn) -> None:
    answer = sign_in(world.division_manager).get(reverse("templates:list"))
    assert answer.status_code == 200
    assert sign_in(world.division_manager).get(reverse("templates:kind", args=["nowhere"])).status_code == 404
