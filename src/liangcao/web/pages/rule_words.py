"""A rule of signing in one sentence."""

from liangcao.language import _, ngettext
from liangcao.language.formats import bracketed, money, packed, quantity
from liangcao.language.things import thing
from liangcao.operations.phases import PHASES
from liangcao.operations.signing import is_in_money
from liangcao.reports.signing_rules import RuleRow
from liangcao.web.pages.deeds import deed_title


def rule_words(rule: RuleRow) -> str:
    """What the rule asks for: ``批准申请：医用外科口罩一次 10,000 只以上，另要 2 人批准``."""
    bounds = [bound for bound in (_amount(rule), _share(rule)) if bound]
    what = thing(rule.item_name) or _what(rule)
    signers = ngettext("另要 %(n)s 人批准", "另要 %(n)s 人批准", rule.signers) % {"n": rule.signers}
    words = {"deed": deed_title(rule.action), "what": what, "bounds": _("，并且").join(bounds), "signers": signers}
    told = (_("%(deed)s：%(what)s%(bounds)s，%(signers)s") if what else _("%(deed)s：%(bounds)s，%(signers)s")) % words
    return _("%(phase)s，%(rule)s") % {"phase": _(PHASES[rule.phase]), "rule": told} if rule.phase else told


def _what(rule: RuleRow) -> str:
    if is_in_money(rule.action):
        return ""
    return _("紧缺物资") if rule.scarce_only else _("任何物资")


def _amount(rule: RuleRow) -> str:
    if not rule.at_least:
        return ""
    if is_in_money(rule.action):
        return _("一次 %(amount)s 以上") % {"amount": money(rule.at_least)}
    if not rule.base_unit:
        return _("一次 %(amount)s以上") % {"amount": _("%(n)s 个最小单位") % {"n": f"{rule.at_least:,}"}}
    amount = quantity(rule.at_least, rule.base_unit)
    in_packs = packed(rule.at_least, rule.base_unit, rule.packs)
    if in_packs != amount:
        amount += bracketed(in_packs)
    return _("一次 %(amount)s以上") % {"amount": amount}


def _share(rule: RuleRow) -> str:
    return _("占可用 %(share)s 以上") % {"share": share_words(rule.share_permille)} if rule.share_permille else ""


def share_words(permille: int) -> str:
    """Thousandths as people say them: ``30%``, ``12.5%``."""
    whole, rest = divmod(permille, 10)
    return f"{whole}.{rest}%" if rest else f"{whole}%"
