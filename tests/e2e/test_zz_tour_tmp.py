from tests.business.metrics.builders import metric
from tests.business.evaluation.self import builders
from tests.e2e import tour_results
from tests.e2e.test_year_tour import tour  # noqa
from tests.e2e.tour_people import Tour
from tests.factories.evaluation import make_goals, make_project, ROWS
from xieshou.business.evaluation.models import FormState
from dataclasses import replace
def test_tmp(tour: Tour) -> None:
    w = tour.world
    project = make_project(w, name="塔县骨干教师培训项目")
    metric(w)
    rows = builders.metric_rows()
    rows = (*rows[:4], replace(rows[4], name="服务对象满意度"))
    goals = make_goals(w, project=project, year=2020, rows=rows, state=FormState.APPROVED)
    tour.places |= {"project": project.get_absolute_url(), "goals": goals.get_absolute_url()}
    pass
    from datetime import date; from tests.factories.funds import make_paid; from xieshou.business.funds.api import budget_set; b = budget_set(actor=None, project=project, year=2020, initial_fen=10_000_000, is_demo=True); make_paid(b, 3_000_000, date(2020,5,20))
    tour_results.record(tour)
    tour_results.monitor(tour)
    tour_results.evaluate(tour)
