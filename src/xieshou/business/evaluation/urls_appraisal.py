"""Addresses of evaluation, application and dossier."""

from django.urls import URLPattern, path

from xieshou.business.evaluation import (
    views_application,
    views_appraisal,
    views_consistency,
    views_dossier,
    views_scoring,
)

_ONE = "appraisals/<int:pk>/"
_USE = "applications/<int:pk>/"
_DOSSIER = "dossier/<int:project>/<int:year>/"
urlpatterns: list[URLPattern] = [
    path("appraisals/new/", views_appraisal.appraisal_new, name="appraisal_new"),
    path("appraisals/projects/", views_appraisal.appraisal_projects, name="appraisal_projects"),
    path(_ONE, views_appraisal.appraisal_page, name="appraisal"),
    path(f"{_ONE}facts/", views_appraisal.appraisal_facts, name="appraisal_facts"),
    path(f"{_ONE}refill/", views_appraisal.appraisal_refill, name="appraisal_refill"),
    path(f"{_ONE}cite/", views_appraisal.appraisal_cite, name="appraisal_cite"),
    path(f"{_ONE}award/<str:item>/", views_appraisal.appraisal_award, name="appraisal_award"),
    path(f"{_ONE}draft/", views_appraisal.appraisal_draft, name="appraisal_draft"),
    path(f"{_ONE}exchange/", views_appraisal.appraisal_exchange, name="appraisal_exchange"),
    path(f"{_ONE}answer/", views_appraisal.appraisal_answer, name="appraisal_answer"),
    path(f"{_ONE}reply/", views_appraisal.appraisal_reply, name="appraisal_reply"),
    path(f"{_ONE}delete/", views_appraisal.appraisal_delete, name="appraisal_delete"),
    path(f"{_ONE}experts/invite/", views_scoring.expert_invite, name="expert_invite"),
    path(f"{_ONE}experts/<int:expert>/drop/", views_scoring.expert_drop, name="expert_drop"),
    path(f"{_ONE}score/decline/", views_scoring.expert_decline, name="expert_decline"),
    path(f"{_ONE}score/", views_scoring.expert_score, name="expert_score"),
    path(f"{_ONE}reconcile/", views_scoring.appraisal_reconcile, name="appraisal_reconcile"),
    path(f"{_ONE}reconcile.<slug:kind>", views_scoring.reconcile_document, name="reconcile_document"),
    path(f"{_ONE}chapters/", views_scoring.appraisal_chapters, name="appraisal_chapters"),
    path(f"{_ONE}chapters/refill/", views_scoring.chapters_refill, name="chapters_refill"),
    path(f"{_ONE}report.<slug:kind>", views_scoring.appraisal_report, name="appraisal_report"),
    path(f"{_ONE}scores.<slug:kind>", views_scoring.appraisal_scores, name="appraisal_scores"),
    path(f"{_ONE}check/", views_consistency.check_page, name="appraisal_check"),
    path(f"{_ONE}check/run/", views_consistency.check_run, name="check_run"),
    path(f"{_ONE}check/<slug:fingerprint>/explain/", views_consistency.check_explain, name="check_explain"),
    path(f"{_ONE}sign/", views_consistency.appraisal_sign, name="appraisal_sign"),
    path(f"{_ONE}disclose/", views_consistency.appraisal_disclose, name="appraisal_disclose"),
    path(f"{_ONE}findings/new/", views_application.finding_new, name="appraisal_finding"),
    path("materials/", views_consistency.material_list, name="materials"),
    path("materials/mark/", views_consistency.material_mark, name="material_mark"),
    path("materials/<int:pk>/unmark/", views_consistency.material_unmark, name="material_unmark"),
    path(_USE, views_application.application_page, name="application"),
    path(f"{_USE}answer/", views_application.application_answer, name="application_answer"),
    path(f"{_USE}confirm/", views_application.application_confirm, name="application_confirm"),
    path(f"{_USE}return/", views_application.application_return, name="application_return"),
    path(f"{_USE}form.<slug:kind>", views_application.application_file, name="application_file"),
    path(_DOSSIER, views_dossier.dossier_page, name="dossier"),
    path(f"{_DOSSIER}index.pdf", views_dossier.dossier_index, name="dossier_index"),
    path(f"{_DOSSIER}make/", views_dossier.dossier_make, name="dossier_make"),
    path(f"{_DOSSIER}verify/", views_dossier.dossier_verify, name="dossier_verify"),
    path(f"{_DOSSIER}file/<slug:manifest>/", views_dossier.dossier_download, name="dossier_file"),
]
