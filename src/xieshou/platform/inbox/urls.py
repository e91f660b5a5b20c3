from django.urls import path

from xieshou.platform.inbox import views

app_name = "inbox"

urlpatterns = [
    path("", views.item_list, name="list"),
    path("<int:pk>/open/", views.item_open, name="open"),
    path("read/", views.all_read, name="all_read"),
    path("settings/", views.settings_page, name="settings"),
]
