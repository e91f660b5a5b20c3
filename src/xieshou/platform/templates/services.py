"""Uploading a template, putting a version in force, taking it out, and printing with it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit
from xieshou.platform.registry.api import Organisation
from xieshou.platform.templates.checked_file import Annex, check, filled
from xieshou.platform.templates.kinds import Content, Row, TemplateKind, kind_of
from xieshou.platform.templates.models import Template, TemplateFile, TemplateVersion
from xieshou.platform.templates.office_file import MEDIA_TYPES
from xieshou.platform.templates.selectors import in_force_at
from xieshou.platform.templates.starting import starting_template

Rows = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class Printed:
    """A filled document. `version` is None when it was printed with the built-in starting template."""

    data: bytes
    form: str
    media_type: str
    version: TemplateVersion | None


def _checked(actor: User, owner: Organisation) -> None:
    if not actor.may(Permission.TEMPLATE_EDIT, owner):
        raise Refused(f"您没有为“{owner}”维护报表与文书模板的权限")


def template_upload(
    *, actor: User, kind: TemplateKind, owner: Organisation, data: bytes, name: str, note: str = ""
) -> TemplateVersion:
    """A new version, not yet in force. The file is checked first; with anything wrong in it nothing is kept."""
    _checked(actor, owner)
    found = check(data, kind, name)
    with transaction.atomic():
        template = _locked(kind, owner)
        sha256 = hashlib.sha256(data).hexdigest()
        same = template.versions.filter(file=sha256).first()
        if same is not None:
            raise Invalid(Problem(f"与{same}内容完全相同", name, remedy=f"直接发布{same}即可"))
        TemplateFile.objects.get_or_create(sha256=sha256, defaults={"data": data})
        last = template.versions.aggregate(last=Max("number"))["last"] or 0
        version = TemplateVersion.objects.create(
            template=template,
            number=last + 1,
            form=found.form,
            file_id=sha256,
            file_name=name[:200],
            size=len(data),
            names=list(found.names),
            note=note.strip(),
            uploaded_by=actor,
        )
        audit.record(
            actor=actor, action="template.upload", target=template, reason=f"{version}：{name}，SHA-256 {sha256}"
        )
        return version


def _locked(kind: TemplateKind, owner: Organisation) -> Template:
    template, _ = Template.objects.get_or_create(kind=kind.slug, owner=owner, defaults={"place": owner.region})
    locked: Template = Template.objects.select_for_update().get(pk=template.pk)
    return locked


@transaction.atomic
def template_publish(*, actor: User, version: TemplateVersion, opened_version: int, reason: str) -> Template:
    """Puts a version in force for the organisation and those below; an older one goes back to it."""
    template = version.template
    _checked(actor, template.owner)
    kind = kind_of(template.kind)
    if not reason.strip():
        raise Invalid(Problem("请写明理由", "理由", remedy="例如：按某号文件启用新表样"))
    if kind is None:
        raise Invalid(Problem(f"没有文书种类“{template.kind}”了", remedy="模板仍可下载，不能再发布"))
    check(version.data, kind, version.file_name)  # the kind may have lost a field since the upload
    bump(template, opened_version)
    before = template.in_force
    template.in_force = version
    template.save()
    change = audit.Change("在用版本", str(before) if before else None, str(version))
    action = "template.back" if before is not None and before.number > version.number else "template.publish"
    audit.record(actor=actor, action=action, target=template, changes=[change], reason=reason)
    return template


@transaction.atomic
def template_withdraw(*, actor: User, template: Template, opened_version: int, reason: str) -> Template:
    """Takes the template out of force: the organisation prints with the one above again. Every version stays."""
    _checked(actor, template.owner)
    if not reason.strip():
        raise Invalid(Problem("请写明理由", "理由"))
    if template.in_force is None:
        raise Invalid(Problem("没有在用的版本"))
    bump(template, opened_version)
    change = audit.Change("在用版本", str(template.in_force), None)
    template.in_force = None
    template.save()
    audit.record(actor=actor, action="template.withdraw", target=template, changes=[change], reason=reason)
    return template


def fill(
    kind_slug: str,
    organisation: Organisation,
    values: Row,
    rows: Rows,
    *,
    form: str = "docx",
    behind: Annex | None = None,
) -> Printed:
    """The document with the template in force for the organisation; `form` counts where only the built-in one is.

    `behind` gives the annex for the figures that the template prints.

    Values are exact texts as the caller computed them; missing prints nothing. Raises `KeyError` for a kind that no
    app declares, `ValueError` for a field it does not have, `Invalid` for text that cannot be printed.
    """
    kind = kind_of(kind_slug)
    if kind is None:
        raise KeyError(f"no kind of document {kind_slug}")
    version = in_force_at(kind_slug, organisation)
    template = version.data if version is not None else starting_template(kind, form)
    form = version.form if version is not None else form
    return Printed(filled(template, kind, Content(values, rows), behind), form, MEDIA_TYPES[form], version)
