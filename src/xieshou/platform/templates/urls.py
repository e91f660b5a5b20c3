"""Addresses of this part."""

from django.urls import path

from xieshou.platform.templates import views

app_name = "templates"
urlpatterns = [
    path("", views.kind_list, name="list"),
    path("kinds/<slug:slug>/", views.kind_page, name="kind"),
    path("kinds/<slug:slug>/starting.<str:form>", views.starting, name="starting"),
    path("kinds/<slug:slug>/upload/", views.upload, name="upload"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("versions/<int:pk>/file/", views.version_file, name="file"),
    path("versions/<int:pk>/preview/", views.version_preview, name="preview"),
    path("versions/<int:pk>/publish/", views.publish, name="publish"),
]
