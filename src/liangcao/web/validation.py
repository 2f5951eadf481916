"""From what pydantic finds wrong with a command to the named refusals a person can read."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from liangcao.kernel.errors import Reason
from liangcao.kernel.refusals import N_, REFUSALS

_DETAILS = {
    "literal_error": N_("请从给出的选项里选"),
    "enum": N_("请从给出的选项里选"),
    "extra_forbidden": N_("这里没有这一项"),
    "string_pattern_mismatch": N_("写法不对"),
    "string_type": N_("这里要文字"),
    "bool_type": N_("这里要“是”或“否”"),
    "bool_parsing": N_("这里要“是”或“否”"),
    "json_invalid": N_("不是合规的 JSON"),
    "tuple_type": N_("这里要一个列表"),
    "model_type": N_("这里要一个对象"),
    "model_attributes_type": N_("这里要一个对象"),
    "uuid_parsing": N_("这里要一个 UUID"),
    "uuid_type": N_("这里要一个 UUID"),
}
_NOT_WHOLE = frozenset({"int_from_float", "int_parsing", "int_type", "int_parsing_size"})


def reasons_of(error: ValidationError) -> tuple[Reason, ...]:
    """What `error` finds wrong, one reason a field, in the order of the fields."""
    return reasons_of_details(error.errors(include_url=False))


def reasons_of_details(details: list[ErrorDetails] | list[Any]) -> tuple[Reason, ...]:
    """The same of the errors themselves; when a line of a list is at fault, the list as a whole is not."""
    found: dict[str, Reason] = {}
    for detail in details:
        path = field_path(detail["loc"])
        found.setdefault(path, _reason(detail, path))
    return tuple(
        reason for path, reason in found.items() if not path or not any(name.startswith(f"{path}.") for name in found)
    )


def field_path(location: tuple[int | str, ...]) -> str:
    """The dotted path of a field: ``lines.3.quantity``; what pydantic adds for the branches of a union drops out."""
    parts = [part for part in location if isinstance(part, int) or part.isidentifier()]
    return ".".join(str(part) for part in parts)


def _reason(detail: Mapping[str, Any], path: str) -> Reason:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in REFUSALS:  # raised by the kernel's own validators
        return Reason(kind, context, path)
    if kind in _NOT_WHOLE:
        return Reason("quantity_not_whole", {"text": str(detail.get("input"))[:40]}, path)
    code, params = _named(kind, context, detail.get("input"))
    return Reason(code, params, path)


def _named(kind: str, context: Mapping[str, Any], given: Any) -> tuple[str, dict[str, Any]]:
    if kind in {"missing", "string_too_short"}:
        return "field_missing", {}
    if kind == "greater_than":
        return (
            ("quantity_not_positive", {}) if context["gt"] == 0 else ("number_too_small", {"least": context["gt"] + 1})
        )
    if kind == "greater_than_equal":
        return "number_too_small", {"least": context["ge"]}
    if kind == "less_than_equal":
        return "quantity_too_large", {"most": context["le"]}
    if kind == "string_too_long":
        return "text_too_long", {"most": context["max_length"], "length": len(str(given))}
    if kind == "too_short":
        return "empty", {}
    if kind == "too_long":
        return "too_many_lines", {"most": context["max_length"], "length": context.get("actual_length") or len(given)}
    if kind == "string_pattern_mismatch" and context.get("pattern", "").startswith("^[0-9]{4}-"):
        return "date_unreadable", {"text": str(given)[:40]}
    return "input_invalid", {"detail": _DETAILS.get(kind, kind)}
