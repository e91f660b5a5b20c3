"""Addresses of monitoring and self-evaluation."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
