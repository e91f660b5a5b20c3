"""Pages of payments: lists by state, the board of where each stands, one payment with its stops, its steps."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.business.funds import approvals, imports, selectors, stops
from xieshou.business.funds.balances import PENDING
from xieshou.business.funds.forms import PaymentForm, ReasonForm, RegisterForm, TakeBackForm, UploadForm
from xieshou.business.funds.models import Payment, PaymentState, ProjectBudget
from xieshou.business.funds.project_money import HALTED
from xieshou.business.funds.services import payments
from xieshou.business.funds.views_sources import cut_note, may_anywhere
from xieshou.business.projects import api as projects
from xieshou.lib.keys import key_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.accounts.api import User, load, user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import api as evidence
from xieshou.platform.exchange.api import Column, Kind, small_table
from xieshou.platform.shell import paging
from xieshou.platform.shell.change import Crumb, change, to

MOST_EXPORTED = 20_000
KEPT_STATES = (PaymentState.PAID, PaymentState.REVERSED)  # what was paid keeps what it was paid on
BOARD_EACH = 30
BOARD_STATES = (PaymentState.DRAFT, PaymentState.ASKED, PaymentState.APPROVED, PaymentState.REFUSED)


def _trail(*more: Any) -> list[Crumb]:
    return [(_("拨付"), reverse("funds:payments")), *(to(one) for one in more)]


def _payment(user: User, pk: int, permission: Permission | None = None) -> Payment:
    found = load(Payment, user, permission, pk=pk)
    whole: Payment = Payment.objects.select_related(
        "project",
        "budget__source",
        "budget__owner",
        "contract",
        "milestone",
        "owner",
        "place",
        "asked_by",
        "override_by",
    ).get(pk=found.pk)
    return whole


def _matching(request: HttpRequest) -> Any:
    rows = Payment.objects.select_related("project", "budget__source", "contract", "owner", "asked_by")
    if (state := request.GET.get("state", "")) in PaymentState.values:
        rows = rows.filter(state=state)
    if project := key_of(request.GET.get("project", "")):
        rows = rows.filter(project=project)
    if words := request.GET.get("q", "").strip():
        rows = (
            rows.filter(project__name__icontains=words)
            | rows.filter(voucher=words)
            | rows.filter(purpose__icontains=words)
        )
    return rows


@require_GET
def payment_list(request: HttpRequest) -> HttpResponse:
    """Payments, newest first, each with where it stands."""
    user = user_of(request)
    may_anywhere(user, Permission.FUND_READ)
    page = paging.newest_page(request, user, _matching(request))
    standings = approvals.standings_of(page.rows)
    context = {
        "page": page,
        "rows": [(row, standings.get(row.pk)) for row in page.rows],
        "states": PaymentState.choices,
        "may_decide": user.may(Permission.PAYMENT_DECIDE),
        "kept": paging.address(request.GET),
    }
    return render(request, "funds/payments.html", context)


@require_GET
def payment_board(request: HttpRequest) -> HttpResponse:
    """Where each unpaid request stands: by state, and in approval by step, with since when and who has it."""
    user = user_of(request)
    may_anywhere(user, Permission.FUND_READ)
    base = Payment.objects.select_related("project", "owner")
    columns: list[dict[str, Any]] = []
    for state in BOARD_STATES:
        rows = base.filter(state=state).newest_visible_to(user, BOARD_EACH + 1)
        standings = approvals.standings_of(rows) if state == PaymentState.ASKED else {}
        shown = [(row, standings.get(row.pk)) for row in rows[:BOARD_EACH]]
        shown.sort(key=lambda one: one[1].step if one[1] is not None else "")
        columns.append(
            {"state": state, "label": state.label, "rows": shown, "has_more": len(rows) > BOARD_EACH, "n": len(shown)}
        )
    return render(request, "funds/board.html", {"columns": columns})


EXPORTED = (
    Column("number", "拨付编号", Kind.WHOLE),
    Column("amount_fen", "金额", Kind.MONEY, "元"),
    Column("paid_on", "支付日期"),
    Column("voucher", "凭证号"),
    Column("state", "状态"),
    Column("project", "项目"),
    Column("source", "资金来源"),
    Column("contract", "合同"),
    Column("purpose", "用途"),
    Column("payee", "收款单位"),
    Column("reversed_on", "退回日期"),
)


@require_GET
def payment_export(request: HttpRequest) -> HttpResponse:
    """What the list shows, all pages; the first four columns are those of the bulk registration."""
    user = user_of(request)
    may_anywhere(user, Permission.FUND_READ)
    found = list(_matching(request).visible_to(user).order_by("-pk")[: MOST_EXPORTED + 1])
    rows = [
        [
            one.pk,
            one.amount_fen,
            one.paid_on.isoformat() if one.paid_on else "",
            one.voucher,
            str(one.get_state_display()),
            one.project.name,
            str(one.budget.source or ""),
            str(one.contract or ""),
            one.purpose,
            one.payee_name,
            one.reversed_on.isoformat() if one.reversed_on else "",
        ]
        for one in found[:MOST_EXPORTED]
    ]
    data = small_table.workbook("拨付", EXPORTED, rows, cut_note(len(found), MOST_EXPORTED))
    return small_table.download(data, "拨付.xlsx")


@require_GET
def payment_template(request: HttpRequest) -> HttpResponse:
    """The table to fill in for the bulk registration: what waits for payment."""
    user = user_of(request)
    may_anywhere(user, Permission.PAYMENT_DECIDE)
    waiting = Payment.objects.filter(state=PaymentState.APPROVED).newest_visible_to(user, MOST_EXPORTED)
    rows = [[one.pk, one.amount_fen, "", ""] for one in waiting]
    return small_table.download(small_table.workbook("登记支付", imports.PAYMENT_COLUMNS, rows), "登记支付.xlsx")


@require_http_methods(["GET", "POST"])
def payment_import(request: HttpRequest) -> HttpResponse:
    """Many payments registered from a table."""
    user = user_of(request)
    may_anywhere(user, Permission.PAYMENT_DECIDE)
    form = UploadForm(request.POST or None, request.FILES or None)

    def save() -> str:
        imports.payments_import(actor=user, file=form.cleaned_data["file"])
        return f"{reverse('funds:payments')}?state=paid"

    return change(
        request,
        form,
        save,
        title=_("批量登记支付"),
        trail=_trail(),
        button=_("登记"),
        note=_("下载的表里是待支付的拨付，填上支付日期和凭证号再上传。"),
        template="funds/import.html",
        template_url=reverse("funds:payment_template"),
    )


@require_http_methods(["GET", "POST"])
def payment_new(request: HttpRequest, project: int) -> HttpResponse:
    """A request: kept as a draft, or sent at once; what stops it is told with its arithmetic."""
    user = user_of(request)
    found = load(projects.Project, user, pk=project)
    if not user.may(Permission.PAYMENT_ASK, found):
        raise Refused(_("您没有在此“%(right)s”的权限") % {"right": Permission.PAYMENT_ASK.label})
    form = PaymentForm(request.POST or None, project=found)

    def save() -> Payment:
        act = payments.payment_draft if request.POST.get("act") == "draft" else payments.payment_ask
        return act(actor=user, **form.asked())

    return change(
        request,
        form,
        save,
        title=_("申请拨付"),
        trail=[*_trail(), to(found)],
        template="funds/payment_form.html",
        lacks_budget=not ProjectBudget.objects.filter(project=found).exists(),
    )


@require_GET
def payment_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One payment: what stops it or let it pass, where it is stuck, its links up to the source."""
    user = user_of(request)
    return render(request, "funds/payment.html", _shown(user, _payment(user, pk)))


def _shown(user: User, payment: Payment) -> dict[str, Any]:
    """What the page of a payment shows."""
    is_draft = payment.state == PaymentState.DRAFT
    judged = (
        [stop.packed() | {"refuses": stop.refuses} for stop in stops.stops_of(payment)] if is_draft else payment.stops
    )
    may_ask, may_decide = (user.may(one, payment) for one in (Permission.PAYMENT_ASK, Permission.PAYMENT_DECIDE))
    return {
        "payment": payment,
        "stops": judged,
        "refusing": [stop for stop in judged if not stop["is_open"] and not stop["is_waived"]],
        "only_progress": is_draft
        and [s["code"] for s in judged if not s["is_open"] and not s["is_waived"]] == ["progress"],
        "standing": approvals.standing_of(payment),
        "links": [link for _payment, links in selectors.chain_rows([payment]) for link in links],
        "source_seen": payment.budget.source is not None and user.may(Permission.FUND_READ, payment.budget.source),
        "may_ask": may_ask,
        "may_decide": may_decide,
        "citations": evidence.citations_of(payment),
        "cite_url": reverse("funds:payment_cite", args=[payment.pk]) if may_ask else "",
        "keeps_citations": payment.state in KEPT_STATES,
        "is_halted": payment.project.stage in HALTED and payment.state in PENDING,
        "entries": audit.history_of(payment)[:30],
    }


@require_http_methods(["GET", "POST"])
def payment_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A request changed before it is sent, or after it came back."""
    user = user_of(request)
    payment = _payment(user, pk, Permission.PAYMENT_ASK)
    names = (*payments.FIELDS,)
    initial = {name: getattr(payment, name) for name in names} | {"opened_version": payment.version}
    form = PaymentForm(request.POST or None, project=payment.project, initial=initial)

    def save() -> Payment:
        opened = form.cleaned_data["opened_version"] or 0
        return payments.payment_edit(actor=user, payment=payment, opened_version=opened, **form.asked())

    return change(request, form, save, title=_("修改拨付申请"), trail=_trail(payment))


@require_POST
def payment_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends a draft into approval, or shows everything that stops it."""
    user = user_of(request)
    found = _payment(user, pk, Permission.PAYMENT_ASK)
    opened = key_of(request.POST.get("opened_version", ""))
    try:
        payment = payments.payment_submit(actor=user, payment=found, opened_version=opened)
    except Invalid as error:
        context = {**_shown(user, _payment(user, pk)), "problems": error.problems}
        return render(request, "funds/payment.html", context, status=422)
    messages.success(request, _("已提交审核"))
    return redirect(payment)


def _with_reason(
    request: HttpRequest, pk: int, permission: Permission, act: Any, title: str, note: str
) -> HttpResponse:
    """A step that needs a reason."""
    user = user_of(request)
    payment = _payment(user, pk, permission)
    form = ReasonForm(request.POST or None, initial={"opened_version": payment.version})
    return change(
        request, form, lambda: act(user, payment, form.cleaned_data), title=title, trail=_trail(payment), note=note
    )


@require_http_methods(["GET", "POST"])
def payment_waive(request: HttpRequest, pk: int) -> HttpResponse:
    """A decider lets the stop on progress pass."""

    def act(user: User, payment: Payment, data: dict[str, Any]) -> Payment:
        opened = data["opened_version"] or 0
        return payments.payment_waive(actor=user, payment=payment, opened_version=opened, reason=data["reason"])

    note = _("只放行“超进度”。超预算、超合同、改变用途不能放行。")
    return _with_reason(request, pk, Permission.PAYMENT_DECIDE, act, _("放行进度拦截"), note)


@require_http_methods(["GET", "POST"])
def payment_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """A request given up."""

    def act(user: User, payment: Payment, data: dict[str, Any]) -> Payment:
        return payments.payment_drop(actor=user, payment=payment, reason=data["reason"])

    user = user_of(request)
    is_draft = _payment(user, pk).state == PaymentState.DRAFT
    permission = Permission.PAYMENT_ASK if is_draft else Permission.PAYMENT_DECIDE
    return _with_reason(request, pk, permission, act, _("作废拨付申请"), _("作废后占用的预算放出来，记录保留。"))


@require_http_methods(["GET", "POST"])
def payment_register(request: HttpRequest, pk: int) -> HttpResponse:
    """The money went out."""
    user = user_of(request)
    payment = _payment(user, pk, Permission.PAYMENT_DECIDE)
    form = RegisterForm(request.POST or None)
    return change(
        request,
        form,
        lambda: payments.payment_register(actor=user, payment=payment, **form.cleaned_data),
        title=_("登记支付"),
        trail=_trail(payment),
    )


@require_http_methods(["GET", "POST"])
def payment_reverse(request: HttpRequest, pk: int) -> HttpResponse:
    """The money came back."""
    user = user_of(request)
    payment = _payment(user, pk, Permission.PAYMENT_DECIDE)
    form = TakeBackForm(request.POST or None)
    return change(
        request,
        form,
        lambda: payments.payment_reverse(actor=user, payment=payment, **form.cleaned_data),
        title=_("登记退回（冲销）"),
        trail=_trail(payment),
        button=_("冲销"),
        note=_("从退回日起不再计入支付；支付日到退回日之间的数不变。"),
    )


@require_POST
def payment_cite(request: HttpRequest, pk: int) -> HttpResponse:
    """Says that the payment rests on a piece of evidence the person may see."""
    user = user_of(request)
    payment = _payment(user, pk, Permission.PAYMENT_ASK)
    if not evidence.uncite_asked(request, payment, keeps=payment.state in KEPT_STATES):
        found = evidence.chosen_file(request)
        evidence.cite(actor=user, evidence=found, record=payment, proves=request.POST.get("proves", ""))
    return redirect(f"{payment.get_absolute_url()}#evidence")
