"""Addresses of the rules."""

from django.urls import path

from xieshou.business.rules import views, views_issue

app_name = "rules"
urlpatterns = [
    path("", views.rule_list, name="list"),
    path("<slug:kind>/", views.kind_page, name="kind"),
    path("<slug:kind>/built-in/", views.built_in_page, name="built_in"),
    path("<slug:kind>/built-in/<slug:table>.xlsx", views.built_in_sheet, name="built_in_sheet"),
    path("<slug:kind>/new/<int:unit>/", views_issue.rule_new, name="new"),
    path("<slug:kind>/follow/<int:unit>/", views_issue.rule_follow, name="follow"),
    path("<slug:kind>/<int:pk>/", views.version_page, name="version"),
    path("<slug:kind>/<int:pk>/withdraw/", views_issue.rule_withdraw, name="withdraw"),
    path("<slug:kind>/<int:pk>/<slug:table>.xlsx", views.version_sheet, name="sheet"),
]
