import pytest
from tests.factories.world import World, make_world
from xieshou.platform.dictionary.data_load import dictionary_load
from xieshou.business.evaluation.services import indicators
@pytest.fixture
def world(db): return make_world()
def test_x(world):
    dictionary_load()
    for o in indicators.offers(2020, "", "")[:400]:
        print(o.indicator.code, o.indicator.name, o.version.unit, o.direction, o.version.owner_words, o.row)
    for o in indicators.offers(2020,"培训",""):
        print("##",o.indicator.code, o.indicator.name,o.row)
