"""The donations of the story: announced, handed over, taken in, valued, thanked for; the donors have their pages."""

from hashlib import sha256

from liangcao.demo import filing, goods
from liangcao.demo.cast import COORDINATOR, HOSPITAL, TREASURER
from liangcao.demo.goods import PACK, Delivery
from liangcao.demo.telling import Telling
from liangcao.demo.world import GIFTS, World
from liangcao.donations.commands import (
    AnnounceDonation,
    BookMoney,
    GiftLine,
    IssueCertificate,
    ValuedLine,
    ValueDonation,
)

YUAN = 100
CHARITY_LINK = "demo-charity-federatio"
HOSPITALS_LINK = "demo-only-for-hospital"
ANONYMOUS_LINK = "demo-somebody-no-name-"
"""The secrets of the donors' pages in the demonstration: ``/d/demo-only-for-hospital``."""
MASK_FEN = 280
"""What three pharmacies of the place asked for one surgical mask at the end of January."""


def _announce(telling: Telling, delivery: Delivery, link: str, **more: object) -> dict[str, int]:
    """Somebody rings: what will come of `delivery`, and what else is said of it."""
    lines = tuple(
        GiftLine(
            item_id=telling.items[batch.item],
            quantity=batch.accepted + batch.rejected,
            pack_size=PACK.get(batch.item, 1),
        )
        for batch in delivery.batches
    )
    said = {"donor_kind": "body", "party_id": telling.parties[delivery.source], "channel": "call", "lines": lines}
    secret = {"link": link, "token_hash": sha256(link.encode()).hexdigest()}
    command = AnnounceDonation.model_validate({**said, **secret, **more})
    return {name: int(value) for name, value in telling.do(COORDINATOR, command).answer.items()}


def _value(telling: Telling, donation_id: int, items: tuple[str, ...]) -> None:
    """Masks at the price of the place, by the treasurer; the rest is on record as not valued."""
    lines = [
        ValuedLine(line_number=number, basis="market", price_fen=MASK_FEN, source="本地三家药店一月底零售均价")
        if item == goods.SURGICAL
        else ValuedLine(line_number=number, basis="unvalued")
        for number, item in enumerate(items, 1)
    ]
    telling.do(TREASURER, ValueDonation(donation_id=donation_id, lines=tuple(lines)))


def thank_the_charity(telling: Telling, _world: World) -> None:
    """The charity federation waits to hand over: goods and money, the day after it rang."""
    made = _announce(telling, goods.FROM_THE_CHARITY, CHARITY_LINK, amount_fen=200_000 * YUAN, wish="抗疫急用")
    filing.receive(telling, goods.FROM_THE_CHARITY, made["arrival_id"])
    donation_id = made["donation_id"]
    money = BookMoney(
        donation_id=donation_id,
        budget_line_id=telling.places[GIFTS],
        amount_fen=200_000 * YUAN,
        document_number="捐款-0206",
    )
    telling.do(TREASURER, money)
    _value(telling, donation_id, tuple(batch.item for batch in goods.FROM_THE_CHARITY.batches))
    for kind in ("receipt", "thanks"):
        telling.do(COORDINATOR, IssueCertificate.model_validate({"donation_id": donation_id, "kind": kind}))


def take_directed_gift(telling: Telling, _world: World) -> None:
    """5,000 masks for hospitals only: a hospital asks and gets of them, nobody else can."""
    wish = {"purpose_class": 1, "wish": "只用于医院"}
    made = _announce(telling, goods.FOR_HOSPITALS, HOSPITALS_LINK, **wish)
    filing.receive(telling, goods.FOR_HOSPITALS, made["arrival_id"])
    _value(telling, made["donation_id"], (goods.SURGICAL,))
    asked = [(goods.SURGICAL, 3_000)]
    telling.approve(telling.ask(HOSPITAL, asked, urgency="发热门诊只够两天"), asked)
    for sent in telling.share_out([goods.SURGICAL], "定向捐赠先用"):
        telling.sign(sent)


def take_money_without_a_name(telling: Telling, _world: World) -> None:
    """Somebody leaves 1,000 yuan and no name."""
    said = {"donor_kind": "anonymous", "amount_fen": 1_000 * YUAN, "wish": "给一线的人买口罩"}
    secret = {"link": ANONYMOUS_LINK, "token_hash": sha256(ANONYMOUS_LINK.encode()).hexdigest()}
    made = telling.do(COORDINATOR, AnnounceDonation.model_validate({**said, **secret})).answer
    money = {"budget_line_id": telling.places[GIFTS], "amount_fen": 1_000 * YUAN, "document_number": "捐款-0209"}
    telling.do(TREASURER, BookMoney.model_validate({"donation_id": made["donation_id"], **money}))
