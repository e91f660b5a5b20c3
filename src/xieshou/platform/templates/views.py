"""Kinds of documents, the templates of each, their versions."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User, load, user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.templates import services
from xieshou.platform.templates.checked_file import filled
from xieshou.platform.templates.forms import ReasonForm, UploadForm
from xieshou.platform.templates.kinds import TemplateKind, kind_of, kinds
from xieshou.platform.templates.models import Template, TemplateVersion
from xieshou.platform.templates.office_file import MEDIA_TYPES, MOST_BYTES
from xieshou.platform.templates.starting import starting_template

MOST = 100


def _reader(request: HttpRequest) -> User:
    user = user_of(request)
    if not user.may(Template.read_permission) and not user.may(Permission.TEMPLATE_EDIT):
        raise Refused(_("您没有查看报表与文书模板的权限"))
    return user


def _kind(slug: str) -> TemplateKind:
    kind = kind_of(slug)
    if kind is None:
        raise Http404
    return kind


def _file(data: bytes, form: str, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=MEDIA_TYPES[form])
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


@require_GET
def kind_list(request: HttpRequest) -> HttpResponse:
    """Every kind of document, with how many organisations of those in sight have their own template."""
    user = _reader(request)
    seen: dict[str, int] = {}
    for slug in Template.objects.visible_to(user).exclude(in_force=None).values_list("kind", flat=True):
        seen[slug] = seen.get(slug, 0) + 1
    rows = [{"kind": kind, "count": seen.get(kind.slug, 0)} for kind in kinds()]
    return render(request, "templates/kinds.html", {"rows": rows})


@require_GET
def kind_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One kind: its placeholders, a template to start from, the templates of the organisations."""
    user, kind = _reader(request), _kind(slug)
    rows = (
        Template.objects.visible_to(user).filter(kind=slug).select_related("owner", "in_force").order_by("owner_path")
    )
    example = next((field.name for field in kind.fields if field.is_repeated), "")
    context = {
        "kind": kind,
        "rows": rows[:MOST],
        "merge_example": f"{{{example}:合并}}",
        "may_edit": user.may(Permission.TEMPLATE_EDIT),
    }
    return render(request, "templates/kind.html", context)


@require_GET
def starting(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The template to start from."""
    _reader(request)
    kind = _kind(slug)
    if form not in MEDIA_TYPES:
        raise Http404
    return _file(starting_template(kind, form), form, f"{kind.label}-起始模板.{form}")


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    """A new version of a template."""
    user, kind = user_of(request), _kind(slug)
    if not user.may(Permission.TEMPLATE_EDIT):
        raise Refused(_("您没有“%(right)s”的权限") % {"right": Permission.TEMPLATE_EDIT.label})
    form, problems = UploadForm(request.POST or None, request.FILES or None), ()
    if request.method == "POST" and form.is_valid():
        try:
            return _uploaded(request, user, kind, form)
        except Invalid as error:
            problems = error.problems  # type: ignore[assignment]
    context = {"kind": kind, "form": form, "problems": problems}
    return render(request, "templates/upload.html", context, status=422 if form.errors or problems else 200)


def _uploaded(request: HttpRequest, user: User, kind: TemplateKind, form: UploadForm) -> HttpResponse:
    file = form.cleaned_data["file"]
    if file.size > MOST_BYTES:  # before it is read into memory
        raise Invalid(Problem(f"文件有 {file.size >> 20} MB", file.name, f"不超过 {MOST_BYTES >> 20} MB"))
    version = services.template_upload(
        actor=user,
        kind=kind,
        owner=form.cleaned_data["owner"],
        data=file.read(),
        name=file.name,
        note=form.cleaned_data["note"],
    )
    messages.success(request, _("已存为%(version)s。请预览，确认后发布") % {"version": version})
    return redirect(version.template)


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One template: its versions and its history."""
    return _page(request, load(Template, user_of(request), pk=pk))


def _page(request: HttpRequest, template: Template, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    context = {
        "template": template,
        "kind": kind_of(template.kind),
        "versions": template.versions.select_related("uploaded_by", "template")[:MOST],
        "entries": audit.history_of(template)[:30],
        "may_edit": user_of(request).may(Permission.TEMPLATE_EDIT, template),
        "problems": problems,
    }
    return render(request, "templates/page.html", context, status=422 if problems else 200)


def _version(request: HttpRequest, pk: int, permission: Permission | None = None) -> TemplateVersion:
    template = load(Template, user_of(request), permission, versions__pk=pk)
    return template.versions.select_related("file", "template__owner").get(pk=pk)


@require_GET
def version_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it was uploaded."""
    version = _version(request, pk)
    return _file(version.data, version.form, f"{version.template.kind_label}-{version}.{version.form}")


@require_GET
def version_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The version filled with the example."""
    version = _version(request, pk)
    kind = _kind(version.template.kind)
    data = filled(version.data, kind, kind.example())
    return _file(data, version.form, f"{kind.label}-{version}-示例.{version.form}")


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts a version in force, with the reason."""
    version = _version(request, pk, Permission.TEMPLATE_EDIT)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, version.template, (Problem(_("请写明理由"), _("理由")),))
    try:
        services.template_publish(actor=user_of(request), version=version, **form.cleaned_data)
    except Invalid as error:
        return _page(request, version.template, error.problems)
    messages.success(request, _("%(version)s已在用") % {"version": version})
    return redirect(version.template)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the template out of force, with the reason."""
    template = load(Template, user_of(request), Permission.TEMPLATE_EDIT, pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, template, (Problem(_("请写明理由"), _("理由")),))
    try:
        services.template_withdraw(actor=user_of(request), template=template, **form.cleaned_data)
    except Invalid as error:
        return _page(request, template, error.problems)
    messages.success(request, _("已停用，改用上级单位的模板"))
    return redirect(template)
