"""档案: the dossier of a purchase on one paper, in the order an inspector reads it, with the hash of every original."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from liangcao.language import N_, _
from liangcao.language.formats import moment, money, number, quantity
from liangcao.language.things import thing
from liangcao.procurement.dossier import MISMATCHES, Mismatch
from liangcao.procurement.rules import FILINGS, FLAGS, GROUNDS, PRICE_BASES, STATES, VERDICTS
from liangcao.reports.printed_table import Cell, Table

VERDICTS_OF_LOTS: dict[str, str] = {"passed": N_("合格"), "failed": N_("不合格")}
HEADINGS = (N_("哪一项"), N_("内容"), N_("谁、什么时候"), N_("账目"))


def mismatch_words(found: Mismatch) -> str:
    """A difference between order, receipt, invoice and payment as one sentence."""
    told = {
        name: (money(value) if name.endswith("_fen") else number(value)) if isinstance(value, int) else value
        for name, value in found.params.items()
    }
    return _(MISMATCHES[found.key]).format(**told)


def dossier_table(whole: Mapping[str, Any]) -> Table:
    """All of a purchase as a table: what there is, and what is missing and by when."""
    found, dossier = whole["purchase"], whole["dossier"]
    rows = [list(row) for row in _rows(whole)]
    entries = [row[3] for row in rows if isinstance(row[3], int)]
    return Table(
        title=_("采购档案 %(n)s") % {"n": found.purchase_id},
        facts=[
            (_("供应单位"), found.supplier_name),
            (_("总价"), money(found.amount_fen)),
            (_("状态"), _(STATES[found.state])),
            (_("档案还缺"), "、".join(_(each.title) for each in dossier.missing) or _("齐了")),
        ],
        headings=[_(heading) for heading in HEADINGS],
        rows=[[*row[:3], str(row[3])] for row in rows],
        entries=sorted({entry for entry in entries if entry}),
    )


def _who(name: str, at: int, others: Sequence[str] = ()) -> str:
    return f"{'、'.join(each for each in (name, *others) if each)} {moment(at, with_year=True)}".strip()


def _rows(whole: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    found, signers = whole["purchase"], whole["signers"]
    proposed = _who(found.actor_name, found.proposed_at)
    yield _("应急理由"), f"{_(GROUNDS[found.ground])}：{found.ground_words}", proposed, found.entry
    yield _("价格依据"), f"{_(PRICE_BASES[found.price_basis])} {found.price_words}".strip(), proposed, found.entry
    for flag, reason in zip(found.flag_list, _flag_reasons(found), strict=True):
        yield _("警示"), f"{_(FLAGS[flag])} {reason}".strip(), proposed, found.entry
    if found.currency != "CNY":
        yield _("币种、汇率"), f"{found.currency} {found.rate} {found.rate_source}", proposed, found.entry
    if found.decided_entry:
        agreed = signers.get(found.decided_entry, [])
        yield _("批准"), found.decided_by, _who("", found.decided_at, agreed), found.decided_entry
    yield from _lines(whole)
    yield from _papers(whole)
    for each in whole["mismatches"]:
        yield _("对不上"), mismatch_words(each), "", ""
    for item in whole["dossier"].missing:
        due = _("%(day)s 前") % {"day": item.due_on} if item.due_on else _("还不到")
        yield _("还缺"), _(item.title), due, ""


def _flag_reasons(found: Any) -> list[str]:
    reasons = {"price": found.price_reason, "licence": found.licence_reason, "only_quote": found.no_quotes_reason}
    return [reasons.get(flag, "") for flag in found.flag_list]


def _lines(whole: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    found = whole["purchase"]
    for line in whole["lines"]:
        price = money(line.price.fen) + (f"/{number(line.price.units)}" if line.price.units > 1 else "")
        told = f"{thing(line.item_name)} {quantity(line.quantity, line.base_unit)} × {price} = {money(line.amount_fen)}"
        yield (
            _("定购"),
            f"{told} {line.specification}".strip(),
            found.location_name or found.department_name,
            found.entry,
        )
        came = whole["came"].get(line.line_number)
        if came is not None and (came.accepted or came.rejected or came.quarantined):
            received = _("收到合格 %(good)s，拒收 %(bad)s，收货单 %(receipts)s") % {
                "good": number(came.accepted + came.quarantined),
                "bad": number(came.rejected),
                "receipts": "、".join(map(str, came.receipt_ids)),
            }
            yield _("收货"), f"{thing(line.item_name)} {received}", "", ""


def _papers(whole: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    found, signers = whole["purchase"], whole["signers"]
    for quote in whole["quotes"]:
        yield _("报价"), f"{quote.supplier} {thing(quote.item_name)} {money(quote.price.fen)}", "", quote.entry
    if found.no_quotes_reason:
        yield _("没有比价"), found.no_quotes_reason, "", found.entry
    if found.contract_number:
        yield _("合同"), found.contract_number, "", found.entry
    for each in whole["filings"]:
        words = f"{each.number} {each.on_day} {each.words}".strip()
        yield _(FILINGS[each.kind]), words, _who(each.actor_name, each.filed_at), each.entry
    for each in whole["acceptances"]:
        told = each.finding if not each.annulled_entry else _("（已作废）%(what)s") % {"what": each.finding}
        yield _("验收"), told, _who(each.actor_name, each.accepted_at, signers.get(each.entry, [])), each.entry
    for each in whole["goods"].inspected:
        told = _("%(item)s %(verdict)s，退 %(bad)s：%(evidence)s") % {
            "item": thing(each.item_name),
            "verdict": _(VERDICTS_OF_LOTS[each.verdict]),
            "bad": number(each.rejected),
            "evidence": each.evidence,
        }
        told = told if not each.is_reversed else _("（收货已冲正）%(what)s") % {"what": told}
        yield _("验收"), told, _who(each.actor_name, each.accepted_at, signers.get(each.entry, [])), each.entry
    for each in whole["invoices"]:
        told = f"{each.number} {money(each.amount_fen)} {each.issued_on}".strip()
        yield _("发票"), told if not each.annulled_entry else _("（已作废）%(what)s") % {"what": told}, "", each.entry
    for each in whole["payments"]:
        told = (
            money(each.amount_fen)
            if not each.reversed_by
            else _("（已冲正）%(what)s") % {"what": money(each.amount_fen)}
        )
        yield _("付款"), told, _who(each.actor_name, each.paid_at, signers.get(each.entry, [])), each.entry
    for each in whole["reviews"]:
        told = f"{_(VERDICTS[each.kind])}：{each.words}"
        yield _("事后复核"), told, _who(each.actor_name, each.filed_at), each.entry
    for paper in whole["papers"]["rows"]:
        yield _("原件"), f"{paper.name} SHA-256 {paper.sha256}", _who(paper.actor_name, paper.recorded_at), paper.entry
