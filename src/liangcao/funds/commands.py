"""What one can ask of the funds."""

from liangcao.kernel.command import Amount, Command, Id, LongText, ShortText


class AppropriateFunds(Command):
    """Book money that the treasury (or a donor, by `source_party_id`) gives to a budget line."""

    action = "funds.appropriate_funds"
    budget_line_id: Id
    amount_fen: Amount
    source_party_id: Id | None = None
    document_number: ShortText = ""
    note: LongText = ""
