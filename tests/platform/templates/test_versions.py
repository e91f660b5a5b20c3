"""Versions of a template: the nearest organisation's is printed, nothing is lost, a wrong file leaves no trace."""

from io import BytesIO

import docx
import pytest

from tests.factories.world import World
from tests.platform.templates.kind_for_tests import ROWS, VALUES, excel_form, saved, word_form
from xieshou.lib.problems import Invalid, Refused, Stale
from xieshou.platform.audit import api as audit
from xieshou.platform.registry.api import Organisation
from xieshou.platform.templates import api
from xieshou.platform.templates.api import Template, TemplateKind, TemplateVersion
from xieshou.platform.templates.models import TemplateFile

pytestmark = pytest.mark.function("ZC13")


def uploaded(world: World, kind: TemplateKind, owner: Organisation, data: bytes) -> TemplateVersion:
    return api.template_upload(actor=world.division_manager, kind=kind, owner=owner, data=data, name="表.docx")


def published(world: World, version: TemplateVersion) -> Template:
    version.template.refresh_from_db()
    opened = version.template.version
    return api.template_publish(
        actor=world.division_manager, version=version, opened_version=opened, reason="启用新表样"
    )


def form_with(text: str) -> bytes:
    form = word_form()
    form.paragraphs[0].text = text
    return saved(form)


def title(kind: TemplateKind, organisation: Organisation) -> str:
    printed = api.fill(kind.slug, organisation, VALUES, {"指标": list(ROWS)})
    return docx.Document(BytesIO(printed.data)).paragraphs[0].text


def test_it_prints_with_the_nearest_organisation_s_template(world: World, kind: TemplateKind) -> None:
    published(world, uploaded(world, kind, world.office, form_with("办公室表样")))
    published(world, uploaded(world, kind, world.county_a, form_with("塔县表样")))
    assert title(kind, world.school_a) == "塔县表样"
    assert title(kind, world.county_b) == "办公室表样"


def test_it_prints_with_the_built_in_template_where_none_is_in_force(world: World, kind: TemplateKind) -> None:
    uploaded(world, kind, world.office, form_with("未发布"))
    for form in ("docx", "xlsx"):
        printed = api.fill(kind.slug, world.county_a, VALUES, {"指标": list(ROWS)}, form=form)
        assert (printed.version, printed.form) == (None, form)
        assert printed.data[:2] == b"PK"


def test_it_keeps_every_version_and_goes_back_to_an_older_one(world: World, kind: TemplateKind) -> None:
    old = uploaded(world, kind, world.office, form_with("旧表样"))
    new = uploaded(world, kind, world.office, form_with("新表样"))
    published(world, old)
    published(world, new)
    assert title(kind, world.office) == "新表样"
    template = published(world, old)
    assert title(kind, world.office) == "旧表样"
    assert [one.number for one in template.versions.all()] == [2, 1]
    assert [one.action for one in audit.history_of(template)][:2] == ["template.back", "template.publish"]
    assert docx.Document(BytesIO(new.data)).paragraphs[0].text == "新表样"


def test_it_keeps_nothing_of_a_wrong_file(world: World, kind: TemplateKind) -> None:
    with pytest.raises(Invalid):
        uploaded(world, kind, world.office, form_with("{天气}"))
    assert not Template.objects.exists()
    assert not TemplateFile.objects.exists()


def test_it_refuses_the_same_file_twice(world: World, kind: TemplateKind) -> None:
    form = excel_form()
    uploaded(world, kind, world.office, form)
    with pytest.raises(Invalid, match="第 1 版内容完全相同"):
        uploaded(world, kind, world.office, form)


def test_it_refuses_publishing_without_a_reason_or_over_another_s_change(world: World, kind: TemplateKind) -> None:
    version = uploaded(world, kind, world.office, form_with("表样"))
    with pytest.raises(Invalid, match="理由"):
        api.template_publish(actor=world.division_manager, version=version, opened_version=1, reason=" ")
    published(world, version)
    with pytest.raises(Stale):
        api.template_publish(actor=world.division_manager, version=version, opened_version=1, reason="再发")


def test_it_falls_back_to_the_office_above_after_a_withdrawal(world: World, kind: TemplateKind) -> None:
    published(world, uploaded(world, kind, world.office, form_with("办公室表样")))
    template = published(world, uploaded(world, kind, world.county_a, form_with("塔县表样")))
    api.template_withdraw(
        actor=world.division_manager, template=template, opened_version=template.version, reason="统一表样"
    )
    assert title(kind, world.county_a) == "办公室表样"


def test_it_lets_only_those_who_keep_templates_change_them(world: World, kind: TemplateKind) -> None:
    with pytest.raises(Refused):
        api.template_upload(actor=world.clerk_a, kind=kind, owner=world.county_a, data=form_with("x"), name="x.docx")


def test_it_shows_templates_of_the_organisations_above_too(world: World, kind: TemplateKind) -> None:
    office = uploaded(world, kind, world.office, form_with("办公室表样")).template
    near = uploaded(world, kind, world.county_a, form_with("塔县表样")).template
    assert set(Template.objects.visible_to(world.clerk_a)) == {office, near}
    assert set(Template.objects.visible_to(world.clerk_b)) == {office}
    assert not Template.objects.visible_to(world.nobody).exists()


def test_it_tells_a_kind_that_no_app_declares(world: World) -> None:
    with pytest.raises(KeyError):
        api.fill("nowhere", world.office, {}, {})
