"""Refusals of forecasts made from files: part of `refusals.REFUSALS`."""

from liangcao.kernel.refusal import N_, Refusal

REFUSALS_OF_FORECASTS: dict[str, Refusal] = {
    "esft_file_missing": Refusal(N_("文件夹里没有 {name}：要有 capacity.csv、caps.csv、cases.csv"), 404),
    "esft_file_unreadable": Refusal(N_("看不懂 {name}：要是 UTF-8 的 CSV"), 400),
    "esft_column_missing": Refusal(N_("{name} 缺一列：{column}"), 400),
    "esft_value_unreadable": Refusal(N_("{name} 第 {line} 行的 {column} 看不懂：“{text}”"), 400),
    "esft_one_row": Refusal(N_("{name} 除表头外要正好一行，现在是 {rows} 行"), 400),
    "esft_weeks_too_few": Refusal(N_("cases.csv 只有 {weeks} 周：头三周是预测之前的，至少要 {least} 周"), 400),
    "esft_week_missing": Refusal(
        N_("cases.csv 第 {line} 行的一周应从 {expected} 起，写的是 {text}：每周一行，按先后"), 400
    ),
    "esft_labs_unknown": Refusal(N_("不知道 {country} 有多少能检测的实验室：用 --labs 给出"), 400),
}
