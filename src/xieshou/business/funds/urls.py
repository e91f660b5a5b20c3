"""Addresses of this part."""

from django.urls import URLPattern

app_name = "funds"
urlpatterns: list[URLPattern] = []
