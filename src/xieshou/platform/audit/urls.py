from django.urls import path

from xieshou.platform.audit import views

app_name = "audit"

urlpatterns = [
    path("", views.log, name="log"),
    path("verify/", views.verify_now, name="verify"),
]
