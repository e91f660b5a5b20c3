"""Where an import begins: the upload, the same for every target. The check is a job with its own page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User
from xieshou.platform.exchange.services import import_begin
from xieshou.platform.exchange.targets import ImportTarget


def upload_page(
    request: HttpRequest, target: ImportTarget, template: str, *, actor: User, **context: Any
) -> HttpResponse:
    """The form (with what stands against the file, 422), or the way on to the check.

    The caller has asked whether the actor may import. `template` gets `columns`, `problems` and the context.
    """
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        upload = request.FILES.get("file")
        try:
            if upload is None:
                raise Invalid(Problem(_("没有选择文件"), _("文件"), ".xlsx、.xls、.csv"))
            return redirect(import_begin(actor=actor, target=target, upload=upload))
        except Invalid as error:
            problems = error.problems
    shown = {"columns": target.columns, "problems": problems, **context}
    return render(request, template, shown, status=422 if problems else 200)
