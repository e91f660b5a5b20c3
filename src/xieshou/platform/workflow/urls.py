from django.urls import path
from django.views.generic import RedirectView

from xieshou.platform.workflow import views_flows, views_lists, views_matter

app_name = "workflow"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="workflow:todo")),
    path("todo/", views_lists.todo, name="todo"),
    path("done/", views_lists.done, name="done"),
    path("started/", views_lists.started, name="started"),
    path("all/", views_lists.all_matters, name="all"),
    path("bulk/", views_lists.bulk_start, name="bulk"),
    path("errors/", views_lists.errors, name="errors"),
    path("delegations/", views_lists.delegations, name="delegations"),
    path("delegations/<int:pk>/revoke/", views_lists.delegation_revoke, name="delegation_revoke"),
    path("start/", views_matter.start, name="start"),
    path("matters/<int:pk>/", views_matter.matter_page, name="matter"),
    path("matters/<int:pk>/flow.bpmn", views_matter.matter_diagram, name="matter_diagram"),
    path("matters/<int:pk>/withdraw/", views_matter.matter_withdraw, name="withdraw"),
    path("matters/<int:pk>/remind/", views_matter.matter_remind, name="remind"),
    path("matters/<int:pk>/cite/", views_matter.matter_cite, name="cite"),
    path("steps/<int:pk>/assign/", views_matter.step_assign, name="assign"),
    path("tasks/<int:pk>/approve/", views_matter.task_approve, name="approve"),
    path("tasks/<int:pk>/return/", views_matter.task_return, name="return"),
    path("tasks/<int:pk>/reject/", views_matter.task_reject, name="reject"),
    path("tasks/<int:pk>/object/", views_matter.task_object, name="object"),
    path("tasks/<int:pk>/sign/", views_matter.task_sign, name="sign"),
    path("tasks/<int:pk>/take-back/", views_matter.task_take_back, name="take_back"),
    path("tasks/<int:pk>/reassign/", views_matter.task_reassign, name="reassign"),
    path("flows/", views_flows.flow_list, name="flows"),
    path("flows/new/", views_flows.flow_new, name="flow_new"),
    path("flows/calendar/", views_flows.calendar, name="calendar"),
    path("flows/<int:pk>/", views_flows.version_page, name="version"),
    path("flows/<int:pk>/save/", views_flows.version_save, name="version_save"),
    path("flows/<int:pk>/publish/", views_flows.version_publish, name="version_publish"),
    path("flows/<int:pk>/retire/", views_flows.version_retire, name="version_retire"),
    path("flows/<int:pk>/copy/", views_flows.version_copy, name="version_copy"),
    path("flows/<int:pk>/compare/", views_flows.version_compare, name="version_compare"),
    path("flows/<int:pk>/flow.bpmn", views_flows.version_file, name="version_file"),
]
