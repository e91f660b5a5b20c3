"""The first page, the figures it fetches afterwards, and the search."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xieshou.faces.workbench.actions import actions_for
from xieshou.faces.workbench.administrators import examination, panels
from xieshou.faces.workbench.figures import area_figures, ledger_figures
from xieshou.faces.workbench.mine import mine, reports
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Refused
from xieshou.platform.accounts.api import Post, User, user_of
from xieshou.platform.inbox import api as inbox
from xieshou.platform.shell.search import find

MOST_LETTERS = 60
NOTICES = 10


def _posts(user: User) -> list[Post]:
    """The posts in force."""
    rows = user.posts.held_on(timezone.localdate()).select_related("organisation__region", "role")
    return list(rows.prefetch_related("areas"))


@require_GET
def workbench(request: HttpRequest) -> HttpResponse:
    """What is mine to do by deadline, what is late, what came back and why, notices, my area's figures."""
    user = user_of(request)
    posts = _posts(user)
    is_business = user.may(Permission.RECORD_READ)
    context = {
        "posts": posts,
        "mine": mine(user, posts),
        "reports": reports(user) if is_business else None,
        "notices": list(inbox.notices(user)[:NOTICES]),
        "areas": area_figures(user, posts) if is_business else [],
        "is_business": is_business,
        "actions": actions_for(user),
        "panels": panels(user),
    }
    return render(request, "workbench/workbench.html", context)


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """What the ledgers add up to: a page of its own, which the first page fetches when it stands."""
    return render(request, "workbench/figures.html", {"figures": ledger_figures(user_of(request))})


@require_GET
def installation(request: HttpRequest) -> HttpResponse:
    """What is wrong with the installation and how to mend it, for the system administrator."""
    if not user_of(request).may(Permission.SYSTEM_CONFIGURE):
        raise Refused(_("只有系统管理员可以检查安装"))
    return render(request, "workbench/installation.html", {"findings": examination()})


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Everything the person may see that matches `q`, by kind."""
    words = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:MOST_LETTERS]
    found = find(user_of(request), words) if words else []
    return render(request, "workbench/search.html", {"words": words, "found": found})
