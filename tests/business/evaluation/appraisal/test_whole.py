"""An evaluation from its beginning to its signature."""

import pytest

from tests.business.evaluation.appraisal.factory import make_signed
from tests.factories.world import World
from xieshou.business.evaluation.models import Application, AppraisalState, FormState
from xieshou.platform.evidence import storage
from xieshou.platform.evidence.api import citations_of

pytestmark = pytest.mark.function("JX11")


def test_the_published_total_comes_out(world: World) -> None:
    appraisal = make_signed(world)
    assert (appraisal.stage, appraisal.state) == (AppraisalState.SIGNED, FormState.APPROVED)
    assert (appraisal.total, appraisal.grade) == ("97.2", "优")
    assert [citation.evidence.name[-4:] for citation in citations_of(appraisal)] == ["docx", ".pdf"]
    assert appraisal.report is not None
    assert storage.path_of(appraisal.report.file.sha256).exists()
    assert Application.objects.get(appraisal=appraisal).year == 2021
