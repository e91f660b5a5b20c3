from django.urls import include, path

from xieshou.platform.shell import views, views_saved

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("health/", views.health, name="health"),
    path("views/", views_saved.view_save, name="view_save"),
    path("views/<int:pk>/delete/", views_saved.view_delete, name="view_delete"),
]
