from django.urls import path

from xieshou.platform.evidence import views

app_name = "evidence"

urlpatterns = [
    path("", views.evidence_list, name="list"),
    path("upload/", views.evidence_upload, name="upload"),
    path("options/", views.evidence_options, name="options"),
    path("options/photos/", views.evidence_options, {"is_photo": True}, name="options_photos"),
    path("uploads/", views.upload_begin, name="upload_begin"),
    path("uploads/<uuid:pk>/", views.upload_piece, name="upload_piece"),
    path("uploads/<uuid:pk>/finish/", views.upload_finish, name="upload_finish"),
    path("<int:pk>/", views.evidence_page, name="page"),
    path("<int:pk>/change/", views.evidence_change, name="change"),
    path("<int:pk>/file/", views.evidence_file, name="file"),
    path("<int:pk>/page/<int:page>.png", views.evidence_preview, name="preview"),
    path("cited/<int:pk>/", views.cited_file, name="cited_file"),
]
