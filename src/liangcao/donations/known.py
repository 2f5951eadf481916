"""What handlers of donations look up: the donation, its donor, and others that look the same."""

from liangcao.catalog.search import search_tokens
from liangcao.database.context import Context
from liangcao.donations.queries import Donation, Wanted, common_donor, donation, donations_alike
from liangcao.donations.rules import COMMON_DONORS
from liangcao.kernel.effects import NewRow
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.parties.classes import class_table
from liangcao.parties.queries import party, place_of_party
from liangcao.parties.rules import UNVERIFIED

MOST_NAMED = 5


def known(context: Context, donation_id: int, field: str = "donation_id") -> Donation:
    """The donation with this id; raises Refused ``unknown_document``."""
    try:
        return donation(context.connection, context.district_id, donation_id)
    except Refused as refusal:
        raise Refused(Reason(refusal.code, refusal.reasons[0].params, field)) from None


def donor_party(context: Context, donor_kind: str, party_id: int | None) -> tuple[int, list[NewRow]]:
    """Whose donation it is on the ledger; the common party of persons, or of those without a name, is made once.

    Raises Refused ``field_missing``, ``unknown_party``, ``input_invalid`` where a person or nobody names a body.
    """
    if donor_kind == "body":
        if not party_id:
            raise refused("field_missing", "party_id")
        found = party(context, party_id, "party_id")
        place_of_party(context, party_id)
        if found.kind == UNVERIFIED:
            raise refused("unknown_party", "party_id", name=found.name)
        return found.party_id, []
    if party_id:
        raise refused("unknown_party", "party_id", name=party_id)
    name = COMMON_DONORS[donor_kind]
    common = common_donor(context.connection, context.district_id, name)
    return (common, []) if common else _made_once(context, name)


def _made_once(context: Context, name: str) -> tuple[int, list[NewRow]]:
    party_id, location_id = context.new_id(), context.new_id()
    values = {"party_id": party_id, "kind": "donor", "name": name, "search": search_tokens(name, ())}
    place = {"location_id": location_id, "path": f"/{location_id}/", "kind": "donor", "name": name}
    return party_id, [
        NewRow("party", {**values, "priority_class": class_table(context).of_kind("donor")}),
        NewRow("location", {**place, "party_id": party_id, "is_outside": 1}),
    ]


def check_alike(context: Context, wanted: Wanted) -> None:
    """Raise Refused ``donation_alike`` with the numbers of donations that look the same."""
    alike = donations_alike(context.connection, context.district_id, wanted)
    if alike:
        numbers = "、".join(str(number) for number in alike[:MOST_NAMED])
        raise refused("donation_alike", "is_distinct", numbers=numbers)
