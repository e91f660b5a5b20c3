"""What one invented project of this year leaves behind: a contract paid, an asset confirmed, households that benefit.

Households are codes; nobody is named. One was paid late, one not at all, so that the lists of both have something.
"""

from datetime import timedelta

from django.utils import timezone

from xieshou.business.assets import api as assets
from xieshou.business.funds import api as funds
from xieshou.business.projects.api import Project
from xieshou.business.projects.services.contracts import contract_sign
from xieshou.config.demo_year.cast import Cast, approve
from xieshou.config.demo_year.picture import picture_of
from xieshou.config.demo_year.published import DEMO
from xieshou.platform.evidence.api import cite, evidence_add
from xieshou.platform.ledger.api import record_create, record_update

HOUSEHOLDS = 6
DUE_AGO = timedelta(days=40)
LATE, UNPAID = 5, 6  # of the households
SHARE = "800"  # 元
_NUMBER = f"合同编号（{DEMO}）"


def pay(cast: Cast, project: Project) -> None:
    """A budget out of a source of its own, one contract, one payment through every stop and its approval."""
    amount, today = project.estimate_fen or 0, timezone.localdate()
    if not funds.has_rule(project.owner):
        flows = {"payment_flow": "two-step", "change_flow": "two-step"}
        funds.rule_set(actor=None, owner=project.owner, reason=DEMO, is_demo=True, **flows)
    source = funds.source_create(
        actor=cast.head,
        owner=cast.money_office,
        is_other_line=True,
        is_demo=True,
        year=today.year,
        level="city",
        name=f"{today.year} 年示例专项资金（{DEMO}）",
        document_number=f"文号（{DEMO}）",
        amount_fen=amount,
        permitted_use=f"示例项目（{DEMO}）",
        categories=[],
    )
    budget = funds.budget_set(
        actor=cast.head, project=project, year=today.year, initial_fen=amount, source=source, is_demo=True
    )
    contract = contract_sign(
        actor=cast.chayu_handler,
        project=project,
        is_demo=True,
        number=_NUMBER,
        name=f"{project.content}（{DEMO}）"[:200],
        method="open",
        supplier_name=f"供应商（{DEMO}）",
        signed_fen=amount,
        signed_on=today,
    )
    payment = funds.payment_ask(
        actor=cast.chayu_handler,
        budget=budget,
        contract=contract,
        milestone=project.milestones.first(),
        amount_fen=amount,
        purpose=f"工程款（{DEMO}）",
        payee_name=f"供应商（{DEMO}）",
        is_demo=True,
    )
    approve(cast.chayu_reviewer, payment, DEMO)
    payment.refresh_from_db()
    funds.payment_register(actor=cast.head, payment=payment, paid_on=today, voucher=f"凭证（{DEMO}）")
    _prove(cast, project, payment, f"付款凭证（{DEMO}）")


def hand_over(cast: Cast, project: Project) -> None:
    """The asset that the acceptance drafted gets its owner and its evidence, is confirmed, and pays households."""
    asset = assets.Asset.objects.select_related("owner", "place").get(project_code=project.code)
    known = {"holder_name": f"村集体（{DEMO}）", "handed_over_on": timezone.localdate()}
    record_update(actor=cast.chayu_handler, record=asset, opened_version=asset.version, values=known, reason=DEMO)
    asset.refresh_from_db()
    _prove(cast, project, asset, f"移交清单（{DEMO}）")
    assets.title_confirm(actor=cast.head, asset=asset, opened_version=asset.version, reason=f"产权界定纪要（{DEMO}）")
    for number in range(1, HOUSEHOLDS + 1):
        _benefit(cast, asset, _household(cast, number), number)


def _prove(cast: Cast, project: Project, record: object, title: str) -> None:
    kept, _new = evidence_add(
        actor=cast.chayu_handler,
        owner=project.owner,
        upload=picture_of(f"{project.code}{title}"),
        title=title,
        place=project.place,
        is_demo=True,
    )
    cite(actor=cast.chayu_handler, evidence=kept, record=record, proves=title)  # type: ignore[arg-type]


def _household(cast: Cast, number: int) -> str:
    code = f"演示户{number:03d}"
    values = {
        "code": code,
        "owner": cast.chayu.pk,
        "occurred_on": timezone.localdate(),
        "village": f"演示村（{DEMO}）",
        "persons": 2 + number % 4,
        "source": DEMO,
    }
    if not assets.Household.objects.filter(code=code).exists():
        record_create(actor=cast.chayu_handler, ledger=assets.HOUSEHOLDS, values=values, is_demo=True)
    return code


def _benefit(cast: Cast, asset: assets.Asset, household: str, number: int) -> None:
    due = timezone.localdate() - DUE_AGO
    paid = {} if number == UNPAID else {"paid_on": due + timedelta(days=7 if number == LATE else -2), "paid_fen": SHARE}
    values = {
        "owner": cast.chayu.pk,
        "household_code": household,
        "asset_code": asset.code,
        "kind": "dividend",
        "amount_fen": SHARE,
        "due_on": due,
        "source": DEMO,
        **paid,
    }
    record_create(actor=cast.chayu_handler, ledger=assets.BENEFITS, values=values, is_demo=True)
