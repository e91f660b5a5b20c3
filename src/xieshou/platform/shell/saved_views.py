"""Views that a person saves of a list: its filters under a name.

A list offers them with one line in its template, below its filter: `{% load shell %}{% saved_views %}`. Everything
about a list is in its address, so that this is all it takes. Only a list that was shown can be saved, since the form
names it under a signature; and nothing of an address is kept but what stands after the question mark.
"""

from typing import Any

from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext as _

from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.shell.models import SavedView

MOST = 50  # of one list
LONGEST_NAME = 40
LONGEST_QUERY = 2000
PLACE = ("after", "before")  # of a page in its list
_SIGNER = Signer(salt="xieshou.shell.saved-views")


def offered(request: HttpRequest) -> dict[str, Any]:
    """What the piece under a list's filter shows: the person's views of it, and how to save it as it is."""
    query = kept(request.GET.urlencode())
    views = list(SavedView.objects.filter(user=request.user.pk, path=request.path))
    shown = [(view, view.query == query) for view in views]
    return {"views": shown, "list": _SIGNER.sign(request.path), "query": query}


def list_named(text: str) -> str:
    """The address of the list that a form names; one that no page of ours has signed is refused."""
    try:
        return _SIGNER.unsign(text)
    except BadSignature:
        raise Invalid(Problem(_("没有说明是哪个列表"), remedy=_("回到列表，刷新后再保存"))) from None


def kept(query: str) -> str:
    """The part of an address that says which list it is: without the place of the page and without what is empty."""
    asked, found = QueryDict(query), QueryDict(mutable=True)
    for name, values in asked.lists():
        if name not in PLACE and (filled := [value for value in values if value]):
            found.setlist(name, filled)
    return found.urlencode()


def view_save(*, actor: Any, path: str, name: str, query: str) -> bool:
    """Keeps a list under a name. True: the name was there, and means this from now on."""
    named = " ".join(name.split())
    if problems := _problems(named, query) or _too_many(actor, path, named):
        raise Invalid(*problems)
    _view, is_new = SavedView.objects.update_or_create(
        user_id=actor.pk, path=path, name=named, defaults={"query": kept(query)}
    )
    return not is_new


def view_delete(*, actor: Any, pk: int) -> SavedView:
    """Forgets a view of one's own; another person's does not exist."""
    view = SavedView.objects.filter(user=actor.pk, pk=pk).first()
    if view is None:
        raise Http404
    view.delete()
    return view


def _problems(name: str, query: str) -> list[Problem]:
    found = []
    if not 0 < len(name) <= LONGEST_NAME:
        what = _("名称太长") if name else _("没有写视图名称")
        found.append(Problem(what, where=_("视图名称"), allowed=_("1 到 %(n)d 个字") % {"n": LONGEST_NAME}))
    if len(query) > LONGEST_QUERY:
        allowed = _("地址中“?”后面不超过 %(n)d 个字符") % {"n": LONGEST_QUERY}
        found.append(Problem(_("筛选条件太长"), where=_("筛选"), allowed=allowed, remedy=_("减少条件或列后再保存")))
    elif not kept(query):
        found.append(Problem(_("没有筛选条件"), where=_("筛选"), remedy=_("先在列表上筛选，再保存")))
    return found


def _too_many(actor: Any, path: str, name: str) -> list[Problem]:
    others = SavedView.objects.filter(user=actor.pk, path=path).exclude(name=name)
    if others.count() < MOST:
        return []
    allowed = _("一个列表最多 %(n)d 个") % {"n": MOST}
    return [
        Problem(_("这个列表的视图已满"), where=_("视图"), allowed=allowed, remedy=_("先删除不用的，或换用已有的名称"))
    ]
