from datetime import date
from pathlib import Path
import pytest
from tests.business.evaluation.self import builders
from tests.business.metrics.builders import metric, training
from tests.e2e import tour_appraisal
from tests.e2e.test_year_tour import tour  # noqa
from tests.e2e.tour_people import Tour
from tests.factories.evaluation import make_goals, make_project
from tests.factories.funds import make_paid
from xieshou.business.evaluation.models import FormState
from xieshou.business.evaluation.services.self_evaluation import value_cite
from xieshou.business.funds.api import budget_set
from django.core.files.uploadedfile import SimpleUploadedFile
from xieshou.platform.evidence.api import evidence_add, cite
from tests.e2e.tour_people import photograph

WAN=1_000_000
def test_tmp(tour: Tour, tmp_path: Path) -> None:
    w = tour.world
    project = make_project(w, name="塔县骨干教师培训项目")
    b = budget_set(actor=None, project=project, year=2020, initial_fen=10*WAN, is_demo=True)
    make_paid(b, 3*WAN, date(2020,5,20))
    metric(w)
    rec = training(w, "骨干教师培训班", 115)
    ev,_ = evidence_add(actor=w.clerk_a, owner=w.county_a, upload=SimpleUploadedFile("签到册.png", photograph("x")), title="骨干教师培训签到册")
    cite(actor=w.clerk_a, evidence=ev, record=rec, proves="人次")
    goals = make_goals(w, project=project, year=2020, rows=builders.metric_rows(), state=FormState.APPROVED)
    form = builders.begun(w, goals=goals)
    builders.save(w, form, values=builders.entries(form, ("", *builders.REACHED[1:])), achieved="已完成", funds_note="尾款待付")
    for v in builders.values_of(form)[1:]:
        e2,_ = evidence_add(actor=w.clerk_a, owner=w.county_a, upload=SimpleUploadedFile(f"p{v.pk}.png", photograph(f"p{v.pk}")), title=f"册{v.pk}")
        value_cite(actor=w.clerk_a, value=v, evidence_file=e2)
    from xieshou.business.evaluation.services.self_evaluation import self_evaluation_pass, self_evaluation_submit
    form = self_evaluation_submit(actor=w.clerk_a, evaluation=form, opened_version=form.version)
    form = self_evaluation_pass(actor=w.approver_a, evaluation=form)
    tour.places |= {"project": project.get_absolute_url(), "self": form.get_absolute_url()}
    tour_appraisal.begin(tour)
    tour_appraisal.score(tour)
    tour_appraisal.report(tour)
    tour_appraisal.sign(tour)
    tour_appraisal.mend(tour)
    tour_appraisal.answer(tour)
    tour_appraisal.disclose(tour)
    tour_appraisal.dossier(tour, tmp_path)
    tour_appraisal.look_up(tour)
