"""The own page: posts, password, second factor, where one is signed in."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xieshou.platform.accounts.adapters import must_have_second_factor
from xieshou.platform.accounts.models import Post
from xieshou.platform.accounts.scoped import user_of
from xieshou.platform.accounts.user_services import sessions_end


@require_GET
def profile(request: HttpRequest) -> HttpResponse:
    """Everything the platform keeps of the person who asks, personal values masked."""
    user = user_of(request)
    posts = Post.objects.filter(user=user).select_related("role", "organisation").prefetch_related("areas")
    today = timezone.localdate()
    context = {
        "posts": [(post, post.is_held_on(today)) for post in posts.order_by("-valid_from", "-pk")],
        "has_second_factor": Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists(),
        "must_have_second_factor": must_have_second_factor(user),
        "sessions": UserSession.objects.purge_and_list(user),
        "session_key": request.session.session_key,
        "tasks": user.task_grants.filter(ended_at=None).count(),
    }
    return render(request, "accounts/profile.html", context)


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Signs out everywhere else."""
    ended = sessions_end(user_of(request), without=request.session.session_key or "")
    messages.success(request, _("已退出其他 %(count)s 处登录") % {"count": ended})
    return redirect("profile")
