"""Refusals of work in the background: part of `refusals.REFUSALS`."""

from liangcao.kernel.refusal import N_, Refusal

REFUSALS_OF_JOBS: dict[str, Refusal] = {
    "no_jobs_here": Refusal(N_("这台服务器旁边没有开后台任务，请让管理员用 liangcao serve 启动"), 503),
    "unknown_job": Refusal(N_("没有这个任务，或者不是您的"), 404),
    "job_not_over": Refusal(N_("这个任务还没有停下，不用再来一次"), 409),
    "job_over": Refusal(N_("这个任务已经完了，停不了"), 409),
    "job_stopped": Refusal(N_("有人叫停了这个任务"), 409),
    "job_failed": Refusal(N_("系统出错了（{detail}）：可以再来一次，还不行请告诉管理员"), 500),
    "job_file_gone": Refusal(N_("任务做的文件已经清掉了，或者在另一台服务器上：请再来一次"), 404),
}
