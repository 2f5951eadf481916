"""What a check of evidence came to, in sentences: what is proven, what is not and why, what is wrong."""

from collections.abc import Iterator, Sequence
from typing import Any

from liangcao.journal.note import base64_of
from liangcao.journal.problems import Problem
from liangcao.kernel.refusals import N_
from liangcao.verifier.evidence import Checked
from liangcao.verifier.layout import WHOLE
from liangcao.verifier.words import Words

MOST_SHOWN = 50
Sentence = tuple[str, dict[str, Any]]
_OFFICES_WORD = N_("这段时间以前的结存、岗位和职责是办公室自己说的；单据表不在这份证据里。整本导出才能从头证明")
_OTHER_RULES = N_("岗位规则与本程序所知的不同（证据由另一个版本导出），按证据里的核对：{what}")
_PERSONAL_TEXTS = N_(
    "姓名、电话等个人信息的原文不在证据里，只有加盐的哈希值：原文对不对，在办公室里用 liangcao verify 核对"
)
_FAIR = N_(
    "分配方案：{certified} 个重新核对，公平、守住储备、没有多分；其中 {compared} 个的问题与当时的库存、申请、储备相符"
)
_LIMITS_ONLY = N_(
    "分配方案：{certified} 个重新核对，守住储备、没有多分，其中 {fair} 个按规则公平；"
    "{compared} 个的问题与当时的库存、申请、储备相符"
)
_NOT_LOOKED_INTO = N_(
    "岗位只限某地某单位的，核对了流转、占用、新申请和对申请的改动，没有核对附凭据、提方案这类不动物资的事"
)


def proven(checked: Checked) -> Iterator[Sentence]:
    """What was looked at and found right; empty of meaning when anything was found wrong."""
    manifest = checked.manifest
    yield N_("文件：{members} 个部件的 SHA-256 都与清单相符"), {"members": checked.members}
    span = {"first": manifest.first, "last": manifest.last}
    yield N_("账目：第 {first} 笔到第 {last} 笔，编号连续，正文规范，时间不倒退，每笔的哈希值相符"), span
    yield N_("哈希树：{size} 笔，树根 {root}"), {"size": manifest.size, "root": base64_of(checked.root)}
    if checked.heads:
        yield N_("签名树头：{heads} 个，签名有效，都与账目相符，最大的一个到第 {size} 笔"), _heads(checked)
    if checked.cosigned[0]:
        yield N_("见证人：最近一个有见证签名的树头到第 {size} 笔：{names}"), _witnesses(checked)
    if checked.given_heads:
        yield N_("您带来的树头：{n} 个都与账目相符，到那里为止没有改动、删除、插入或重做"), {"n": checked.given_heads}
    if checked.proofs:
        yield N_("一致性：{n} 个证明表明后来的树头都接得上这段时间之前的树头"), {"n": checked.proofs}
    yield N_("台账：{lines} 行流转、{holds} 行占用，逐行与账目相符"), {"lines": checked.lines, "holds": checked.holds}
    yield N_("结存：{n} 个，按账目重算相符，从未低于零"), {"n": checked.balances}
    if manifest.scope == WHOLE:
        counts = {"tables": checked.tables, "rows": checked.rows}
        yield N_("单据：{tables} 张表、{rows} 行，按账目重建，逐格相符"), counts
    if checked.plans.certified:
        counts = {**checked.plans._asdict(), "fair": checked.plans.certified - checked.plans.otherwise}
        yield (_LIMITS_ONLY if checked.plans.otherwise else _FAIR), counts
    yield (
        N_(
            "人员：每笔的经手人当时都有做这件事的岗位，管得到那个地方；要批准的都由够数的别人批准；没有人一身兼不相容职责"
        ),
        {},
    )
    yield N_("操作编号：没有重复"), {}
    if checked.attachments:
        yield N_("附件：{n} 个，与账目登记的哈希值相符"), {"n": checked.attachments}


def not_proven(checked: Checked) -> Iterator[Sentence]:
    """What this check cannot show, so that nobody takes it for more than it is."""
    manifest = checked.manifest
    if not checked.given_heads:
        yield (
            N_("没有从外面抄来的树头（--head，或 --size 和 --root）：尾部是否整段截掉、整本账是否重做过，无法排除"),
            {},
        )
    if checked.short_roots:
        yield N_("有 {n} 个带来的树头只有树根的前几位：改动认得出，证明不如整个树根"), {"n": checked.short_roots}
    if checked.trusts_own_keys:
        yield N_("公钥取自证据本身，没有和别处抄下的核对（用 --key）"), {}
    if not checked.heads:
        yield N_("证据里没有有效的签名树头"), {}
    elif checked.largest_head < manifest.size:
        rest = manifest.size - checked.largest_head
        yield N_("最后 {n} 笔还没有签名树头"), {"n": rest}
    if not checked.cosigned[0]:
        yield N_("没有见证人的签名"), {}
    if manifest.scope != WHOLE:
        yield _OFFICES_WORD, {}
    if checked.plans.certified > checked.plans.compared:
        left = {"n": checked.plans.certified - checked.plans.compared}
        yield N_("{n} 个分配方案的问题只与当时的库存核对了，申请和储备不在这份证据里"), left
    if checked.plans.otherwise:
        otherwise = {"n": checked.plans.otherwise}
        yield N_("{n} 个分配方案照要求用了规则以外的分法，或手工改过：只核对了不越界，没有核对公平"), otherwise
    if checked.plans.certified:
        yield N_("分配方案里的理由和名称没有核对：用 liangcao plan 重算方案就看得到"), {}
    if checked.plans.unasked:
        yield N_("无从重算的分配方案：{n} 个，是保留问题以前做的"), {"n": checked.plans.unasked}
    if checked.attachments_missing:
        yield N_("账目登记了哈希值、证据里却没有的附件：{n} 个"), {"n": checked.attachments_missing}
    if not checked.attachments:
        yield N_("证据里没有附件"), {}
    yield _PERSONAL_TEXTS, {}
    if checked.rules_differ:
        yield _OTHER_RULES, {"what": "; ".join(checked.rules_differ[:10])}
    if checked.unknown:
        yield N_("本程序不认得、没有核对的表和列：{what}"), {"what": ", ".join(checked.unknown)}
    yield _NOT_LOOKED_INTO, {}
    yield N_("账上写的和世上有的是不是一回事：请到库房点，向收货的人问"), {}


def _heads(checked: Checked) -> dict[str, Any]:
    return {"heads": checked.heads, "size": checked.largest_head}


def _witnesses(checked: Checked) -> dict[str, Any]:
    size, names = checked.cosigned
    return {"size": size, "names": ", ".join(names)}


def as_text(checked: Checked, words: Words) -> str:
    """The report for people."""
    manifest = checked.manifest
    lines = [_headline(checked, words)]
    about = {
        "name": manifest.district_name,
        "number": manifest.number,
        "since": manifest.recorded[0][:16],
        "until": manifest.recorded[1][:16],
    }
    lines.append(words.say(N_("  {name}，证据编号 {number}，记账时间 {since} 到 {until}（UTC）"), about))
    if checked.ok:
        lines += ["", words.say(N_("已经证明：")), *_listed(proven(checked), words)]
    else:
        lines += ["", *problem_lines(checked.problems, checked.found, words)]
    lines += ["", words.say(N_("没有证明：")), *_listed(not_proven(checked), words)]
    return "\n".join(lines)


def as_data(checked: Checked, words: Words) -> dict[str, Any]:
    """The report for programs."""
    manifest = checked.manifest
    return {
        "ok": checked.ok,
        "evidence": manifest.number,
        "district": manifest.district,
        "origin": manifest.origin,
        "scope": manifest.scope,
        "first": manifest.first,
        "last": manifest.last,
        "size": manifest.size,
        "root": checked.root.hex(),
        "lines": checked.lines,
        "heads": checked.heads,
        "given_heads": checked.given_heads,
        "plans": checked.plans._asdict(),
        "proven": [words.say(*sentence) for sentence in proven(checked)] if checked.ok else [],
        "not_proven": [words.say(*sentence) for sentence in not_proven(checked)],
        "found": checked.found,
        "problems": problems_data(checked.problems, words),
    }


def problems_data(problems: Sequence[Problem], words: Words) -> list[dict[str, Any]]:
    """Problems for programs."""
    return [{"entry": each.entry, "code": each.code, "what": words.say(each.message, each.params)} for each in problems]


def _headline(checked: Checked, words: Words) -> str:
    if checked.ok:
        return words.say(N_("✔ 核验通过：没有发现问题"))
    return words.say(N_("✘ 核验不通过：发现 {n} 个问题"), {"n": checked.found})


def problem_lines(problems: Sequence[Problem], found: int, words: Words) -> list[str]:
    """The first bad entry, then the list of the first of `found` problems."""
    first = next((each for each in problems if each.entry), None)
    lines = []
    if first is not None:
        said = {"entry": first.entry, "what": words.say(first.message, first.params)}
        lines += [words.say(N_("最早出问题的是第 {entry} 笔：{what}"), said), ""]
    for each in problems[:MOST_SHOWN]:
        where = words.say(N_("第 {entry} 笔"), {"entry": each.entry}) if each.entry else words.say(N_("整份证据"))
        lines.append(f"  · {where}  {words.say(each.message, each.params)}  [{each.code}]")
    if found > MOST_SHOWN:
        lines.append(words.say(N_("  …… 还有 {n} 个，用 --json 看全部"), {"n": found - MOST_SHOWN}))
    return lines


def _listed(sentences: Iterator[Sentence], words: Words) -> list[str]:
    return [f"  · {words.say(*sentence)}" for sentence in sentences]
