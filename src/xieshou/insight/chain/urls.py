"""Addresses of this part."""

from django.urls import URLPattern

app_name = "chain"
urlpatterns: list[URLPattern] = []
