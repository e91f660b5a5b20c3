"""Telling those who got a share of a grant that it was issued to them."""

from collections.abc import Iterable

from django.utils import timezone

from xieshou.business.funds.amounts import yuan
from xieshou.business.funds.models import Allocation, AllocationShare
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import Post, User
from xieshou.platform.inbox import api as inbox
from xieshou.platform.registry.api import Organisation

ISSUED = "funds.issued"


def keepers_of(organisation: Organisation) -> list[User]:
    """Who holds a post at a unit that lets them keep its money."""
    posts = Post.objects.held_on(timezone.localdate()).filter(
        organisation=organisation, user__is_active=True, role__grants__permission=Permission.FUND_EDIT
    )
    return list(User.objects.filter(pk__in=posts.values("user")).order_by("pk"))


def tell(allocation: Allocation, shares: Iterable[AllocationShare]) -> None:
    """A notice to each recipient's keepers, with its own document number; it opens the page of the share."""
    for share in shares:
        inbox.notice_send(
            users=keepers_of(share.recipient),
            source=f"{ISSUED}:{share.pk}",
            category=ISSUED,
            title=f"资金已下达 {yuan(share.amount_fen)}：{allocation.source.name}",
            url=share.get_absolute_url(),
            because=f"文号 {share.document_number}",
        )
