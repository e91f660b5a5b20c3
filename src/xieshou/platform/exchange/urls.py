from django.urls import path

from xieshou.platform.exchange import views

app_name = "exchange"

urlpatterns = [
    path("", views.import_list, name="list"),
    path("import/<int:pk>/", views.import_page, name="import"),
    path("import/<int:pk>/apply/", views.import_apply, name="import_apply"),
    path("import/<int:pk>/drop/", views.import_drop, name="import_drop"),
    path("import/<int:pk>/undo/", views.import_undo, name="import_undo"),
    path("import/<int:pk>/mistakes.xlsx", views.import_mistakes, name="import_mistakes"),
    path("export/<int:pk>/", views.export_page, name="export"),
    path("export/<int:pk>/download/", views.export_download, name="export_download"),
]
