"""Addresses of assets and households."""

from django.urls import path

from xieshou.business.assets import views

app_name = "assets"

urlpatterns = [
    path("asset/<int:pk>/", views.asset_page, name="asset"),
    path("asset/<int:pk>/cite/", views.asset_cite, name="cite"),
    path("asset/<int:pk>/submit/", views.title_submit, name="submit"),
    path("asset/<int:pk>/<slug:decision>/", views.title_decide, name="decide"),
    path("household/heads/", views.heads_import, name="heads"),
    path("household/heads/template/", views.heads_template, name="heads_template"),
    path("household/<int:pk>/", views.household_page, name="household"),
    path("household/<int:pk>/head/", views.household_head, name="head"),
    path("lapses/", views.lapse_list, name="lapses"),
]
