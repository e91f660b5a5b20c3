from django.urls import path

from xieshou.platform.registry import organisation_views, region_views

app_name = "registry"

urlpatterns = [
    path("regions/", region_views.region_browse, name="regions"),
    path("regions/options/", region_views.region_options, name="region_options"),
    path("regions/compare/", region_views.region_compare, name="compare"),
    path("regions/towns/", region_views.towns, name="towns"),
    path("regions/towns/template/", region_views.towns_template, name="towns_template"),
    path("regions/<int:pk>/", region_views.region_page, name="region"),
    path("regions/<int:pk>/change/", region_views.region_edit, name="region_change"),
    path("organisations/", organisation_views.organisation_list, name="organisations"),
    path("organisations/options/", organisation_views.organisation_options, name="organisation_options"),
    path("tree/", organisation_views.organisation_tree, name="tree"),
    path("organisations/new/", organisation_views.organisation_new, name="organisation_new"),
    path("organisations/<int:pk>/", organisation_views.organisation_page, name="organisation"),
    path("organisations/<int:pk>/edit/", organisation_views.organisation_edit, name="organisation_edit"),
    path("organisations/<int:pk>/rename/", organisation_views.organisation_rename, name="organisation_rename"),
    path("organisations/<int:pk>/move/", organisation_views.organisation_move, name="organisation_move"),
    path("organisations/<int:pk>/close/", organisation_views.organisation_close, name="organisation_close"),
    path("organisations/<int:pk>/merge/", organisation_views.merge, name="merge"),
    path("organisations/merges/<int:pk>/undo/", organisation_views.unmerge, name="unmerge"),
    path("organisations/<uuid:public_id>/", organisation_views.organisation_permanent, name="organisation_permanent"),
]
