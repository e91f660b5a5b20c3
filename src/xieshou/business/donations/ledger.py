"""The ledger of donations, declared."""

from xieshou.business.donations.models import Donation, DonationKind
from xieshou.platform.ledger.api import Column, Kind, Ledger, name_of

LEDGER = Ledger(
    slug="donations",
    label="社会捐赠",
    model=Donation,
    own_columns=(
        Column("kind", "类别", Kind.CHOICE, choices=tuple(DonationKind.choices), is_required=True, example="资金"),
        Column("amount_fen", "金额", Kind.MONEY, unit="万元", is_required=True, example="150"),
        Column("items", "物资件数", Kind.WHOLE, unit="件", most=100_000_000, is_listed=False),
        Column("donor", "捐赠单位", Kind.ORGANISATION, help="已登记的捐赠单位"),
        Column("donor_name", "捐赠单位名称", max_length=120, help="没有登记的单位写这里", is_listed=False),
        Column("purpose", "用途", help="捐给谁、做什么", is_listed=False),
    ),
    sums=("amount_fen",),
    sorts=("amount_fen",),
    known={"donor_name": name_of("donor")},
    map_column="amount_fen",
    icon="coin",
    description="社会捐款捐物：金额、捐赠单位、用途",
    order=30,
)
