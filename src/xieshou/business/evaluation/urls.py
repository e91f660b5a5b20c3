"""Addresses of this part."""

from django.urls import URLPattern, URLResolver, path

from xieshou.business.evaluation import (
    urls_appraisal,
    urls_self,
    views_check,
    views_ex_ante,
    views_goals,
    views_list,
    views_options,
    views_own_template,
    views_past,
    views_review,
    views_version,
)

app_name = "evaluation"
_GOALS = "goals/<int:pk>/"
_EX_ANTE = "ex-ante/<int:pk>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views_list.performance_list, name="list"),
    path("options/projects/", views_options.project_options, name="project_options"),
    path("options/goals/", views_options.goal_options, name="goal_options"),
    path("options/goals-to-evaluate/", views_options.goal_options_to_evaluate, name="goal_options_to_evaluate"),
    path("goals/new/", views_goals.goals_new, name="goals_new"),
    path("goals/past/", views_past.goals_past, name="goals_past"),
    path("goals/past/<slug:scheme>.xlsx", views_past.goals_past_sheet, name="goals_past_sheet"),
    path(f"{_GOALS}withdraw-past/", views_past.past_withdraw, name="past_withdraw"),
    path(_GOALS, views_goals.goals_page, name="goals"),
    path(f"{_GOALS}edit/", views_goals.goals_edit, name="goals_edit"),
    path(f"{_GOALS}copy/", views_goals.goals_copy, name="goals_copy"),
    path(f"{_GOALS}delete/", views_goals.goals_delete, name="goals_delete"),
    path(f"{_GOALS}check/", views_check.goals_check, name="goals_check"),
    path(f"{_GOALS}autosave/", views_check.goals_autosave, name="goals_autosave"),
    path(f"{_GOALS}waive/", views_check.goals_waive, name="goals_waive"),
    path(f"{_GOALS}library/", views_check.goals_library, name="goals_library"),
    path(f"{_GOALS}sheet.xlsx", views_check.goals_sheet, name="goals_sheet"),
    path(f"{_GOALS}import/", views_check.goals_import, name="goals_import"),
    path(f"{_GOALS}form.<slug:kind>", views_check.goals_document, name="goals_document"),
    path(f"{_GOALS}own-template/", views_own_template.goals_template, name="goals_template"),
    path(f"{_GOALS}submit/", views_review.goals_submit, name="goals_submit"),
    path(f"{_GOALS}pass/", views_review.goals_pass, name="goals_pass"),
    path(f"{_GOALS}return/", views_review.goals_return, name="goals_return"),
    path(f"{_GOALS}ask/", views_review.reviewer_ask, name="reviewer_ask"),
    path(f"{_GOALS}opinions/", views_review.opinion_add, name="opinion_add"),
    path(f"{_GOALS}opinions/<int:opinion>/answer/", views_review.opinion_answer, name="opinion_answer"),
    path(f"{_GOALS}opinions/<int:opinion>/withdraw/", views_review.opinion_withdraw, name="opinion_withdraw"),
    path(f"{_GOALS}adjust/", views_version.goals_adjust, name="goals_adjust"),
    path(f"{_GOALS}changes/", views_version.goals_changes, name="goals_changes"),
    path("ex-ante/new/", views_ex_ante.ex_ante_new, name="ex_ante_new"),
    path(_EX_ANTE, views_ex_ante.ex_ante_page, name="ex_ante"),
    path(f"{_EX_ANTE}edit/", views_ex_ante.ex_ante_edit, name="ex_ante_edit"),
    path(f"{_EX_ANTE}delete/", views_ex_ante.ex_ante_delete, name="ex_ante_delete"),
    path(f"{_EX_ANTE}submit/", views_ex_ante.ex_ante_submit, name="ex_ante_submit"),
    path(f"{_EX_ANTE}pass/", views_ex_ante.ex_ante_pass, name="ex_ante_pass"),
    path(f"{_EX_ANTE}return/", views_ex_ante.ex_ante_return, name="ex_ante_return"),
    path(f"{_EX_ANTE}cite/", views_ex_ante.ex_ante_cite, name="ex_ante_cite"),
    path(f"{_EX_ANTE}form.<slug:kind>", views_ex_ante.ex_ante_document, name="ex_ante_document"),
    path("self/<int:pk>/own-template/", views_own_template.self_template, name="self_template"),
    *urls_self.urlpatterns,
    *urls_appraisal.urlpatterns,
]
