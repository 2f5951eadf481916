"""What whoever proposed a plan wanted, and what its question, its rows and its proof must be for it."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from liangcao.journal.plan_asked import BY_RULES, number_in, packing_of
from liangcao.sharing.hashes import MADE_OTHERWISE, PROOF
from liangcao.sharing.question import LATER_RULES, NUMBERS, RULES, TABLES, Question

SPARING_FROM = 3
"""The class from which on plans share with what more urgent ones are expected to ask."""
WAYS: Mapping[str, bool] = {"people": True, "cover": True, "equal": True, "pro_rata": False, "first_come": False}
"""The ways of sharing other than the rules; whether they go class after class. The same as `sharing.ways.WAYS`."""
_UNUSED_BY_LISTS = ("classes", "expected", "published")
"""Tables of a question that lists leave empty."""
_PLAIN: Mapping[str, tuple[str, ...]] = {"claims": ("most", "weight", "life_days")}
"""Fields that an office's plans leave at their defaults."""
_PLAIN_IN_LISTS: Mapping[str, tuple[str, ...]] = {
    "claims": ("minimum", "already", "debt", "accepts", "standards", "people", "daily_use", "held_there"),
    "lots": ("quarantined", "for_unit", "for_class", "for_zone", "arrives"),
}
Compared = tuple[str, Any, Any]
"""What, what it is, what it must be."""


def terms_told(question: Question, wanted: Mapping[str, Any], day: str) -> Iterator[Compared]:
    """What the question's rules and tables are, and what they must be for a command that was recorded that `day`."""
    is_list = "quantity" in wanted
    rules = {**{name: choices[0] for name, choices in RULES.items()}, **NUMBERS, **LATER_RULES}
    rules |= {"rounding": "up", "drain_days": wanted["drain_days"]} if is_list else {
        "rounding": "down", "order": wanted["order"], "minima": wanted["minima"],
        "life_days": wanted["minimum_life_days"], "drain_days": wanted["drain_days"],
    }  # fmt: skip
    yield from ((f"rules.{name}", question.rules[name], right) for name, right in rules.items())
    yield from ((name, len(question[name]), 0) for name in (_UNUSED_BY_LISTS if is_list else ()))
    for plain in (_PLAIN, _PLAIN_IN_LISTS) if is_list else (_PLAIN,):
        for table, names in plain.items():
            for name in names:
                default = TABLES[table].fields[name].default
                yield from ((f"{table}.{name}", row[name], default) for row in question[table])
    today = date.fromisoformat(day)
    days = [(today + timedelta(days=days)).isoformat() for days in (-1, 0, 1)]  # wherever the office is
    yield "date", question.date if question.date not in days else days[1], days[1]
    yield from _of_list(question, wanted) if is_list else _of_all(question, wanted)


def _of_list(question: Question, wanted: Mapping[str, Any]) -> Iterator[Compared]:
    told = [(number_in(row["item"]), row["pack"]) for row in question["items"]]
    yield "items", told, [(wanted["item_id"], wanted["pack"])]


def _of_all(question: Question, wanted: Mapping[str, Any]) -> Iterator[Compared]:
    """What more urgent ones will ask, and what was published, only where it was wanted."""
    if wanted["look_ahead_days"]:
        yield from (("expected.class", row["class"], SPARING_FROM) for row in question["expected"])
    else:
        yield "expected", len(question["expected"]), 0
    if not wanted["follows_id"]:
        yield "published", len(question["published"]), 0


def head_told(head: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[Compared]:
    """What the row of a plan says of its command."""
    yield "location_id", head["location_id"], wanted["location_id"]
    yield "minimum_life_days", head.get("minimum_life_days", 0), wanted.get("minimum_life_days", 0)
    yield "packing", head["packing"], packing_of(wanted)


def state_told(head: Mapping[str, Any]) -> Iterator[Compared]:
    """A plan that was proposed is nothing more yet."""
    yield "state", head["state"], "proposed"


def life_told(head: Mapping[str, Any], question: Question) -> Iterator[Compared]:
    """The row of an edited plan repeats how long goods must last; at first it said nothing of it."""
    told, right = head.get("minimum_life_days", 0), question.rules["life_days"]
    yield "minimum_life_days", told or right, right


def proof_told(proof: Mapping[str, Any], way: str) -> Iterator[Compared]:
    """What the proof says of how the plan was made: by the `way` that was wanted, and not edited.

    Raises LookupError where there is no such way.
    """
    made = {} if way == BY_RULES else {"way": {"by": way, "by_class": WAYS[way]}}
    otherwise = {name: proof[name] for name in MADE_OTHERWISE if name in proof}
    yield "way", _spelled(otherwise), _spelled(made)
    yield from proof_keys_told(proof)


def proof_keys_told(proof: Mapping[str, Any]) -> Iterator[Compared]:
    """Nothing lies in a proof that no hash covers."""
    yield "proof", sorted(proof.keys() - set(PROOF)), []


def _spelled(made: Mapping[str, Any]) -> str:
    """A yes is no one, though they are equal."""
    return str({name: sorted(made[name].items()) if name == "way" else made[name] for name in made})
