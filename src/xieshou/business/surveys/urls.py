"""Addresses of surveys; those under `answer/` are open to whoever holds a code."""

from django.urls import path

from xieshou.business.surveys import answer_views, paper_views, people_views, result_views, views

app_name = "surveys"
urlpatterns = [
    path("", views.survey_list, name="list"),
    path("new/", views.survey_new, name="new"),
    path("answer/", answer_views.answer_start, name="answer_start"),
    path("answer/thanks/", answer_views.answer_thanks, name="answer_thanks"),
    path("answer/<str:code>/", answer_views.answer, name="answer"),
    path("<int:pk>/", views.survey_page, name="survey"),
    path("<int:pk>/edit/", views.survey_edit, name="edit"),
    path("<int:pk>/questions/", views.question_add, name="question_add"),
    path("<int:pk>/questions/<int:question>/remove/", views.question_remove, name="question_remove"),
    path("<int:pk>/open/", views.survey_open, name="open"),
    path("<int:pk>/close/", views.survey_close, name="close"),
    path("<int:pk>/population/", people_views.population_page, name="population"),
    path("<int:pk>/draw/", people_views.draw_page, name="draw"),
    path("<int:pk>/sample/", people_views.sample_page, name="sample"),
    path("<int:pk>/sample/check/", people_views.sample_check, name="sample_check"),
    path("<int:pk>/sample/paper/", people_views.paper_ask, name="paper_ask"),
    path("<int:pk>/codes/", people_views.codes, name="codes"),
    path("<int:pk>/paper/", paper_views.paper_page, name="paper"),
    path("<int:pk>/paper/<int:batch>/withdraw/", paper_views.paper_back, name="paper_withdraw"),
    path("<int:pk>/results/", result_views.results, name="results"),
    path("<int:pk>/results.xlsx", result_views.results_export, name="results_export"),
]
