"""Addresses of the chain."""

from django.urls import path

from xieshou.insight.chain import views

app_name = "chain"

urlpatterns = [
    path("", views.index, name="index"),
    path("payment/<int:pk>/", views.payment_page, name="payment"),
    path("project/<int:pk>/", views.project_page, name="project"),
    path("indicator/<int:pk>/", views.indicator_page, name="indicator"),
    path("household/<int:pk>/", views.household_page, name="household"),
    path("household/coded/<path:code>/", views.household_coded, name="household_coded"),
    path("record/<slug:slug>/<int:pk>/", views.record_page, name="record"),
    path("breaks/", views.break_list, name="breaks"),
    path("breaks/export/", views.break_export, name="break_export"),
]
