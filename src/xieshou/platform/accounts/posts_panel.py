"""Who holds which post, on an organisation's page: posts and titles, as the office's own directory tells them."""

from django.http import HttpRequest
from django.utils import timezone

from xieshou.platform.accounts.models import Post
from xieshou.platform.registry.api import Organisation, Panel


def posts_here(request: HttpRequest, organisation: Organisation) -> Panel | None:
    """The posts held today at the organisation itself; no card without any."""
    held = Post.objects.held_on(timezone.localdate()).filter(organisation=organisation, user__is_active=True)
    posts = list(held.select_related("user", "role", "organisation")[:100])
    return Panel("accounts/_posts_here.html", {"posts": posts}) if posts else None
