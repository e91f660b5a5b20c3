from django.urls import path

from xieshou.platform.dictionary import code_views, views

app_name = "dictionary"

urlpatterns = [
    path("", views.indicator_list, name="indicators"),
    path("indicators.xlsx", views.indicator_export, name="export"),
    path("indicators/new/", views.indicator_new, name="indicator_new"),
    path("indicators/<str:code>/", views.indicator_page, name="indicator"),
    path("indicators/<str:code>/revise/", views.indicator_revise, name="revise"),
    path("indicators/<str:code>/figures/new/", views.figure_new, name="figure_new"),
    path("codes/", code_views.code_sets, name="code_sets"),
    path("codes/new/", code_views.code_set_new, name="code_set_new"),
    path("codes/<str:code>/", code_views.code_set_page, name="code_set"),
    path("codes/<str:code>/add/", code_views.code_new, name="code_new"),
    path("codes/<str:code>/rename/", code_views.code_rename, name="code_rename"),
    path("codes/<str:code>/retire/", code_views.code_retire, name="code_retire"),
]
