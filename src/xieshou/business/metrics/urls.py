"""Addresses of metrics."""

from django.urls import path

from xieshou.business.metrics import views

app_name = "metrics"
urlpatterns = [
    path("", views.metric_list, name="list"),
    path("new/", views.metric_new, name="new"),
    path("frozen/<int:pk>/", views.snapshot_page, name="snapshot"),
    path("of/<slug:slug>/<int:pk>/", views.record_page, name="record"),
    path("<slug:code>/", views.metric_page, name="metric"),
    path("<slug:code>/revise/", views.metric_revise, name="revise"),
    path("<slug:code>/freeze/", views.snapshot_new, name="freeze"),
]
