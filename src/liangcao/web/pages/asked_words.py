"""What a held command asks for, in the words of whoever has to sign it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from liangcao.language import N_, _, ngettext
from liangcao.language.formats import joined, moment_words, money, number, quantity
from liangcao.language.things import thing
from liangcao.reports.asked import AskedItem, Details, ShipmentAsked
from liangcao.reports.held import HeldCommand
from liangcao.reports.signing_rules import RuleRow
from liangcao.web.class_names import class_words, in_words
from liangcao.web.describe import Names
from liangcao.web.kind_words import PARTY_KINDS
from liangcao.web.pages.role_words import role_title
from liangcao.web.pages.rule_words import rule_words
from liangcao.web.saying import title_of

MOST_LINES = 30


@dataclass(frozen=True, slots=True)
class Asked:
    """One sentence, the document it is about, and goods line by line as (what, how much)."""

    sentence: str
    href: str = ""
    lines: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Case:
    """A held command with all that its words are made of."""

    row: HeldCommand
    details: Details
    names: Names
    now: int

    @property
    def command(self) -> Mapping[str, Any]:
        return self.row.command

    def name(self, kind: str, field: str) -> str:
        """What the thing is called that the command names in `field`."""
        value = self.command.get(field)
        return self.names.get((kind, value), f"#{value}") if value is not None else ""


def asked(row: HeldCommand, details: Details, names: Names, now: int) -> Asked:
    """What `row` asks for; the title of the action where there are no better words."""
    words = _WORDS.get(row.action)
    return words(_Case(row, details, names, now)) if words else Asked(_(title_of(row.action)))


def _approve(case: _Case) -> Asked:
    request_id = int(case.command["request_id"])
    known = case.details.lines.get(request_id, {})
    unit = case.details.units.get(request_id, "")
    lines = []
    for line in case.command.get("lines", ()):
        item = known.get(int(line["line_number"]))
        if item is not None:
            lines.append((thing(item.name), _amount(item, int(line["approved"]))))
    sentence = _("批准 %(unit)s 的申请 %(n)s") % {"unit": unit, "n": request_id}
    number_of_class = int(case.command.get("priority_class", 0))
    if number_of_class:
        sentence += _("，按 %(class_)s") % {"class_": class_words(number_of_class)}
    return Asked(sentence, f"/requests/{request_id}", tuple(lines))


def _amount(item: AskedItem, approved: int) -> str:
    """How much, beside what was asked where that is not the same."""
    words = quantity(approved, item.base_unit)
    if item.asked == approved:
        return words
    wished = _("数量不清") if item.asked is None else quantity(item.asked, item.base_unit)
    return _("%(amount)s（申请 %(asked)s）") % {"amount": words, "asked": wished}


def _change_class(case: _Case) -> Asked:
    request_id = int(case.command["request_id"])
    told = {
        "unit": case.details.units.get(request_id, ""),
        "n": request_id,
        "to": class_words(int(case.command["priority_class"])),
    }
    return Asked(_("%(unit)s 的申请 %(n)s 改为 %(to)s") % told, f"/requests/{request_id}")


def _set_classes(case: _Case) -> Asked:
    rows = [(_class_name(line), _class_kinds(line)) for line in case.command["lines"]]
    sentence = _("定优先类别表第 %(n)s 版") % {"n": int(case.command["based_on"]) + 1}
    return Asked(sentence, f"/classes?held={case.row.held_id}", tuple(rows))


def _class_name(line: Mapping[str, Any]) -> str:
    name = in_words(line["name"], line.get("name_en", ""))
    return _("%(n)s 类 %(name)s") % {"n": line["number"], "name": name}


def _class_kinds(line: Mapping[str, Any]) -> str:
    if line.get("is_retired"):
        return _("不再用")
    return joined(_(PARTY_KINDS[kind]) for kind in line.get("kinds", ()))


def _adopt(case: _Case) -> Asked:
    plan_id = int(case.command["plan_id"])
    plan = case.details.plans.get(plan_id)
    if plan is None:
        return Asked(_("批准分配方案 %(n)s") % {"n": plan_id}, f"/plans/{plan_id}")
    words = {"n": plan_id, "store": plan.store, "units": number(plan.units)}
    sentence = ngettext(
        "批准分配方案 %(n)s：从 %(store)s 发给 %(units)s 个单位",
        "批准分配方案 %(n)s：从 %(store)s 发给 %(units)s 个单位",
        plan.units,
    )
    lines = tuple((thing(item.name), quantity(item.quantity, item.base_unit)) for item in plan.items[:MOST_LINES])
    return Asked(sentence % words, f"/plans/{plan_id}", lines)


def _lot_words(message: str) -> Callable[[_Case], Asked]:
    def words(case: _Case) -> Asked:
        lot_id = int(case.command["lot_id"])
        lot = case.details.lots.get(lot_id, AskedItem(0, f"#{lot_id}", ""))
        amount = quantity(int(case.command["quantity"]), lot.base_unit)
        told = {"place": case.name("location", "location_id"), "lot": _lot_name(lot), "amount": amount}
        return Asked(_(message) % told, f"/lots/{lot_id}")

    return words


def _lot_name(lot: AskedItem) -> str:
    return f"{thing(lot.name)} {lot.batch_number}".rstrip()


def _move(case: _Case) -> Asked:
    lot_id = int(case.command["lot_id"])
    lot = case.details.lots.get(lot_id, AskedItem(0, f"#{lot_id}", ""))
    told = {
        "lot": _lot_name(lot),
        "amount": quantity(int(case.command["quantity"]), lot.base_unit),
        "source": case.name("location", "source_id"),
        "destination": case.name("location", "destination_id"),
    }
    return Asked(_("%(lot)s %(amount)s 从 %(source)s 移到 %(destination)s") % told, f"/lots/{lot_id}")


def _settle(case: _Case) -> Asked:
    shipment_id = int(case.command["shipment_id"])
    sent = case.details.shipments.get(shipment_id, ShipmentAsked("", {}))
    lines = []
    for line in case.command.get("lines", ()):
        item = sent.items.get(int(line["line_number"]))
        if item is not None:
            lines.append((thing(item.name), _became(item, int(line.get("found", 0)), int(line.get("lost", 0)))))
    told = {"unit": sent.unit, "n": shipment_id}
    return Asked(_("处理 %(unit)s 发货单 %(n)s 的在途差异") % told, f"/shipments/{shipment_id}", tuple(lines))


def _became(item: AskedItem, found: int, lost: int) -> str:
    parts = [_("找回 %(n)s") % {"n": quantity(found, item.base_unit)}] if found else []
    parts += [_("报损 %(n)s") % {"n": quantity(lost, item.base_unit)}] if lost else []
    return _("，").join(parts)


def _undo(case: _Case) -> Asked:
    shipment_id = int(case.command["shipment_id"])
    sent = case.details.shipments.get(shipment_id, ShipmentAsked("", {}))
    told = {"unit": sent.unit, "n": shipment_id}
    return Asked(_("撤销 %(unit)s 对发货单 %(n)s 的签收") % told, f"/shipments/{shipment_id}")


def _pay(case: _Case) -> Asked:
    told = {
        "budget": case.name("location", "budget_line_id"),
        "party": case.name("party", "party_id"),
        "amount": money(int(case.command["amount_fen"])),
    }
    receipt = case.command.get("receipt_id")
    return Asked(_("从 %(budget)s 付给 %(party)s %(amount)s") % told, f"/receipts/{receipt}" if receipt else "")


def _reverse(case: _Case) -> Asked:
    return Asked(_("冲正第 %(n)s 笔") % {"n": case.command["entry"]}, f"/journal/{case.command['entry']}")


def _where(case: _Case) -> str:
    return case.name("location", "location_id") or case.name("party", "party_id") or _("全区")


def _until(case: _Case) -> str:
    until = case.command.get("until")
    return _("到 %(until)s 为止") % {"until": moment_words(int(until), case.now)} if until else _("没有期限")


def _grant(case: _Case) -> Asked:
    told = {
        "name": case.name("actor", "actor_id"),
        "role": role_title(str(case.command["role"])),
        "where": _where(case),
        "until": _until(case),
    }
    return Asked(_("授予 %(name)s %(role)s岗位，%(where)s，%(until)s") % told, f"/people/{case.command['actor_id']}")


def _delegate(case: _Case) -> Asked:
    own = case.details.grants.get(int(case.command["grant_id"]))
    since = case.command.get("since")
    told = {
        "giver": case.row.actor_name,
        "name": case.name("actor", "actor_id"),
        "role": role_title(own.role) if own else "",
        "where": (own.where if own else "") or _("全区"),
        "since": moment_words(int(since), case.now) if since else _("批准之时"),
        "until": moment_words(int(case.command["until"]), case.now),
    }
    sentence = _("%(giver)s 请 %(name)s 代理%(role)s岗位（%(where)s），从 %(since)s 到 %(until)s") % told
    if case.command.get("is_handed_over"):
        sentence += _("，期间本人不用")
    return Asked(sentence, f"/people/{case.row.actor_id}")


def _emergency(case: _Case) -> Asked:
    told = {
        "name": case.row.actor_name,
        "role": role_title(str(case.command["role"])),
        "where": _where(case),
        "hours": number(int(case.command.get("hours", 4))),
    }
    sentence = _("%(name)s 应急取得%(role)s岗位，%(where)s，%(hours)s 小时") % told
    return Asked(sentence, f"/people/{case.row.actor_id}")


def _person_words(message: str) -> Callable[[_Case], Asked]:
    def words(case: _Case) -> Asked:
        return Asked(_(message) % {"name": case.name("actor", "actor_id")}, f"/people/{case.command['actor_id']}")

    return words


def _set_rule(case: _Case) -> Asked:
    command = case.command
    item_id = int(command.get("item_id") or 0)
    rule = RuleRow(
        rule_id=0,
        action=str(command["of_action"]),
        item_id=item_id,
        item_name=case.name("item", "item_id"),
        base_unit="",
        packs=(),
        at_least=int(command.get("at_least", 0)),
        share_permille=int(command.get("share_permille", 0)),
        signers=int(command["signers"]),
        scarce_only=int(bool(command.get("scarce_only"))),
        reason=str(command["reason"]),
        is_active=False,
        entry=0,
        set_at=0,
        set_by="",
        phase=str(command.get("phase", "")),
    )
    item = case.details.items.get(item_id)
    if item is not None:
        rule = replace(rule, base_unit=item.base_unit, packs=item.packs)
    return Asked(_("定规定：%(rule)s") % {"rule": rule_words(rule)}, "/approvals/rules")


def _end_rule(case: _Case) -> Asked:
    rule = case.details.rules.get(int(case.command["rule_id"]))
    told = rule_words(rule) if rule else f"#{case.command['rule_id']}"
    return Asked(_("停用规定：%(rule)s") % {"rule": told}, "/approvals/rules")


_WORDS: Mapping[str, Callable[[_Case], Asked]] = {
    "requests.approve_request": _approve,
    "requests.change_class": _change_class,
    "requests.set_classes": _set_classes,
    "allocation.adopt_plan": _adopt,
    "shipping.settle_difference": _settle,
    "shipping.undo_delivery": _undo,
    "funds.pay_party": _pay,
    "storing.write_off": _lot_words(N_("%(place)s 的 %(lot)s 报损 %(amount)s")),
    "receiving.return_rejected": _lot_words(N_("%(place)s 的 %(lot)s 退给来源单位 %(amount)s")),
    "storing.move_stock": _move,
    "storing.reverse_entry": _reverse,
    "access.set_password": _person_words(N_("重置 %(name)s 的密码")),
    "access.enable_actor": _person_words(N_("恢复 %(name)s，可以再登录")),
    "access.grant_role": _grant,
    "access.delegate_role": _delegate,
    "access.break_glass": _emergency,
    "approvals.set_signing_rule": _set_rule,
    "approvals.end_signing_rule": _end_rule,
}
