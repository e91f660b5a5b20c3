from django.urls import include, path

from xieshou.platform.shell import views

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("health/", views.health, name="health"),
]
