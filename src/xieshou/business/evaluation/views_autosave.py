"""Keeping a draft while one types, in the forms of the cycle."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from xieshou.business.evaluation.models import OfYear
from xieshou.lib.problems import Invalid, Stale


def autosaved(request: HttpRequest, form: OfYear, save: Callable[[], Any]) -> HttpResponse:
    """Saves and tells so in the page; what cannot be kept stays there and is told there."""
    told = why_not(save)
    return render(request, "evaluation/_autosaved.html", {"form": form, "told": told})


def why_not(save: Callable[[], Any]) -> str:
    """Why a draft could not be kept; empty when it was."""
    try:
        save()
    except Invalid as error:
        return _("没有自动保存：%(what)s") % {"what": error.problems[0]}
    except Stale as error:
        return _("%(by)s也在改这张表，没有自动保存。点“保存”查看两边的不同，您填的内容还在。") % {"by": error.by}
    return ""
