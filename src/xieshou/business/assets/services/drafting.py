"""Assets drafted when a project is accepted, each to be confirmed by people: by contract, as far as it was paid."""

from collections.abc import Iterator
from dataclasses import dataclass

from xieshou.business.assets.ledgers import ASSETS
from xieshou.business.assets.models import Asset, AssetKind
from xieshou.business.assets.money import paid_by_contract
from xieshou.business.assets.services.telling import drafts_tell
from xieshou.business.projects.api import Acceptance, Category, Contract, ContractState, Nature, Project
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.ledger.api import match_key

# a suggestion from what the project is for; people decide when title is confirmed
_KINDS = {
    Category.INDUSTRY: AssetKind.OPERATING,
    Category.EDUCATION: AssetKind.PUBLIC,
    Category.HEALTH: AssetKind.PUBLIC,
    Category.LIVELIHOOD: AssetKind.PUBLIC,
    Category.VILLAGE: AssetKind.PUBLIC,
}


@dataclass(frozen=True)
class _Part:
    """One asset to be: its name, the contract it comes from (empty: none), what was paid (missing: nothing yet)."""

    name: str
    contract: str
    paid: int | None


def assets_draft(actor: User, acceptance: Acceptance) -> None:
    """Called when an acceptance is passed, in its transaction. Services leave nothing lasting; nothing is drafted twice."""
    project = acceptance.project
    if project.nature == Nature.SERVICE or Asset.objects.filter(project_code=project.code).exists():
        return
    drafts = [_draft(actor, acceptance, part, number) for number, part in enumerate(_parts(project), 1)]
    drafts_tell(actor, project, drafts)


def _parts(project: Project) -> Iterator[_Part]:
    paid = paid_by_contract(project)
    contracts = Contract.objects.filter(project=project).exclude(
        state__in=(ContractState.DRAFT, ContractState.TERMINATED)
    )
    found = list(contracts.order_by("pk"))
    for one in found:
        yield _Part(one.name, one.number, paid.pop(one.pk, None))
    rest = sum(paid.values())
    if rest or not found:
        yield _Part(project.name, "", rest or None)


def _draft(actor: User, acceptance: Acceptance, part: _Part, number: int) -> Asset:
    project = acceptance.project
    asset = Asset(
        code=_code(project, number),
        title=part.name[:200],
        owner=project.owner,
        place=project.place,
        occurred_on=acceptance.held_on,
        project_code=project.code,
        contract_number=part.contract,
        kind=_KINDS.get(Category(project.category), ""),
        amount_fen=part.paid,
        address=project.address,
        is_demo=project.is_demo,
        created_by=actor,
        updated_by=actor,
    )
    asset.match_key = match_key(ASSETS, {"code": asset.code})
    asset.save()
    audit.record(actor=actor, action="asset.draft", target=asset, reason=f"{project} 验收合格")
    return asset


def _code(project: Project, number: int) -> str:
    """The project's code with a serial; one taken by a deleted asset is not given again."""
    code = f"{project.code}-{number:02d}"
    while Asset.every.filter(code=code).exists():
        number += 1
        code = f"{project.code}-{number:02d}"
    return code
