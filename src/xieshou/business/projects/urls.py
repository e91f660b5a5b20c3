"""Addresses of projects; those of work under contract are in `urls_work`."""

from django.urls import path

from xieshou.business.projects import urls_work, views_library, views_plan, views_project, views_review

app_name = "projects"

urlpatterns = [
    path("", views_library.project_list, name="list"),
    path("new/", views_project.project_new, name="new"),
    path("similar/", views_project.twins, name="similar"),
    path("import/", views_library.import_start, name="import"),
    path("import/template.xlsx", views_library.template, name="template"),
    path("export/", views_library.export, name="export"),
    path("library/", views_library.library_page, name="library"),
    path("<int:pk>/", views_project.project_page, name="project"),
    path("<int:pk>/edit/", views_project.project_edit, name="edit"),
    path("<int:pk>/propose/", views_project.propose, name="propose"),
    path("<int:pk>/withdraw/", views_project.withdraw, name="withdraw"),
    path("<int:pk>/discard/", views_project.discard, name="discard"),
    path("<int:pk>/copy/", views_project.copy, name="copy"),
    path("<int:pk>/exempt/<slug:clause>/", views_project.exempt, name="exempt"),
    path("<int:pk>/cite/", views_project.cite, name="cite"),
    path("<int:pk>/rank/", views_library.rank, name="rank"),
    path("<int:pk>/maturity/", views_library.maturity, name="maturity"),
    path("<int:pk>/refuse/", views_review.refuse, name="refuse"),
    path("<int:pk>/review/open/", views_review.review_open, name="review_open"),
    path("<int:pk>/review/<int:number>/", views_review.review_page, name="review"),
    path("<int:pk>/review/<int:number>/experts/", views_review.expert_add, name="expert_add"),
    path("<int:pk>/review/<int:number>/score/", views_review.score, name="score"),
    path("<int:pk>/review/<int:number>/verdict/", views_review.verdict, name="verdict"),
    path("<int:pk>/review/<int:number>/publicity/", views_review.publicity, name="publicity"),
    path("<int:pk>/accept/", views_review.accept, name="accept"),
    path("plans/", views_plan.plan_list, name="plans"),
    path("plans/new/", views_plan.plan_new, name="plan_new"),
    path("plans/<int:pk>/", views_plan.plan_page, name="plan"),
    path("plans/<int:pk>/edit/", views_plan.plan_edit, name="plan_edit"),
    path("plans/<int:pk>/discard/", views_plan.plan_discard, name="plan_discard"),
    path("plans/<int:pk>/choose/", views_plan.plan_choose, name="plan_choose"),
    path("plans/<int:pk>/submit/", views_plan.plan_submit, name="plan_submit"),
    path("plans/<int:pk>/print/<str:form>/", views_plan.plan_print, name="plan_print"),
    path("plans/<int:pk>/items/<int:item>/", views_plan.item_edit, name="plan_item"),
    path("plans/<int:pk>/items/<int:item>/remove/", views_plan.item_remove, name="plan_item_remove"),
    *urls_work.urlpatterns,
]
