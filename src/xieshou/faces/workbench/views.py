"""The first page, and the search."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from xieshou.platform.accounts.api import user_of
from xieshou.platform.inbox import api as inbox
from xieshou.platform.shell.search import find

MOST_LETTERS = 60
SHOWN = 12


@require_GET
def workbench(request: HttpRequest) -> HttpResponse:
    """What is mine to do by deadline, what is late, what came back and why, notices, my area's figures."""
    user = user_of(request)
    todos = list(inbox.todos(user)[: SHOWN + 1])
    context = {
        "posts": list(user.posts.select_related("organisation", "role")),
        "todos": todos[:SHOWN],
        "more_todos": len(todos) > SHOWN,
        "late": list(inbox.late(user)[:SHOWN]),
        "returned": list(inbox.returned(user)[:SHOWN]),
        "notices": list(inbox.notices(user)[:SHOWN]),
    }
    return render(request, "workbench/workbench.html", context)


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Everything the person may see that matches `q`, by kind."""
    words = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:MOST_LETTERS]
    found = find(user_of(request), words) if words else []
    return render(request, "workbench/search.html", {"words": words, "found": found})
