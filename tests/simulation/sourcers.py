"""Ringing round in the random days: leads, calls, offers, what died and what was one and the same."""

from liangcao.kernel.command import Command
from liangcao.sourcing.commands import (
    AddOffer,
    CaptureLead,
    CloseLead,
    CorrectLead,
    EndOffer,
    LogLeadCall,
    MergeLeads,
    OfferTerms,
    ReopenLead,
)
from simulation.organisers import Organisers
from simulation.staff import HOUR


class Sourcers(Organisers):
    """What is done about leads."""

    def _offered(self) -> OfferTerms:
        name = self.chance.choice(("外科口罩", "防护服", "护目镜"))
        quantity = self.chance.choice((None, 500, 20_000))
        return OfferTerms(
            item_id=self.cast.id_of("item", name),
            quantity=quantity,
            price_fen=self.chance.choice((280, 320, 350, 350, 32_000)),
            price_units=self.chance.choice((1, 1, 100)),
            extra_fen=5_000 if quantity and self.chance.random() < 0.3 else 0,
            certificate=self.chance.choice(("unknown", "claimed", "none")),
            is_checked=self.chance.random() < 0.5,
        )

    def _lead(self, *states: str) -> int:
        marks = ", ".join("?" * len(states))
        return self._pick(f"SELECT lead_id FROM lead WHERE state IN ({marks})", *states)

    def capture(self) -> Command | None:
        """A call is noted in one go."""
        supplier = self._pick("SELECT party_id FROM party WHERE kind IN ('supplier', 'hospital')")
        has_offer = self.chance.random() < 0.5
        call = {"outcome": self.chance.choice(("reached", "no_answer"))}
        said = {
            "channel": self.chance.choice(("local", "other_province", "abroad")),
            "contact": self.chance.choice(("", "李", "王经理")),
            "supplier_id": supplier if self.chance.random() < 0.2 else None,
            "offers": (self._offered(),) if has_offer else (),
            "calls": (call,) if self.chance.random() < 0.5 else (),
            "died": "no_stock" if self.chance.random() < 0.2 else None,
        }
        return CaptureLead.model_validate(said)

    def ring(self) -> Command | None:
        """Somebody rings about a lead, now and then about one that is dead."""
        number = self._lead("open", "offer", "bought", *(("dead",) if self.chance.random() < 0.1 else ()))
        again = self.cast.clock.now() + self.chance.choice((-1, 2, 5)) * HOUR
        outcome = self.chance.choice(("promised", "no_answer", "call_back"))
        call_at = again if outcome == "call_back" else None
        return LogLeadCall(lead_id=number, outcome=outcome, call_at=call_at, said="再说") if number else None

    def offer(self) -> Command | None:
        """A price is told, sometimes instead of an earlier one."""
        number = self._lead("open", "offer")
        old = self._pick("SELECT offer_id FROM offer WHERE lead_id = ?", number) if self.chance.random() < 0.4 else 0
        return AddOffer(lead_id=number, offers=(self._offered(),), replaces_id=old or None) if number else None

    def end_offer(self) -> Command | None:
        """An offer is gone."""
        number = self._pick("SELECT offer_id FROM offer")
        return EndOffer(offer_id=number, reason="sold_out") if number else None

    def give_up(self) -> Command | None:
        """A lead dies."""
        number = self._lead("open", "offer", "dead")
        return CloseLead(lead_id=number, reason="too_late") if number else None

    def reopen(self) -> Command | None:
        """A dead lead lives again."""
        number = self._lead("dead", "open")
        return ReopenLead(lead_id=number, reason="又有货了") if number else None

    def correct_lead(self) -> Command | None:
        """It turns out who it is."""
        number = self._lead("open", "offer", "merged")
        return CorrectLead(lead_id=number, company="某某公司") if number else None

    def merge_leads(self) -> Command | None:
        """Two leads were one."""
        kept, other = self._lead("open", "offer"), self._lead("open", "offer", "dead")
        return MergeLeads(lead_id=kept, other_ids=(other,)) if kept and other else None
