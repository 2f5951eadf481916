"""Why something about the office's own day is refused: roster, absences, work log (the rest is in `refusals`)."""

from liangcao.kernel.refusal import N_, Refusal

REFUSALS_OF_OFFICE: dict[str, Refusal] = {
    "shift_over": Refusal(N_("{day} 的{shift}已经过去，排班不能再改"), 409),
    "on_duty_twice": Refusal(N_("{name} 在 {day} 排了两个时间重叠的班：{one}、{other}"), 409),
    "away_then": Refusal(N_("{name} 那时请了假，不在"), 409),
    "away_already": Refusal(N_("这段时间已经请过假"), 409),
    "deputy_away": Refusal(N_("{name} 那时自己也请了假，不能代"), 409),
    "leader_not_on": Refusal(N_("带班的人要在这个班上"), 400),
    "not_your_duty": Refusal(N_("这不是您的班，只有本人能提出换班"), 403),
    "not_asked": Refusal(N_("只有被请的人能答复，提出的人能收回"), 403),
    "asked_already": Refusal(N_("这个班已经提出换班，正等 {name} 答复"), 409),
    "day_ahead": Refusal(N_("{day} 还没有到：日志只写到今天"), 400),
    "name_not_one": Refusal(N_("有几个人都叫 {name}：请到人员页上选"), 409),
    "no_such_shift": Refusal(N_("没有这个班次，或已停用：{name}"), 404),
}
