from django.urls import path
from django.views.generic import RedirectView

from xieshou.platform.reporting import views_grid, views_setup, views_unlock, views_work

app_name = "reporting"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="reporting:work"), name="start"),
    path("mine/", views_work.work, name="work"),
    path("grid/", views_grid.grid, name="grid"),
    path("grid/remind/", views_grid.remind, name="remind"),
    path("grid/export/", views_grid.export, name="export"),
    path("submissions/<int:pk>/", views_work.submission_page, name="submission"),
    path("submissions/<int:pk>/fill/", views_work.submission_fill, name="fill"),
    path("submissions/<int:pk>/approve/", views_work.submission_approve, name="approve"),
    path("submissions/<int:pk>/return/", views_work.submission_return, name="return"),
    path("submissions/<int:pk>/unlock/", views_unlock.unlock_ask, name="unlock_ask"),
    path("unlocks/<int:pk>/", views_unlock.unlock_page, name="unlock"),
    path("unlocks/<int:pk>/grant/", views_unlock.unlock_grant, name="unlock_grant"),
    path("unlocks/<int:pk>/refuse/", views_unlock.unlock_refuse, name="unlock_refuse"),
    path("unlocks/<int:pk>/finish/", views_unlock.unlock_finish, name="unlock_finish"),
    path("forms/", views_setup.form_list, name="forms"),
    path("forms/new/", views_setup.form_new, name="form_new"),
    path("forms/<int:pk>/", views_setup.form_page, name="form"),
    path("forms/<int:pk>/edit/", views_setup.form_edit, name="form_edit"),
    path("forms/<int:pk>/assign/", views_setup.assign, name="assign"),
    path("forms/<int:pk>/except/", views_setup.except_, name="except"),
    path("assignments/<int:pk>/end/", views_setup.assignment_end, name="assignment_end"),
]
