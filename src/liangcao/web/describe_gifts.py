"""What the fields of commands about gifts are called."""

from liangcao.language import N_

GIFT_LABELS: dict[str, str] = {
    "donor_kind": N_("捐赠人类别"),
    "donor_name": N_("个人姓名"),
    "donor_said": N_("单位名称"),
    "wish": N_("捐赠人的话"),
    "link": N_("链接"),
    "item_said": N_("原话"),
    "value_basis": N_("怎么估的"),
    "basis": N_("怎么估的"),
    "value_source": N_("价从哪里来"),
    "is_distinct": N_("确实是另一笔"),
    "route": N_("怎么办"),
    "giver": N_("谁签的"),
}
