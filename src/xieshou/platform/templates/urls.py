"""Addresses of this part."""

from django.urls import URLPattern

app_name = "templates"
urlpatterns: list[URLPattern] = []
