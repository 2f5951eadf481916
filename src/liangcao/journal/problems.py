"""What a verifier can find wrong, on one page, and the report it hands over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from liangcao.journal.keychain import KeyChange
from liangcao.kernel.errors import Refused
from liangcao.kernel.refusals import N_, REFUSALS
from liangcao.sharing.check import VIOLATIONS

PROBLEMS: dict[str, str] = {
    # the journal
    "entry_missing": N_("第 {first} 笔到第 {last} 笔不见了"),
    "entry_out_of_order": N_("第 {number} 笔排在第 {after} 笔之后：重复或次序颠倒"),
    "leaf_hash_differs": N_("正文与登记的哈希值不符：其中之一被改过"),
    "column_differs": N_("登记的 {column} 是“{stored}”，与正文不符"),
    "number_differs": N_("正文里写的是第 {inside} 笔：整笔被调换过"),
    "district_differs": N_("正文属于另一个区（{inside}）"),
    "recorded_back": N_("记账时间 {recorded_at} 早于前一笔的 {before}：倒填或插入"),
    "command_id_twice": N_("操作编号与第 {first} 笔的重复"),
    "approved_own": N_("{person} 号人员审批了自己提交的事项"),
    "duty_before_missing": N_("{chain} 上没有先做“{missing}”就做了“{duty}”"),
    "duty_conflict": N_("{person} 号人员在 {chain} 上既做了“{done}”又做了“{duty}”：不相容岗位"),
    "nobody_acted": N_("没有经手人：只有开账时的账目可以没有"),
    "actor_not_there": N_("{person} 号人员当时不在岗（没有登记，或已停用）"),
    "not_permitted_then": N_("{person} 号人员当时的岗位不能做“{action}”"),
    "not_permitted_everywhere": N_("{person} 号人员当时的岗位只限一处，不能做“{action}”"),
    "not_permitted_there": N_("{person} 号人员当时的岗位管不到地点 {place}，却在那里做了“{action}”"),
    "not_permitted_for_unit": N_("{person} 号人员当时的岗位不能替 {unit} 号单位申请"),
    "signers_by_rule": N_("按数量的规定要 {needed} 个人批准，只有 {signers} 个"),
    "second_person_missing": N_("“{action}”要第二个人批准，这一笔没有"),
    "approval_unproven": N_("写着 {person} 号人员批准，前面却没有他对这件事的批准"),
    "signers_missing": N_("要 {needed} 个人批准，只有 {signers} 个"),
    "signers_linked": N_("{person} 号人员与 {other} 号之间有代理关系，只能算一个人，却都签了同一件事"),
    "duty_conflict_linked": N_(
        "{person} 号人员在 {chain} 上做了“{duty}”，与其有代理关系的 {other} 号做过“{done}”：不相容岗位"
    ),
    "chain_cut": N_("{chain} 接替了 {origin}，却没有写明：原来经办的人不再受限"),
    "held_unreadable": N_("待批事项读不懂"),
    # the ledger
    "line_missing": N_("账目里的第 {ordinal} 行移动，台账上没有"),
    "line_extra": N_("台账第 {ordinal} 行（批次 {lot_id}，数量 {quantity}）在账目里没有"),
    "line_altered": N_("台账第 {ordinal} 行的 {column} 是 {stored}，按账目应为 {expected}"),
    "hold_missing": N_("账目里的第 {ordinal} 行占用，占用表上没有"),
    "hold_extra": N_("占用表第 {ordinal} 行（批次 {lot_id}，数量 {delta}）在账目里没有"),
    "hold_altered": N_("占用表第 {ordinal} 行的 {column} 是 {stored}，按账目应为 {expected}"),
    "below_zero": N_("批次 {lot_id} 在地点 {location_id} 的结存变成 {on_hand}，低于零"),
    "held_not_there": N_("批次 {lot_id} 在地点 {location_id} 占用 {held}，结存只有 {on_hand}"),
    "held_below_zero": N_("批次 {lot_id} 在地点 {location_id} 的占用变成 {held}，低于零"),
    "balance_differs": N_("批次 {lot_id} 在地点 {location_id} 的 {column} 记为 {stored}，重算应为 {expected}"),
    "balance_missing": N_("批次 {lot_id} 在地点 {location_id} 应有结存 {on_hand}、占用 {held}，结存表上没有"),
    "balance_extra": N_("批次 {lot_id} 在地点 {location_id} 的结存 {on_hand} 没有任何账目"),
    "balances_unproven": N_("前面有账目缺失或读不懂，结存无从重算"),
    # documents and what else lies beside the ledger
    "document_altered": N_("{table}（{key}）的 {column} 是 {stored}，按第 {writer} 笔应为 {expected}"),
    "document_missing": N_("{table}（{key}）不见了：账目里有，表里没有"),
    "document_extra": N_("{table}（{key}）没有任何账目"),
    "document_unknown": N_("正文写了账本里没有的表或列"),
    "document_never_made": N_("正文改了 {table}（{key}），而没有账目立过它"),
    "document_made_twice": N_("正文又立了一次 {table}（{key}）"),
    "duty_missing": N_("账目里的职责，职责表上没有"),
    "duty_extra": N_("职责表上 {person} 号人员在 {chain} 上做了“{duty}”，账目里没有"),
    "duty_altered": N_("职责表上 {person} 号人员在 {chain} 上做“{duty}”记在第 {stored} 笔，按账目是第 {expected} 笔"),
    "personal_altered": N_("个人信息（{commitment}…）的文字或盐与承诺值不符：被换过"),
    "personal_misplaced": N_("个人信息（{commitment}…）不是这笔账带来的"),
    "head_altered": N_("账本末端的 {column} 是 {stored}，按账目应为 {expected}"),
    # plans
    "plan_unreadable": N_("方案 {plan_id} 的问题、证明或明细读不懂：{detail}"),
    "plan_question_differs": N_("方案 {plan_id} 登记的问题哈希 {told} 不是它的问题的：其中之一被改过"),
    "plan_question_missing": N_("方案 {plan_id} 没有留下它答的问题，而之前的方案都留了"),
    "plan_hash_differs": N_("方案 {plan_id} 登记的方案哈希 {told} 与它的明细、说明和证明不符：其中之一被改过"),
    "plan_rows_differ": N_("方案 {plan_id} 的 {what} 写的是 {stored}，按它的问题和明细应为 {expected}"),
    "plan_terms_differ": N_("方案 {plan_id} 的 {what} 是 {stored}，按提方案的人的要求应为 {expected}"),
    "plan_stock_hidden": N_("方案 {plan_id} 的问题里没有批次 {lot_id} 在地点 {location_id} 的 {quantity}，当时库里有"),
    "plan_stock_unknown": N_(
        "方案 {plan_id} 的问题写着批次 {lot_id} 在地点 {location_id} 有 {quantity}，当时没有可分的"
    ),
    "plan_stock_differs": N_(
        "方案 {plan_id} 的问题里批次 {lot_id} 在地点 {location_id} 的 {column} 是 {stored}，按账目当时是 {expected}"
    ),
    "plan_claim_hidden": N_(
        "方案 {plan_id} 的问题里没有申请 {request_number} 的第 {line_number} 行，当时批准了还没有分完"
    ),
    "plan_claim_unknown": N_("方案 {plan_id} 的问题里有申请 {request_number} 的第 {line_number} 行，当时没有可分的"),
    "plan_claim_differs": N_(
        "方案 {plan_id} 的问题里申请 {request_number} 第 {line_number} 行的 {column} 是 {stored}，"
        "按账目当时是 {expected}"
    ),
    "plan_floor_differs": N_(
        "方案 {plan_id} 的问题里物资 {item_id} 对第 {priority_class} 类的储备是 {stored}，按账目当时是 {expected}"
    ),
    "plan_pack_differs": N_("方案 {plan_id} 的问题里物资 {item_id} 每 {stored} 一份来分，按库里的箱应为 {expected}"),
    "plan_expected_differs": N_(
        "方案 {plan_id} 的问题里物资 {item_id} 的后续急需是 {stored}，按此前十四天的申请应为 {expected}"
    ),
    "plan_coming_differs": N_(
        "方案 {plan_id} 的问题里在途物资（到货 {arrival_id} 第 {line_number} 行）是 {stored}，按账目应为 {expected}"
    ),
    "plan_limit_differs": N_("方案 {plan_id} 的问题里地点 {location_id} 的拣货上限是 {stored}，按要求应为 {expected}"),
    "plan_cost_differs": N_(
        "方案 {plan_id} 的问题里从地点 {location_id} 到片区“{area}”的运费是 {stored}，按当时定的应为 {expected}"
    ),
    "plan_zone_differs": N_("方案 {plan_id} 的问题里 {unit_id} 号单位在片区“{stored}”，按登记是“{expected}”"),
    "plan_published_differs": N_(
        "方案 {plan_id} 的问题写着申请 {request_number} 第 {line_number} 行原先公布从批次 {lot_id}、地点 {location_id} "
        "得到 {stored}，按账目应为 {expected}"
    ),
    "plan_edit_differs": N_(
        "方案 {plan_id} 由方案 {before_id} 手工改成，它的 {what} 是 {stored}，按原方案和写明的改动应为 {expected}"
    ),
    "plan_unproven": N_("方案 {plan_id} 的问题无从与当时的账目核对：前面的账目写了认不得的东西"),
    **{f"plan_{code}": sentence for code, sentence in VIOLATIONS.items() if code != "other_question"},
    # the heads
    "checkpoint_altered": N_("树头 {size} 旁边登记的大小、树根或边界与签名文本不符"),
    "checkpoint_of_other_log": N_("树头属于另一本账“{origin}”"),
    "checkpoint_root_differs": N_("大小为 {size} 的树头与账本不符：之前的账目被改过、删过或插过"),
    "key_not_in_chain": N_("给的公钥不在这本日志用过的密钥之中：这不是那一本日志，或换密钥的记录被改过"),
    "key_change_broken": N_("这一笔说换下的不是当时的密钥：换密钥的记录接不上"),
    "key_change_unvouched": N_("这一笔换了签名密钥，也没有说旧密钥丢了，可是没有一个树头由新旧两把密钥一起签名"),
    "tile_differs": N_("瓦片 {path} 与账本不符：请运行 liangcao seal --rebuild"),
    "heads_disagree": N_("大小为 {size} 的签名树头有两个，内容不同：有人签过两本不同的账"),
    "given_head_differs": N_(
        "从外面抄来的第 {size} 笔处的树头与这本账不符：之前的账目被改过、重做过，或这是另一份旧备份"
    ),
    "consistency_broken": N_("第 {size1} 笔与第 {size2} 笔处的树头之间的一致性证明不成立：{detail}"),
    "tail_cut_off": N_("树头证明曾有 {size} 笔，现在只有 {entries} 笔：尾部被截掉"),
    # a log read by its tiles
    "tile_missing": N_("{path} 缺失或长度不对"),
    "tile_entry_differs": N_("这一条的内容与瓦片 {path} 里的哈希值不符"),
    "tile_differs_from_entries": N_("瓦片 {path} 与下面的条目不符"),
    # the parts of evidence
    "member_missing": N_("证据里缺 {name}"),
    "member_differs": N_("证据里的 {name} 与清单登记的 SHA-256 不符：打包以后被改过或损坏"),
    "member_unreadable": N_("证据里的 {name} 读不懂"),
    "member_unlisted": N_("证据里的 {name} 清单上没有：后来塞进去的"),
    "member_twice": N_("证据里有两个 {name}"),
    "leaf_count_differs": N_("登记的哈希值有 {leaves} 个，账目有 {entries} 笔"),
    "rules_looser": N_("证据里的岗位规则比程序的宽：{what}"),
    "attachment_differs": N_("附件 {name} 的内容与它登记的哈希值不符：被换过或改过"),
    "attachment_unknown": N_("附件 {name} 没有任何账目提到：多塞的，或被换过"),
}
"""Code -> Chinese message with named fields, a gettext message id. Refusals met while reading keep their own code."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. `entry` is the number of the entry it lies at, 0 when it lies at none."""

    entry: int
    code: str
    params: Mapping[str, Any]

    @property
    def message(self) -> str:
        """The untranslated message with its fields; surfaces translate it and fill it with `params`."""
        return PROBLEMS[self.code] if self.code in PROBLEMS else REFUSALS[self.code].message

    @property
    def detail(self) -> str:
        """The sentence in Chinese."""
        return self.message.format(**self.params)


class PlansSeen(NamedTuple):
    """How many plans stand, how many were held against the books of their moment, how many kept no question.

    Of those that stand, `otherwise` were made by another way than the rules, or by hand: limits are all that
    they were held to.
    """

    certified: int = 0
    compared: int = 0
    unasked: int = 0
    otherwise: int = 0


NO_PLANS = PlansSeen()


@dataclass(frozen=True, slots=True)
class ProvenChange:
    """A change of the signing key; `is_vouched`: a head signed with the old key as well shows it to be genuine.

    None while no head has been signed with the new one.
    """

    change: KeyChange
    is_vouched: bool | None


@dataclass(frozen=True, slots=True)
class Report:
    """What was read and what is wrong with it, by entry number.

    `root` is the root of the tree over all entries, `heads` the number of checkpoints that hold against it; `found`
    counts the problems, of which `problems` lists the first. `key_changes` are those of the signing key, `plans`
    what became of the plans that entries propose.
    """

    entries: int
    lines: int
    root: bytes
    heads: int
    found: int
    problems: tuple[Problem, ...]
    key_changes: tuple[ProvenChange, ...] = ()
    plans: PlansSeen = NO_PLANS

    @property
    def ok(self) -> bool:
        """True when nothing is wrong."""
        return not self.found


class Findings:
    """Problems as they are found; the list stops growing at `most`, the count does not."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._problems: list[Problem] = []
        self.found = 0

    def add(self, entry: int, code: str, /, **params: Any) -> None:
        """Take down that `code` is the matter at `entry`."""
        self.found += 1
        if len(self._problems) < self._most:
            self._problems.append(Problem(entry, code, params))

    def add_refusal(self, entry: int, refusal: Refused) -> None:
        """Take down that something at `entry` could not be read."""
        reason = refusal.reasons[0]
        self.add(entry, reason.code, **reason.params)

    def take_over(self, problems: Sequence[Problem], found: int) -> None:
        """Take down what was found elsewhere: `problems` are the first of `found`."""
        self.found += found
        self._problems += problems[: max(0, self._most - len(self._problems))]

    def in_order(self) -> tuple[Problem, ...]:
        """The problems by entry number, in the order they were found within one."""
        return tuple(sorted(self._problems, key=lambda problem: problem.entry))
