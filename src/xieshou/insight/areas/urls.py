from django.urls import path

from xieshou.insight.areas import views

app_name = "areas"

urlpatterns = [
    path("", views.index, name="index"),
    path("<str:code>/", views.area_page, name="area"),
    path("<str:code>/records/<str:kind>/", views.records, name="records"),
]
