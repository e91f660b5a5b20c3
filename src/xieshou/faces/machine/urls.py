from django.urls import path

from xieshou.faces.machine import views
from xieshou.faces.machine.api import api, open_to_programs

_patterns, _app, _namespace = api.urls
open_to_programs(_patterns)

urlpatterns = [
    path("v1/", (_patterns, _app, _namespace)),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", views.token_revoke, name="token_revoke"),
]
