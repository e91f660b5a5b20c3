from django.urls import path

from xieshou.faces.workbench import views

urlpatterns = [
    path("", views.workbench, name="workbench"),
    path("figures/", views.figures, name="workbench-figures"),
    path("installation/", views.installation, name="installation"),
    path("search/", views.search, name="search"),
]
