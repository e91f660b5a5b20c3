"""Records of the training ledger for tests."""

from typing import Any

from tests.factories.world import World
from xieshou.business.talent.api import LEDGER, TrainingSession
from xieshou.platform.accounts.api import User
from xieshou.platform.ledger.api import record_create


def cells(**changed: object) -> dict[str, object]:
    """What a person in county A would write."""
    written = {
        "title": "骨干教师培训班",
        "owner": "塔什库尔干塔吉克自治县受援办",
        "occurred_on": "2020-09-15",
        "persons": "103",
    }
    return {**written, **changed}


def entered(world: World, actor: User | None = None, **changed: object) -> TrainingSession:
    """A record entered by the clerk of county A."""
    record: Any = record_create(actor=actor or world.clerk_a, ledger=LEDGER, values=cells(**changed))
    return record  # type: ignore[no-any-return]
