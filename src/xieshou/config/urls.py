"""Addresses. Each app lists its own under one prefix."""

from django.urls import include, path

urlpatterns = [
    path("", include("xieshou.faces.workbench.urls")),
    path("api/", include("xieshou.faces.machine.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("xieshou.platform.shell.urls")),
    path("jobs/", include("xieshou.platform.jobs.urls")),
    path("audit/", include("xieshou.platform.audit.urls")),
    path("registry/", include("xieshou.platform.registry.urls")),
    path("people/", include("xieshou.platform.accounts.urls")),
    path("dictionary/", include("xieshou.platform.dictionary.urls")),
    path("exchange/", include("xieshou.platform.exchange.urls")),
    path("evidence/", include("xieshou.platform.evidence.urls")),
    path("inbox/", include("xieshou.platform.inbox.urls")),
    path("workflow/", include("xieshou.platform.workflow.urls")),
    path("reporting/", include("xieshou.platform.reporting.urls")),
    path("areas/", include("xieshou.insight.areas.urls")),
    path("ledger/", include("xieshou.platform.ledger.urls")),
    path("templates/", include("xieshou.platform.templates.urls")),
    path("service/", include("xieshou.platform.service.urls")),
    path("rules/", include("xieshou.business.rules.urls")),
    path("rectification/", include("xieshou.business.rectification.urls")),
    path("projects/", include("xieshou.business.projects.urls")),
    path("funds/", include("xieshou.business.funds.urls")),
    path("assets/", include("xieshou.business.assets.urls")),
    path("surveys/", include("xieshou.business.surveys.urls")),
    path("metrics/", include("xieshou.business.metrics.urls")),
    path("performance/", include("xieshou.business.evaluation.urls")),
    path("chain/", include("xieshou.insight.chain.urls")),
]

handler400 = "xieshou.platform.shell.views.bad_request"
handler403 = "xieshou.platform.shell.views.permission_denied"
handler404 = "xieshou.platform.shell.views.page_not_found"
handler500 = "xieshou.platform.shell.views.server_error"
