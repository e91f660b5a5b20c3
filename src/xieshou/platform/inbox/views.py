"""My to-dos, my notices, what I want to be quiet about."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.platform.inbox import categories, selectors, services
from xieshou.platform.inbox.models import Item
from xieshou.platform.shell.paging import page

TABS = {
    "todo": gettext_lazy("待办"),
    "late": gettext_lazy("超期"),
    "returned": gettext_lazy("退回给我"),
    "notice": gettext_lazy("消息"),
}


@require_GET
def item_list(request: HttpRequest) -> HttpResponse:
    """One tab: to-dos by deadline, late, returned, or notices."""
    tab = request.GET.get("tab", "todo")
    tab = tab if tab in TABS else "todo"
    rows = {
        "todo": selectors.todos,
        "late": selectors.late,
        "returned": selectors.returned,
        "notice": selectors.notices,
    }[tab](request.user)
    is_notice = tab == "notice"
    shown = page(request, rows, "-last_at" if is_notice else "due_at")
    labels = {category.code: category.label for category in categories.known()}
    tabs = [{"code": code, "label": label, "is_active": code == tab} for code, label in TABS.items()]
    context = {"page": shown, "tab": tab, "tabs": tabs, "labels": labels, "is_notice": is_notice}
    return render(request, "inbox/list.html", context)


@require_POST
def item_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Marks it as seen and goes to what it is about."""
    item = get_object_or_404(Item, pk=pk, user_id=request.user.pk)
    services.item_read(actor=item.user, item=item)
    is_ours = url_has_allowed_host_and_scheme(item.url, allowed_hosts=None)
    return redirect(item.url if item.url and is_ours else reverse("inbox:list"))


@require_POST
def all_read(request: HttpRequest) -> HttpResponse:
    """Marks every notice as seen."""
    count = services.notices_read(actor=request.user)  # type: ignore[arg-type]
    messages.success(request, _("已把 %(count)s 条消息标为已读。") % {"count": count})
    return redirect(reverse("inbox:list") + "?tab=notice")


@require_http_methods(["GET", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    """Which kinds of notices arrive quietly."""
    if request.method == "POST":
        services.mutes_set(actor=request.user, codes=request.POST.getlist("mute"))  # type: ignore[arg-type]
        messages.success(request, _("已保存。静音的消息仍会收到，但直接记为已读，不再提示。"))
        return redirect("inbox:settings")
    choices = [category for category in categories.known() if category.can_mute]
    return render(request, "inbox/settings.html", {"choices": choices, "muted": selectors.muted(request.user)})
