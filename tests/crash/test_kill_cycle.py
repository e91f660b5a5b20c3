"""kill -9 while an office hands in its self-evaluations: each is submitted wholly or not at all."""

import json
import threading
from collections.abc import Iterator

import pytest

from tests.crash.conftest import Browser, Installation

FORMS = 12
MAKE = f"""
import json
from datetime import date
from django.utils import timezone
from xieshou.business.evaluation import api as evaluation
from xieshou.business.funds import api as funds
from xieshou.business.metrics.api import Metric, MetricVersion
from xieshou.business.projects.models import Project
from xieshou.platform.accounts.api import Post
clerk = Post.objects.filter(role__code='clerk', organisation__in=Post.objects.filter(role__code='approver')
  .values('organisation')).select_related('organisation', 'user').first()
actor, owner, year = clerk.user, clerk.organisation, 2021
metric = MetricVersion.objects.filter(source='training', measure='sum').first().metric.code
known = dict(level1='产出指标', level2='数量指标', definition='演示', data_source='台账', data_owner=f'编号 {{owner.pk}}')
rows = [evaluation.Row(name='培训人次', target='≥100', unit='人次', points='50', metric=metric, **known),
  evaluation.Row(name='公开课节数', target='≥50', unit='节', points='30', **{{**known, 'level1': '效益指标',
  'level2': '社会效益指标'}}),
  evaluation.Row(name='满意度', target='≥95%', unit='%', points='10', **{{**known, 'level1': '满意度指标',
  'level2': '服务对象满意度指标'}})]
made = []
for n in range({FORMS}):
  facts = dict(nature='service', category='education', stage='running', estimate_fen=1000000, is_demo=True)
  project = Project.objects.create(code=f'kill-{{n}}', name=f'演示 {{n}}', owner=owner, place=owner.region, **facts)
  funds.budget_set(actor=None, project=project, year=year, initial_fen=1000000, is_demo=True)
  goals = evaluation.goals_create(actor=actor, project=project, year=year, scheme='national-2020-project-self')
  goals = evaluation.goals_save(actor=actor, goals=goals, opened_version=goals.version, expected='演示', rows=rows)
  evaluation.GoalSet.objects.filter(pk=goals.pk).update(state='approved', approved_at=timezone.now())
  goals.refresh_from_db()
  form = evaluation.self_evaluation_create(actor=actor, goals=goals, is_demo=True)
  value = evaluation.ValueEntry(source='册', deviation='见说明', over_reason='见说明', no_evidence_because='演示')
  from dataclasses import replace
  codes = [one.code for one in goals.indicators.order_by('order')]
  values = dict(zip(codes, [value, replace(value, actual='40节'), replace(value, actual='96%')]))
  form = evaluation.self_evaluation_save(actor=actor, evaluation=form, opened_version=form.version,
    typed=evaluation.SelfTyped(values=values, achieved='演示', funds_note='演示'))
  made.append([form.pk, form.version])
print(json.dumps([actor.username, made]))
"""


@pytest.fixture(scope="module", autouse=True)
def _log_is_whole(installation: Installation) -> Iterator[None]:
    yield
    assert "没有被改动或删除" in installation.run("audit", "verify")


@pytest.mark.function("JX10")
def test_it_submits_each_self_evaluation_with_its_frozen_figures_or_not_at_all(installation: Installation) -> None:
    username, made = json.loads(installation.python(MAKE).splitlines()[-1])
    server, browser = installation.serve(), installation.signed_in(username)
    threads = [threading.Thread(target=_submit, args=(browser, *one)) for one in made]
    for thread in threads:
        thread.start()
    mine = f"select id from evaluation_selfevaluation where id in ({', '.join(str(pk) for pk, _ in made)})"
    installation.until(f"select count(*) > 2 from ({mine} and state = 'submitted') as done")
    installation.kill(server)
    for thread in threads:
        thread.join()

    handed_in = sorted(installation.stored(f"{mine} and state = 'submitted'"))
    frozen = "select evaluation_id from evaluation_actualvalue where figure_id is not null and evaluation_id in "
    assert sorted(installation.stored(f"{frozen} ({mine})")) == handed_in
    matters = (
        "select object_id from workflow_matter where kind = 'evaluation.self' and state = 'open' and object_id in "
    )
    assert sorted(installation.stored(f"{matters} ({mine})")) == handed_in
    key = "cast(target_id as bigint)"
    logged = f"select {key} from audit_entry where action = 'self.submit' and {key} in ({mine})"
    assert sorted(installation.stored(logged)) == handed_in
    installation.serve()
    left = [one for one in made if (one[0],) not in handed_in]
    assert [_submit(browser, *one) for one in left] == [302] * len(left)
    assert len(installation.stored(f"{mine} and state = 'submitted'")) == FORMS


def _submit(browser: Browser, pk: int, version: int) -> int:
    try:
        return browser.ask("POST", f"/performance/self/{pk}/submit/", {"opened_version": str(version)})[0]
    except OSError:
        return 0  # killed in the middle: the person does not know, the database does
