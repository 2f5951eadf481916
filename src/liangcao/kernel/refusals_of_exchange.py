"""Refusals of files and questions in the language of standards (JSON, EPCIS): part of `refusals.REFUSALS`."""

from liangcao.kernel.refusal import N_, Refusal

REFUSALS_OF_EXCHANGE: dict[str, Refusal] = {
    "json_unreadable": Refusal(N_("看不懂的 JSON 文件，第 {line} 行：{detail}"), 400),
    "json_too_deep": Refusal(N_("JSON 里的括号套得太深：最多 {most} 层"), 400),
    "json_name_doubled": Refusal(N_("JSON 的同一个对象里“{name}”写了两遍，分不清该用哪一个"), 400),
    "epcis_invalid": Refusal(N_("不是有效的 EPCIS 2.0：{path}：{detail}"), 400),
    "epcis_parameter_unknown": Refusal(N_("没有“{name}”这个查询参数"), 400),
    "epcis_parameter_unanswered": Refusal(N_("查询参数“{name}”这里不支持"), 400),
    "epcis_parameter_invalid": Refusal(N_("查询参数“{name}”的值不对：“{value}”"), 400),
    "epcis_format_unavailable": Refusal(N_("只能按 {offered} 给出，不能按“{wanted}”"), 406),
    "unknown_event": Refusal(N_("没有这个事件，或者您不能看"), 404),
    "epcis_name_unknown": Refusal(N_("不知道“{name}”是我们的哪一个，请先选定（{uri}）"), 409),
    "epcis_own_events": Refusal(N_("这是我们自己发出的事件，不用收：{path}"), 409),
    "epcis_source_missing": Refusal(N_("发货事件没有说从谁那里来：{path}"), 400),
    "epcis_package_closed": Refusal(N_("不知道箱里装了什么：文件里没有它的装箱事件（{path}）"), 400),
    "epcis_quantity_unusable": Refusal(N_("数量“{quantity}”不能当最小单位的个数：{path}"), 400),
    "epcis_behaviour_unavailable": Refusal(N_("只能整份收下或整份退回（rollback），不能“{wanted}”"), 400),
    "event_captured_before": Refusal(N_("这个事件已经收过：{event}"), 409),
    "epcis_no_events": Refusal(N_("文件里没有 EPCIS 事件"), 400),
}
