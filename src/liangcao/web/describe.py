"""A command in a person's words: labels for its fields, names for its numbers."""

from collections.abc import Mapping
from typing import Any

from liangcao.access.roles import ROLES
from liangcao.catalog.codes import SYSTEMS
from liangcao.catalog.papers import PAPERS
from liangcao.disposal.rules import METHODS as DISPOSAL_METHODS
from liangcao.donations.rules import BASES, CERTIFICATES, DONOR_KINDS, REFUSE_CODES, ROUTES
from liangcao.favours.rules import ANSWERS
from liangcao.inspection.rules import METHODS, VERDICTS
from liangcao.language import LANGUAGES, N_, _
from liangcao.language.formats import joined, moment_long, money, number, quantity
from liangcao.language.things import thing
from liangcao.operations.actions import ACTIONS
from liangcao.operations.phases import PHASES
from liangcao.papers.rules import KINDS as PAPER_KINDS
from liangcao.parties.rules import FUNDINGS, LICENCE_KINDS
from liangcao.procurement.rules import FILINGS, GROUNDS, PRICE_BASES
from liangcao.procurement.rules import VERDICTS as PURCHASE_VERDICTS
from liangcao.receiving.claiming import SETTLEMENTS
from liangcao.receiving.codes import CAUSES, OVER_CODES, QUARANTINE_CODES, REJECT_CODES
from liangcao.receiving.queries import SOURCE_KINDS
from liangcao.reports.names import KINDS
from liangcao.requests.rules import PEOPLE_ROLES
from liangcao.tasks.rules import LINK_KINDS
from liangcao.web.class_names import class_words, known_classes
from liangcao.web.describe_gifts import GIFT_LABELS
from liangcao.web.describe_returns import RETURN_LABELS, RETURN_NUMBERS, RETURN_QUANTITIES, RETURN_WORDS
from liangcao.web.kind_words import CHANNELS, PARTY_KINDS, PLACE_KINDS
from liangcao.web.task_labels import TASK_LABELS, TASK_WORDS

Names = Mapping[tuple[str, int], str]

LABELS: dict[str, str] = {
    "lot_id": N_("批次"),
    "item_id": N_("物资"),
    "item_ids": N_("物资"),
    "location_id": N_("地点"),
    "source_id": N_("从"),
    "destination_id": N_("到"),
    "parent_id": N_("上级地点"),
    "budget_line_id": N_("资金渠道"),
    "party_id": N_("单位"),
    "unit_id": N_("单位"),
    "source_party_id": N_("来源单位"),
    "purpose_party_id": N_("定向单位"),
    "purpose_class": N_("定向级别"),
    "purpose_area": N_("定向片区"),
    "actor_id": N_("人员"),
    "grant_id": N_("岗位授予"),
    "role": N_("岗位"),
    "entry": N_("账目"),
    "quantity": N_("数量"),
    "accepted": N_("验收数量"),
    "rejected": N_("拒收数量"),
    "reject_reason": N_("拒收原因"),
    "received": N_("签收数量"),
    "returned": N_("退回数量"),
    "approved": N_("批准数量"),
    "difference": N_("差异说明"),
    "found": N_("找回数量"),
    "lost": N_("报损数量"),
    "amount_fen": N_("金额"),
    "paid_fen": N_("已付"),
    "unit_cost_fen": N_("单价"),
    "reject_code": N_("哪种不合格"),
    "quarantine_code": N_("为什么隔离"),
    "over_code": N_("多收的原因"),
    "is_checked": N_("已核对，确实如此"),
    "grade": N_("等级"),
    "registration_number": N_("注册证号"),
    "arrival_id": N_("到货单"),
    "arrival_line": N_("到货单的行"),
    "expected_on": N_("预计哪天到"),
    "driver_phone": N_("司机电话"),
    "is_needed": N_("要验收"),
    "sample_size": N_("抽了几件"),
    "bad": N_("其中不合格"),
    "reason_code": N_("原因"),
    "papers": N_("看过哪些证件"),
    "claim_id": N_("索赔单"),
    "demand": N_("要什么"),
    "cause": N_("为什么"),
    "settlement": N_("怎么了结"),
    "refund_fen": N_("退款"),
    "copies": N_("张数"),
    "reason": N_("原因"),
    "evidence": N_("依据"),
    "note": N_("说明"),
    "document_number": N_("单号"),
    "source_kind": N_("来源"),
    "batch_number": N_("批号"),
    "produced_on": N_("生产日期"),
    "expires_on": N_("有效期至"),
    "standard": N_("执行标准"),
    "pack_size": N_("包装规格"),
    "is_quarantined": N_("隔离待检"),
    "request_id": N_("申请"),
    "request_ids": N_("哪几份申请"),
    "plan_id": N_("方案"),
    "shipment_id": N_("发货"),
    "receipt_id": N_("收货单"),
    "held_id": N_("待批事项"),
    "line_number": N_("行号"),
    "line_numbers": N_("行号"),
    "priority_class": N_("优先级"),
    "urgency": N_("紧急原因"),
    "people_covered": N_("覆盖人数"),
    "specification": N_("规格要求"),
    "stock_held": N_("现有"),
    "accepts": N_("也可以用"),
    "standards": N_("只要合标准的"),
    "covered": N_("给谁用"),
    "heads": N_("多少人"),
    "cover_days": N_("要管几天"),
    "purpose": N_("做什么用"),
    "needed_by": N_("最迟哪天还有用"),
    "unit_name": N_("单位名称"),
    "unit_area": N_("街道或地区"),
    "poster_id": N_("海报"),
    "token_hash": N_("链接的哈希"),
    "replaces": N_("代替的链接的哈希"),
    "hotline": N_("值班电话"),
    "place": N_("贴在哪里"),
    "outcome": N_("打下来怎样"),
    "whom": N_("谁接的"),
    "rung": N_("打的哪个号码"),
    "said": N_("问到什么"),
    "milli_per_day": N_("每人每天（千分之一）"),
    "effective_on": N_("从哪天起"),
    "source": N_("依据"),
    "based_on": N_("在第几版上改"),
    "number": N_("第几类"),
    "kinds": N_("哪些单位"),
    "exposures": N_("管哪些人"),
    "lift_days": N_("现有不足几天就提一级"),
    "is_retired": N_("停用"),
    "moves_to": N_("转到"),
    "channel": N_("途径"),
    "contact": N_("联系人"),
    "phone": N_("电话"),
    "remark": N_("备注（不公开）"),
    "driver": N_("司机"),
    "receiver": N_("签收人"),
    "vehicle": N_("车辆"),
    "name": N_("名称"),
    "name_en": N_("英文名"),
    "login": N_("用户名"),
    "language": N_("语言"),
    "kind": N_("种类"),
    "area": N_("地区"),
    "credit_code": N_("信用代码"),
    "category": N_("类别"),
    "base_unit": N_("最小单位"),
    "shelf_life_days": N_("保质期（天）"),
    "minimum_life_days": N_("最少剩余天数"),
    "size": N_("每包装数量"),
    "packs": N_("包装"),
    "alias": N_("别名"),
    "aliases": N_("别名"),
    "lines": N_("明细"),
    "day": N_("日期"),
    "timezone": N_("时区"),
    "asker": N_("请托的人"),
    "body": N_("哪里的"),
    "answer": N_("怎么答的"),
    "method": N_("怎么抽"),
    "how_many": N_("抽几行"),
    "from_day": N_("从哪天"),
    "to_day": N_("到哪天"),
    "seed_text": N_("种子的话"),
    "document_id": N_("单号"),
    "sha256": N_("文件的哈希值"),
    "sample_id": N_("样本"),
    "verdict": N_("结果"),
    "password_hash": N_("密码"),
    "source_hash": N_("导入行"),
    "is_demo": N_("演示"),
    "until": N_("到何时"),
    "since": N_("从何时"),
    "is_handed_over": N_("期间本人不用"),
    "hours": N_("小时"),
    "is_justified": N_("用得对"),
    "finding": N_("复核意见"),
    "of_action": N_("哪种操作"),
    "at_least": N_("数量从"),
    "share_permille": N_("占可用"),
    "signers": N_("另要几人批准"),
    "rule_id": N_("规定"),
    "verifier_key": N_("新公钥"),
    "is_scarce": N_("紧缺"),
    "scarce_only": N_("只管紧缺物资"),
    "system": N_("哪一种编码"),
    "code": N_("编码"),
    "codes": N_("编码"),
    "code_id": N_("编码"),
    "valid_from": N_("从哪天起"),
    "valid_until": N_("最后一天"),
    "instead_id": N_("请改用"),
    "other_id": N_("可以用"),
    "is_forbidden": N_("谁也不可以"),
    "classes": N_("哪些类别"),
    "rank": N_("第几个提示"),
    "starter_set": N_("哪一套"),
    "is_lost": N_("旧密钥已丢失"),
    "funding": N_("是什么钱"),
    "licence_id": N_("证件"),
    "issued_by": N_("发证机关"),
    "issued_on": N_("发证或开票日期"),
    "phase": N_("时期"),
    "purchase_id": N_("采购单"),
    "replaces_id": N_("代替哪份采购"),
    "supplier_id": N_("供应单位"),
    "department_id": N_("自行采购的部门"),
    "ground": N_("应急理由"),
    "ground_words": N_("理由写清楚"),
    "price_basis": N_("价格依据"),
    "price_words": N_("价格说明"),
    "quotes": N_("报价"),
    "supplier": N_("报价单位"),
    "price_fen": N_("单价"),
    "price_units": N_("每多少个的价"),
    "foreign_price": N_("外币单价（最小单位）"),
    "no_quotes_reason": N_("没有比价的原因"),
    "decided_by": N_("谁定的"),
    "advance_fen": N_("约定预付"),
    "contract_number": N_("合同编号"),
    "currency": N_("币种"),
    "rate": N_("汇率"),
    "rate_source": N_("汇率来源"),
    "price_reason": N_("价格远的原因"),
    "licence_reason": N_("证件到期还买的原因"),
    "offer_id": N_("报价单"),
    "has_seen_flags": N_("看过警示"),
    "words": N_("内容"),
    "on_day": N_("日期"),
    "invoice_id": N_("发票"),
    "what": N_("作废什么"),
    "order_id": N_("调拨单"),
    "as_of": N_("哪天的数"),
    "waiver": N_("凭什么不用还"),
    "donation_id": N_("捐赠"),
    "into_id": N_("并入"),
    "certificate_id": N_("证书"),
    "paper_id": N_("凭据"),
    **GIFT_LABELS,
    "clock_offset_ms": N_("时钟偏移（毫秒）"),
    **RETURN_LABELS,
    **TASK_LABELS,
}
QUANTITIES = frozenset({"quantity", "accepted", "rejected", "found", "lost", "returned"}) | RETURN_QUANTITIES
"""Fields that count base units of the goods named beside them."""
CLASSES = frozenset({"priority_class", "purpose_class", "moves_to", "classes"})
WORDS: Mapping[str, Mapping[str, str]] = {
    "source_kind": SOURCE_KINDS,
    "kind": {**PARTY_KINDS, **PLACE_KINDS, "goods": N_("物资"), "money": N_("资金"), **PAPER_KINDS}
    | {"lot": N_("批次签"), "box": N_("箱贴"), **LICENCE_KINDS, **FILINGS, **CERTIFICATES, **LINK_KINDS},
    **TASK_WORDS,
    "channel": CHANNELS,
    "role": {**{name: role.title for name, role in ROLES.items()}, **PEOPLE_ROLES},
    "kinds": PARTY_KINDS,
    "exposures": PEOPLE_ROLES,
    "of_action": {name: action.title for name, action in ACTIONS.items()},
    "funding": FUNDINGS,
    "phase": PHASES,
    "ground": GROUNDS,
    "price_basis": PRICE_BASES,
    "what": {"acceptance": N_("验收"), "invoice": N_("发票")},
    "language": dict(LANGUAGES),
    "answer": ANSWERS,
    "method": {**METHODS, **DISPOSAL_METHODS},
    "system": SYSTEMS,
    "starter_set": {"flood": N_("防汛物资"), "earthquake": N_("抗震救灾物资")},
    "verdict": {**VERDICTS, **PURCHASE_VERDICTS, "passed": N_("合格"), "failed": N_("不合格")},
    "reject_code": REJECT_CODES,
    "reason_code": {**REJECT_CODES, **REFUSE_CODES},
    "quarantine_code": QUARANTINE_CODES,
    "over_code": OVER_CODES,
    "cause": CAUSES,
    "papers": PAPERS,
    "demand": {"replacement": N_("要补货"), "refund": N_("要退款"), "explanation": N_("要说明")},
    "settlement": SETTLEMENTS,
    "donor_kind": DONOR_KINDS,
    "value_basis": BASES,
    "basis": BASES,
    "route": ROUTES,
    **RETURN_WORDS,
}
"""What a code in a field means (a gettext message)."""
PERSONAL = frozenset(
    {
        "whom",
        "rung",
        "said",
        "contact",
        "phone",
        "remark",
        "driver",
        "driver_phone",
        "receiver",
        "asker",
        "told",
        "password_hash",
        *("donor_name", "link", "giver", "borrower", "said_by"),
    }
)
MOMENTS = frozenset({"since", "until", "due_at"})
NAMING = frozenset(
    {
        *(
            "entry",
            "request_id",
            "plan_id",
            "shipment_id",
            "receipt_id",
            "held_id",
            "rule_id",
            "sample_id",
            "poster_id",
            "donation_id",
            "order_id",
            "into_id",
            "certificate_id",
            "paper_id",
            *("task_id", "note_id", "purchase_id", "replaces_id", "licence_id", "invoice_id", "offer_id"),
            "code_id",
            "arrival_id",
            "claim_id",
            *RETURN_NUMBERS,
        ),
        *("line_number", "line_numbers", "arrival_line"),
    }
)


def facts_of(command: Mapping[str, Any], names: Names) -> list[tuple[str, str]]:
    """Label and value of each field that says something, in the order of the command; lists are told apart."""
    unit = _unit_of(command, names)
    return [
        (_(LABELS.get(field, field)), quantity(value, unit) if field in QUANTITIES else said(field, value, names))
        for field, value in command.items()
        if value not in ("", (), [], {}, 0, False) and field != "lines"
    ]


def _unit_of(command: Mapping[str, Any], names: Names) -> str:
    """The base unit of the goods that a command or a line is about; empty when it names none."""
    for kind in ("lot", "item"):
        number_of_it = command.get(f"{kind}_id", 0)
        if (f"{kind} unit", number_of_it) in names:
            return names[f"{kind} unit", number_of_it]
    return ""


def lines_of_command(command: Mapping[str, Any], names: Names) -> list[list[tuple[str, str]]]:
    """The same of each line of the command."""
    return [facts_of(line, names) for line in command.get("lines", ())]


def said(field: str, value: Any, names: Names) -> str:
    """One value as a person reads it."""
    if field in PERSONAL:
        return _("（个人信息，账本里只有承诺值）")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list | tuple):
        return joined(said(field, each, names) for each in value)
    if isinstance(value, Mapping):
        return " ".join(said(name, each, names) for name, each in value.items())
    if field in KINDS:
        return _name(KINDS[field], value, names)
    if field in NAMING:
        return f"#{value}"
    if field.endswith("_fen"):
        return money(value)
    if field in MOMENTS and isinstance(value, int):
        return moment_long(value)
    if field == "share_permille":
        return f"{value // 10}.{value % 10}%" if value % 10 else f"{value // 10}%"
    if field in CLASSES and value in known_classes().names:
        return class_words(value)
    if isinstance(value, str):
        return _(WORDS.get(field, {}).get(value, "")) or value
    return number(value) if isinstance(value, int) else str(value)


def _name(kind: str, number_of_it: Any, names: Names) -> str:
    """What a thing is called; goods as the language in force calls them."""
    name = names.get((kind, number_of_it), f"#{number_of_it}")
    if kind == "item":
        return thing(name)
    item = names.get((f"{kind} item", number_of_it), "")
    return thing(item) + name.removeprefix(item) if item else name
