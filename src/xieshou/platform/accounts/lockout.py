"""What someone sees after too many wrong passwords: since when, and when to try again."""

from datetime import datetime, timedelta
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

STATUS = 429


def name_tried(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The account's name: Django's credentials call it `username`, the sign-in form `login`; failures must meet."""
    told = credentials or {}
    return str(told.get("username") or told.get("login") or request.POST.get("login", "")).strip().lower()


def locked_until(username: str, address: str | None) -> datetime:
    """When this name may be tried again from this address."""
    last = AccessAttempt.objects.filter(username=username, ip_address=address).order_by("-attempt_time").first()
    begun: datetime = last.attempt_time if last is not None else timezone.now()
    cool_off: timedelta = get_cool_off()
    return begun + cool_off


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """The page instead of the sign-in form."""
    username = name_tried(request, credentials)
    until = locked_until(username, getattr(request, "axes_ip_address", None))
    context = {"until": until, "limit": settings.AXES_FAILURE_LIMIT, "username": username}
    page = render(request, "accounts/locked.html", context, status=STATUS)
    page.headers["Retry-After"] = str(max(1, int((until - timezone.now()).total_seconds())))
    return page
