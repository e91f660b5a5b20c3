"""Addresses of monitoring and self-evaluation."""

from django.urls import URLPattern, path

from xieshou.business.evaluation import views_monitoring, views_self, views_self_evidence, views_tables

_SELF = "self/<int:pk>/"
_MONITORING = "monitoring/<int:pk>/"
urlpatterns: list[URLPattern] = [
    path("self/", views_self.self_list, name="self_list"),
    path("self/new/", views_self.self_new, name="self_new"),
    path("self/tables/", views_tables.self_tables, name="self_tables"),
    path("self/tables/<int:job>/", views_tables.self_tables_file, name="self_tables_file"),
    path(_SELF, views_self.self_page, name="self"),
    path(f"{_SELF}edit/", views_self.self_edit, name="self_edit"),
    path(f"{_SELF}autosave/", views_self.self_autosave, name="self_autosave"),
    path(f"{_SELF}values/<int:value>/", views_self_evidence.self_value, name="self_value"),
    path(f"{_SELF}values/<int:value>/cite/", views_self_evidence.self_value_cite, name="self_value_cite"),
    path(f"{_SELF}values/<int:value>/survey/", views_self_evidence.self_value_survey, name="self_value_survey"),
    path(
        f"{_SELF}values/<int:value>/uncite/<int:citation>/",
        views_self_evidence.self_value_uncite,
        name="self_value_uncite",
    ),
    path(f"{_SELF}goals/", views_self.self_goals, name="self_goals"),
    path(f"{_SELF}cite/", views_self_evidence.self_cite, name="self_cite"),
    path(f"{_SELF}award/<str:code>/", views_self.self_award, name="self_award"),
    path(f"{_SELF}submit/", views_self.self_submit, name="self_submit"),
    path(f"{_SELF}pass/", views_self.self_pass, name="self_pass"),
    path(f"{_SELF}return/", views_self.self_return, name="self_return"),
    path(f"{_SELF}delete/", views_self.self_delete, name="self_delete"),
    path(f"{_SELF}table.<slug:kind>", views_self.self_document, name="self_document"),
    path(f"{_SELF}report.<slug:kind>", views_self.self_report, name="self_report"),
    path("monitoring/", views_monitoring.monitoring_list, name="monitoring_list"),
    path("monitoring/new/", views_monitoring.monitoring_new, name="monitoring_new"),
    path("monitoring/open/", views_monitoring.monitoring_open, name="monitoring_open"),
    path(_MONITORING, views_monitoring.monitoring_page, name="monitoring"),
    path(f"{_MONITORING}edit/", views_monitoring.monitoring_edit, name="monitoring_edit"),
    path(f"{_MONITORING}autosave/", views_monitoring.monitoring_autosave, name="monitoring_autosave"),
    path(f"{_MONITORING}submit/", views_monitoring.monitoring_submit, name="monitoring_submit"),
    path(f"{_MONITORING}pass/", views_monitoring.monitoring_pass, name="monitoring_pass"),
    path(f"{_MONITORING}return/", views_monitoring.monitoring_return, name="monitoring_return"),
    path(f"{_MONITORING}delete/", views_monitoring.monitoring_delete, name="monitoring_delete"),
    path(f"{_MONITORING}form.<slug:kind>", views_monitoring.monitoring_document, name="monitoring_document"),
]
