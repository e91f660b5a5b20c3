"""Who is told of assets that were drafted: the unit that keeps them, and the offices of the place where they lie."""

from collections.abc import Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from xieshou.business.assets.ledgers import ASSETS
from xieshou.business.assets.models import Asset, TitleState
from xieshou.business.projects.api import Project
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import Post, User
from xieshou.platform.inbox import api as inbox

DRAFTED = "assets.drafted"


def drafts_tell(actor: User, project: Project, drafts: Sequence[Asset]) -> None:
    """One notice for a project; those of one unit come together while they are unread."""
    if not drafts:
        return
    pending = f"{reverse('ledger:list', args=[ASSETS.slug])}?title_state={TitleState.PENDING.value}"
    inbox.notice_send(
        users=[one for one in _people(project) if one != actor and one.may(Permission.RECORD_READ, drafts[0])],
        source=f"{DRAFTED}:{project.owner_id}",
        category=DRAFTED,
        title=f"验收生成 {len(drafts)} 处待确权资产：{project}",
        url=pending,
        target=project,
        because="核对类别、原值、产权单位和移交日期，附移交清单或权证后报批确权；没有形成资产的，请审核人核定",
    )


def _people(project: Project) -> list[User]:
    """Who holds a post today at the unit, at who carried it out, or at an organisation of the place."""
    here = Q(organisation=project.owner_id) | Q(organisation=project.implementer_id)
    if project.place_id is not None:
        here |= Q(organisation__region=project.place_id)
    held = Post.objects.held_on(timezone.localdate()).filter(here)
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk"))
