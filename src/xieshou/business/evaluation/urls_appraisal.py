"""Addresses of evaluation, application and dossier."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
