"""Every share says why, in words that add up."""

import pytest

from liangcao.allocation.explain import REASONS, explain_share
from liangcao.allocation.rules import Claim, Share, Supply, plan_allocation


def shares(claims: list[Claim], supplies: list[Supply], pack: int = 1) -> dict[str, Share]:
    plan = plan_allocation(claims, supplies, item_packs={1: pack}, today="2020-02-10")
    return {share.claim_key: share for share in plan.shares}


def ask(key: str, unit: int, priority_class: int, asked: int) -> Claim:
    return Claim(key, unit, 1, priority_class, asked, unit)


def told(share: Share) -> str:
    return "。".join(sentence.text for sentence in explain_share(share))


URGENT = ask("urgent", 1, 1, 40)
A, B = ask("a", 2, 2, 80), ask("b", 3, 2, 120)


@pytest.mark.parametrize(
    ("claims", "supplies", "pack", "key", "reason", "words"),
    [
        ([URGENT, A], [Supply(1, 1, 1, 50)], 1, "urgent", "class_full", "第 1 类：要 40，给 40，本类全部满足"),
        (
            [A, B],
            [Supply(1, 1, 1, 80, purpose_unit_id=2)],
            1,
            "a",
            "ask_full",
            "第 2 类：要 80，给 80，已满足（本类另有单位没有满足）",
        ),
        (
            [URGENT, A, B],
            [Supply(1, 1, 1, 140)],
            1,
            "a",
            "shared",
            "第 2 类：要 80，给 40（50%），与同类另外 1 家按同一水位分。受库存所限：轮到这一类时可用 100，"
            "这一类共要 200。再到 100（不定向、可用），这一类和更急的各类就都能满足",
        ),
        (
            [A, ask("b", 3, 2, 80)],
            [Supply(1, 1, 1, 60)],
            20,
            "a",
            "rounded_up",
            "第 2 类：要 80，给 40（50%），与同类另外 1 家按同一水位分。受库存所限：轮到这一类时可用 60，"
            "这一类共要 160。因按整包（每包 20）取整，比同水位的别家多得最后一包。"
            "再到 100（不定向、可用），这一类和更急的各类就都能满足",
        ),
        (
            [A, ask("b", 3, 2, 80)],
            [Supply(1, 1, 1, 30)],
            20,
            "b",
            "last_pieces",
            "第 2 类：要 80，给 10（12%），与同类另外 1 家按同一水位分。受库存所限：轮到这一类时可用 30，"
            "这一类共要 160。最后剩下的不足一包（每包 20），由排在下一位的这一家得。"
            "再到 130（不定向、可用），这一类和更急的各类就都能满足",
        ),
        (
            [A],
            [Supply(1, 1, 1, 30, purpose_unit_id=2)],
            1,
            "a",
            "directed_only",
            "第 2 类：要 80，给 30（37%），都是指定给本单位的物资，别无可用库存。"
            "再到 50（不定向、可用），这一类和更急的各类就都能满足",
        ),
        (
            [A, B],
            [Supply(1, 1, 1, 20)],
            20,
            "b",
            "packs_ran_out",
            "第 2 类：要 120，这次没有分到。可用 20，本类共要 200，按每包 20 不够每家一包，排在前面的先得。"
            "再到 180（不定向、可用），这一类和更急的各类就都能满足",
        ),
        (
            [URGENT, A],
            [Supply(1, 1, 1, 30)],
            1,
            "a",
            "taken_by_urgent",
            "第 2 类：要 80，这次没有分到。可用库存已由更急的第 1 类用完。"
            "再到 90（不定向、可用），这一类和更急的各类就都能满足",
        ),
        (
            [A],
            [Supply(1, 1, 1, 30, quarantined=True)],
            1,
            "a",
            "no_stock",
            "第 2 类：要 80，这次没有分到。这种物资没有可以给它用的库存。"
            "再到 80（不定向、可用），这一类和更急的各类就都能满足",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and value in REASONS else "",
)
def test_the_reason_in_words(
    claims: list[Claim], supplies: list[Supply], pack: int, key: str, reason: str, words: str
) -> None:
    share = shares(claims, supplies, pack)[key]
    assert share.reason == reason
    assert told(share) == words


def test_several_requests_of_one_unit_are_told_as_one_ask() -> None:
    pair = [ask("a", 2, 2, 30), ask("b", 2, 2, 70)]
    share = shares(pair, [Supply(1, 1, 1, 50)])["b"]
    assert "本单位这种物资的 2 笔需求合在一起算，这一笔要 70，给 20" in told(share)
    assert share.level == 500
