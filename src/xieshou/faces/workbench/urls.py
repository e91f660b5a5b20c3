from django.urls import path

from xieshou.faces.workbench import views

urlpatterns = [
    path("", views.workbench, name="workbench"),
    path("search/", views.search, name="search"),
]
