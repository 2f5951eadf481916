"""A lead written as the line somebody would say: what `lead_line` reads, in one fixed order."""

from collections.abc import Mapping

_PER = {"piece": "", "total": ""}
_WORDS: dict[tuple[str, str], str] = {
    ("availability", "spot"): "现货",
    ("availability", "ordered"): "要订货",
    ("certificate", "claimed"): "有证",
    ("certificate", "none"): "无证",
    ("died", "no_stock"): "没货",
    ("died", "refused"): "不卖",
    ("outcome", "no_answer"): "没人接",
    ("outcome", "promised"): "答应了",
    ("channel", "bonded_park"): "保税区",
    ("channel", "cross_border"): "跨境电商",
    ("channel", "reserve_unit"): "储备单位",
    ("channel", "donation_appeal"): "捐赠",
    ("channel", "local"): "本地",
}


def lead_line_of(values: Mapping[str, str], item_name: str = "") -> str:
    """The line that says `values` (by the kinds of chips); `item_name` stands for the item."""
    parts = [values.get("place", ""), values.get("company", ""), values.get("contact", ""), item_name]
    parts += [values.get("quantity", ""), _price(values)]
    parts += [_WORDS.get((kind, values.get(kind, "")), "") for kind in ("availability", "certificate", "channel")]
    parts.append(values.get("standard", ""))
    for kind, said in (
        ("delivery", "{}天到货"),
        ("minimum", "起订{}"),
        ("valid_until", "有效期到{}"),
        ("extra", "运费{}元"),
    ):
        if values.get(kind):
            parts.append(said.format(values[kind]))
    parts += [_WORDS.get((kind, values.get(kind, "")), "") for kind in ("died", "outcome")]
    if values.get("call_at"):
        day, _, clock = values["call_at"].partition("T")
        parts.append(f"{day}{clock}再打")
    parts.append(f"电话{values['phone']}" if values.get("phone") else "")
    return " ".join(part for part in parts if part)


def _price(values: Mapping[str, str]) -> str:
    price, per, currency = (values.get(kind, "") for kind in ("price", "per", "currency"))
    if not price:
        return ""
    total = "总价" if per == "total" else ""
    unit = f"/{per}" if per and per not in _PER else ""
    return f"{total}{price}{currency or '元'}{unit}"
