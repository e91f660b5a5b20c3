"""Addresses of the ledger of problems."""

from django.urls import path

from xieshou.business.rectification import exchange_views, step_views, views

app_name = "rectification"
urlpatterns = [
    path("", views.finding_list, name="list"),
    path("figures/", views.figures, name="figures"),
    path("new/", views.finding_new, name="new"),
    path("import/", exchange_views.import_start, name="import"),
    path("import/template.xlsx", exchange_views.template, name="template"),
    path("export/", exchange_views.export_start, name="export"),
    path("<int:pk>/", views.finding_page, name="finding"),
    path("<int:pk>/edit/", views.finding_edit, name="edit"),
    path("<int:pk>/cite/", views.finding_cite, name="cite"),
    path("<int:pk>/form.<slug:kind>", views.finding_document, name="document"),
    path("<int:pk>/<slug:step>/", step_views.finding_step, name="step"),
]
