"""Saving a view of a list, and forgetting one. Both lead back to the list as it was."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xieshou.platform.shell import saved_views


@require_POST
def view_save(request: HttpRequest) -> HttpResponse:
    """Keeps the list as it is filtered under a name; the same name again replaces it, and that is told."""
    path, query = saved_views.list_named(request.POST.get("list", "")), request.POST.get("query", "")
    name = request.POST.get("name", "")
    is_replaced = saved_views.view_save(actor=request.user, path=path, name=name, query=query)
    told = _("原有的视图“%(name)s”已换成现在的筛选") if is_replaced else _("视图“%(name)s”已保存")
    messages.success(request, told % {"name": " ".join(name.split())})
    return _to_list(path, query)


@require_POST
def view_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Forgets a saved view of one's own."""
    view = saved_views.view_delete(actor=request.user, pk=pk)
    messages.success(request, _("视图“%(name)s”已删除") % {"name": view.name})
    return _to_list(view.path, request.POST.get("query", ""))


def _to_list(path: str, query: str) -> HttpResponse:
    kept = saved_views.kept(query[: saved_views.LONGEST_QUERY])
    return HttpResponseRedirect(f"{path}?{kept}" if kept else path)
