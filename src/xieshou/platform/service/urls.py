"""Addresses of this part."""

from django.urls import path

from xieshou.platform.service import views, views_registers

app_name = "service"
urlpatterns = [
    path("", views.page, name="page"),
    path("report.<str:form>", views.download, name="download"),
    path("keep/", views.keep, name="keep"),
    path("gaps/", views.gaps, name="gaps"),
    path("requests/", views.requests, name="requests"),
    path("use/", views.use, name="use"),
    path("defects/", views_registers.defects, name="defects"),
    path("defects/new/", views_registers.defect_new, name="defect_new"),
    path("defects/<int:pk>/", views_registers.defect, name="defect"),
    path("defects/<int:pk>/cite/", views_registers.defect_cite, name="defect_cite"),
    path("trainings/", views_registers.trainings, name="trainings"),
    path("trainings/new/", views_registers.training_new, name="training_new"),
    path("trainings/<int:pk>/", views_registers.training, name="training"),
    path("trainings/<int:pk>/cite/", views_registers.training_cite, name="training_cite"),
    path("maintenance/", views_registers.maintenance, name="maintenance"),
    path("maintenance/<int:pk>/cancel/", views_registers.maintenance_cancel, name="maintenance_cancel"),
]
