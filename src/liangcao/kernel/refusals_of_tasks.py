"""Why something about tasks and shifts is refused (the rest is in `refusals`, which has all of them)."""

from liangcao.kernel.refusal import N_, Refusal

REFUSALS_OF_TASKS: dict[str, Refusal] = {
    "not_your_task": Refusal(N_("交办 {task} 不在您手里，不能由您{deed}"), 403),
    "cannot_take_tasks": Refusal(N_("{name} 的岗位不经办交办"), 409),
    "has_the_task": Refusal(N_("交办 {task} 已经在 {name} 手里"), 409),
    "shift_needs_two": Refusal(N_("交接班要两个人：交班的人自己不能接"), 403),
    "shift_for_another": Refusal(N_("这一班是交给 {name} 的，要由他接"), 403),
    "shift_taken": Refusal(N_("这一班已经由 {name} 接了"), 409),
}
