"""What one can ask of the funds."""

from pydantic import Field

from liangcao.kernel.command import Amount, Command, Id, LongText, ShortText


class AppropriateFunds(Command):
    """Book money that the treasury (or a donor, by `source_party_id`) gives to a budget line."""

    action = "funds.appropriate_funds"
    budget_line_id: Id
    amount_fen: Amount
    source_party_id: Id | None = None
    document_number: ShortText = ""
    note: LongText = ""


class PayParty(Command):
    """Pay a supplier (or reserve unit) from a budget line, for a receipt where there is one; two people do it."""

    action = "funds.pay_party"
    budget_line_id: Id
    party_id: Id
    amount_fen: Amount
    receipt_id: Id | None = None
    document_number: ShortText = ""
    note: LongText = Field(min_length=1)


class ReturnFunds(Command):
    """Give money back to whoever gave it (the treasury, a donor): `lot_id` is what came; two people do it."""

    action = "funds.return_funds"
    lot_id: Id
    budget_line_id: Id
    amount_fen: Amount
    document_number: ShortText = ""
    reason: LongText = Field(min_length=1)
