"""The ledger of training, declared."""

from xieshou.business.talent.models import SessionKind, TrainingSession
from xieshou.platform.ledger.api import Column, Kind, Ledger, name_of

LEDGER = Ledger(
    slug="training",
    label="人才培训",
    model=TrainingSession,
    own_columns=(
        Column("kind", "培训对象", Kind.CHOICE, choices=tuple(SessionKind.choices), help="不填算“其他”"),
        Column("persons", "培训人次", Kind.WHOLE, unit="人次", most=10_000_000, is_required=True, example="103"),
        Column("sessions", "期数", Kind.WHOLE, unit="期", most=100_000, example="1"),
        Column("days", "天数", Kind.WHOLE, unit="天", most=3660, example="5", is_listed=False),
        Column("host", "承办机构", Kind.ORGANISATION, help="已登记的承办机构", is_listed=False),
        Column("host_name", "承办机构名称", max_length=120, help="没有登记的机构写这里", is_listed=False),
    ),
    sums=("persons", "sessions"),
    sorts=("persons",),
    known={"host_name": name_of("host")},
    map_column="persons",
    icon="school",
    description="干部人才培训：对象、人次、期数、承办机构",
    order=10,
)
