"""Why a claim gets what it gets, in plain words by template: no free text, every figure can be checked by addition."""

from collections.abc import Mapping
from dataclasses import dataclass

from liangcao.allocation.values import Share
from liangcao.kernel.refusals import N_


@dataclass(frozen=True, slots=True)
class Sentence:
    """A gettext message (Chinese) and the values of its fields; surfaces translate `message`, then fill it."""

    message: str
    fields: Mapping[str, int | str]

    @property
    def text(self) -> str:
        """The sentence in Chinese."""
        return self.message.format(**self.fields)


_SHARED = N_(
    "第 {priority_class} 类：要 {unit_asked}，给 {unit_given}（{percent}%），与同类另外 {others} 家按同一水位分。"
    "受库存所限：轮到这一类时可用 {stock}，这一类共要 {class_asked}"
)

REASONS: dict[str, tuple[str, ...]] = {
    "class_full": (N_("第 {priority_class} 类：要 {unit_asked}，给 {unit_given}，本类全部满足"),),
    "ask_full": (N_("第 {priority_class} 类：要 {unit_asked}，给 {unit_given}，已满足（本类另有单位没有满足）"),),
    "shared": (_SHARED,),
    "rounded_up": (_SHARED, N_("因按整包（每包 {pack}）取整，比同水位的别家多得最后一包")),
    "last_pieces": (_SHARED, N_("最后剩下的不足一包（每包 {pack}），由排在下一位的这一家得")),
    "directed_only": (
        N_(
            "第 {priority_class} 类：要 {unit_asked}，给 {unit_given}（{percent}%），"
            "都是指定给本单位的物资，别无可用库存"
        ),
    ),
    "packs_ran_out": (
        N_(
            "第 {priority_class} 类：要 {unit_asked}，这次没有分到。可用 {stock}，本类共要 {class_asked}，"
            "按每包 {pack} 不够每家一包，排在前面的先得"
        ),
    ),
    "taken_by_urgent": (
        N_("第 {priority_class} 类：要 {unit_asked}，这次没有分到。可用库存已由更急的第 {taken_by} 类用完"),
    ),
    "no_stock": (N_("第 {priority_class} 类：要 {unit_asked}，这次没有分到。这种物资没有可以给它用的库存"),),
}
"""Every reason a share can carry, and its sentences."""

_MORE_NEEDED = N_("再到 {more_needed}（不定向、可用），这一类和更急的各类就都能满足")
_ONE_ASK = N_("本单位这种物资的 {claims} 笔需求合在一起算，这一笔要 {asked}，给 {given}")


def explain_share(share: Share) -> tuple[Sentence, ...]:
    """The sentences that say what `share` gets, why, and what would have to arrive; quantities are base units."""
    unit_asked, unit_given = int(share.params["unit_asked"]), int(share.params["unit_given"])
    fields: dict[str, int | str] = {
        **share.params,
        "asked": share.asked,
        "given": share.given,
        "percent": unit_given * 100 // unit_asked,
    }
    messages = list(REASONS[share.reason])
    if int(share.params["claims"]) > 1:
        messages.append(_ONE_ASK)
    if unit_given < unit_asked:
        messages.append(_MORE_NEEDED)
    return tuple(Sentence(message, fields) for message in messages)
