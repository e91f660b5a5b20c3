"""Addresses below /people/. The own page is named `profile`, for the frame of every page; the others are accounts:…"""

from django.urls import URLPattern, URLResolver, include, path

from xieshou.platform.accounts import explain_views, personal_views, post_views, profile_views, role_views, user_views

_PAGES: list[URLPattern | URLResolver] = [
    path("users/", user_views.user_list, name="users"),
    path("users/new/", user_views.user_new, name="user-new"),
    path("users/<int:pk>/", user_views.user_page, name="user"),
    path("users/<int:pk>/change/", user_views.user_change, name="user-change"),
    path("users/<int:pk>/deactivate/", user_views.user_deactivate, name="user-deactivate"),
    path("users/<int:pk>/activate/", user_views.user_activate, name="user-activate"),
    path("users/<int:pk>/password/", user_views.user_password, name="user-password"),
    path("users/<int:pk>/second-factor/", user_views.user_second_factor, name="user-second-factor"),
    path("users/<int:pk>/appoint/", post_views.appoint, name="appoint"),
    path("posts/", post_views.post_list, name="posts"),
    path("posts/list.xlsx", post_views.post_export, name="posts-xlsx"),
    path("posts/<int:pk>/end/", post_views.end, name="post-end"),
    path("posts/<int:pk>/transfer/", post_views.transfer, name="post-transfer"),
    path("roles/", role_views.role_list, name="roles"),
    path("roles/new/", role_views.role_new, name="role-new"),
    path("roles/<int:pk>/", role_views.role_page, name="role"),
    path("explain/", explain_views.explain, name="explain"),
    path("explain/everyone/", explain_views.everyone, name="explain-everyone"),
    path("reveal/<str:kind>/<int:pk>/<str:field>/", personal_views.reveal, name="reveal"),
    path("me/sessions/", profile_views.end_other_sessions, name="end-sessions"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("me/", profile_views.profile, name="profile"),
    path("", include((_PAGES, "accounts"))),
]
