"""What can be said of a need in a plan, by template: no free text."""

from collections.abc import Mapping
from dataclasses import dataclass

from liangcao.kernel.refusals import N_

SENTENCES: dict[str, str] = {
    "full": N_("第 {priority_class} 类：要 {asked}，给 {given}，全部满足"),
    "all_boxes": N_("第 {priority_class} 类：要 {asked}，给 {given}（{percent}%），整箱能给的都给了"),
    "short": N_("第 {priority_class} 类：要 {asked}，给 {given}（{percent}%）"),
    "already": N_("先前已给 {already}，一起算"),
    "capped": N_("要的超过封顶，按 {asked} 算"),
    "together": N_("本单位这种物资的 {claims} 笔需求合在一起算"),
    "standards": N_("只给合标准的：{standards}"),
    "rounded_up": N_("按整箱（每箱 {pack}）给，比要的多 {odd}"),
    "rounded_down": N_("只给整箱（每箱 {pack}），零头 {odd} 没有给"),
    "no_stock": N_("{items} 没有可以给它用的库存"),
    "taken": N_("限在 {items}：一共 {stock}，留作储备 {kept}，别的类用去 {before}，没有剩下"),
    "shared": N_(
        "限在 {items}：一共 {stock}，留作储备 {kept}，别的类用去 {before}，本类 {fellows} 家分了 {shared}，没有剩下"
    ),
    "held_back": N_("储备里有 {held} 是按后面更急的需求留的"),
    "passed_over": N_(
        "最低要 {minimum}，凑不齐，少给没有用，这次不给；"
        "本类 {wanted} 家里凑齐了 {served} 家的最低，怎么选也不会多过 {at_most} 家"
    ),
    "level": N_("其中没有满足、一起受这个限制的 {level_fellows} 家都在 {low}% 到 {high}%"),
    "owed": N_("最后一箱给它：以前取整欠它的"),
    "published_first": N_("最后一箱给它：先前公布的方案里有它的"),
    "approved_first": N_("最后一箱给它：同样大小的各家里它批准在先"),
    "by_number": N_("最后一箱给它：各项都相同，按编号在先"),
    "more_needed": N_("再到 {more} 个同样的 {items}，本类和更急的类就都满足"),
    "more_needed_at_least": N_("至少再到 {more} 个 {items}，本类和更急的类才都满足"),
    "next_box": N_("再到一箱同样的（{pack}），先给 {unit}"),
    "replaced": N_("其中 {quantity} 是代用的 {item}"),
    "way_people": N_("按人头分：同一类里每人一样多，要满为止；最低和权重不算"),
    "way_cover": N_("按可用天数分：同一类里先给现存最不够用的，补到天数一样，要满为止；最低和权重不算"),
    "way_equal": N_("每家一样多：同一类里一箱一箱轮着给，要满为止；最低和权重不算"),
    "way_pro_rata": N_("按比例分：不分类别，各家得到所要的同一成数；最低和权重不算"),
    "way_first_come": N_("先批先给：不分类别，批准早的先给足"),
    "edited": N_("其中有手工改动：批次 {lot}（{warehouse}）由 {before} 改为 {quantity}，原因：{reason}"),
    "promised": N_("在途的到了以后，还可给 {promised}"),
}
"""Every sentence that can be said of a need, Chinese, each a gettext message id."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of `SENTENCES` by its code, and what fills it."""

    code: str
    params: Mapping[str, int | str]

    @property
    def text(self) -> str:
        """The sentence in Chinese."""
        return SENTENCES[self.code].format(**self.params)
