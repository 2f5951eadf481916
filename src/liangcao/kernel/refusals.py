"""Every named refusal, on this page and those of its parts: code, message in Chinese (a gettext message id),
HTTP status.

`docs/reference/refusals.md` is generated from this table. Keep it sorted by theme; one reason has one code.
"""

from liangcao.kernel.refusal import N_, Refusal
from liangcao.kernel.refusals_of_exchange import REFUSALS_OF_EXCHANGE
from liangcao.kernel.refusals_of_forecasts import REFUSALS_OF_FORECASTS
from liangcao.kernel.refusals_of_jobs import REFUSALS_OF_JOBS
from liangcao.kernel.refusals_of_office import REFUSALS_OF_OFFICE
from liangcao.kernel.refusals_of_proofs import REFUSALS_OF_PROOFS
from liangcao.kernel.refusals_of_returns import REFUSALS_OF_RETURNS
from liangcao.kernel.refusals_of_tasks import REFUSALS_OF_TASKS
from liangcao.kernel.refusals_of_trips import REFUSALS_OF_TRIPS

__all__ = ["N_", "REFUSALS", "Refusal"]

REFUSALS: dict[str, Refusal] = {
    # the shape of what was sent
    "input_invalid": Refusal(N_("这一项填得不对：{detail}"), 400),
    "field_missing": Refusal(N_("这一项要填"), 400),
    "number_too_small": Refusal(N_("不能小于 {least}"), 400),
    "password_too_short": Refusal(N_("密码太短：至少 {least} 个字符"), 400),
    "password_wrong": Refusal(N_("现在的密码不对"), 400),
    "password_hash_too_costly": Refusal(N_("密码的 argon2id 参数太大：最多 m={memory}、t={rounds}、p={lanes}"), 400),
    "body_too_large": Refusal(N_("一次交的内容太大：最多 {most} MB"), 413),
    "method_not_allowed": Refusal(N_("这个网址不接受这种请求"), 405),
    "unknown_page": Refusal(N_("没有这一页"), 404),
    "fault": Refusal(N_("系统出错了，请把代码告诉管理员"), 500),
    "text_too_long": Refusal(N_("文字太长：最多 {most} 个字，收到 {length} 个"), 400),
    "text_control_characters": Refusal(N_("文字里有不能显示的控制字符，请删去后再交"), 400),
    "quantity_not_whole": Refusal(N_("数量“{text}”不是整数：请按最小单位（只、件、瓶）填整数"), 400),
    "quantity_not_positive": Refusal(N_("数量必须大于零"), 400),
    "quantity_too_large": Refusal(N_("数量太大：一次最多 {most}"), 400),
    "quantity_unreadable": Refusal(N_("看不懂的数量“{text}”：请填数字，例如 12000 或 1.2万"), 400),
    "quantity_like_phone": Refusal(N_("“{text}”像是电话号码，不像数量：请核对这一列"), 400),
    "number_rounded": Refusal(N_("“{text}”是科学记数法，后面的数字已经丢失：请把这一列设为文本后重填"), 400),
    "phone_unreadable": Refusal(N_("看不懂的电话“{text}”：请填 11 位手机号或带区号的固定电话"), 400),
    "measure_conflict": Refusal(N_("数量里写的单位是“{one}”，单位列写的是“{other}”：请改成同一个"), 400),
    "cell_empty": Refusal(N_("“{column}”没有填"), 400),
    "cell_broken": Refusal(N_("“{text}”是表格公式的错误值：请改成文字或数字"), 400),
    "money_unreadable": Refusal(N_("看不懂的金额“{text}”：请填元，最多两位小数，例如 1234.50"), 400),
    "date_unreadable": Refusal(N_("看不懂的日期“{text}”：请填 2020-02-10 这样的日期"), 400),
    "time_unreadable": Refusal(N_("看不懂的时间“{text}”：请填 2020-02-10 18:00 这样的日期和钟点"), 400),
    "date_ambiguous": Refusal(N_("“{text}”可能是数字也可能是日期，请写全，例如 2020-02-10"), 400),
    "empty": Refusal(N_("没有内容：至少要有一行"), 400),
    "too_many_lines": Refusal(N_("一次最多 {most} 行，收到 {length} 行"), 400),
    # who may
    "sign_in_needed": Refusal(N_("请先登录"), 401),
    "sign_in_wrong": Refusal(N_("用户名或密码不对"), 401),
    "sign_in_locked": Refusal(N_("从这里连续多次登录失败，请 {minutes} 分钟后再试"), 429),
    "too_often": Refusal(N_("操作太频繁，请 {seconds} 秒后再试"), 429),
    "not_permitted": Refusal(N_("您的岗位不能做这件事：{action}"), 403),
    "not_permitted_here": Refusal(N_("您的岗位不能在这个地点做这件事：{action}"), 403),
    "duty_conflict": Refusal(N_("不相容岗位：同一件事您已经做过“{done}”，这一步“{duty}”必须由别人来做"), 403),
    "duty_conflict_linked": Refusal(
        N_("不相容岗位：{name} 做过“{done}”，您和他有代理关系，视同一人，这一步“{duty}”必须由别人来做"), 403
    ),
    "own_submission": Refusal(N_("不能审批自己提交的事项"), 403),
    "already_signed": Refusal(N_("您已经批准过这件事：还要别人批准"), 403),
    "signer_linked": Refusal(N_("您和 {name} 有代理关系，视同一人：这件事要由别人批准"), 403),
    "more_signers_needed": Refusal(N_("按现在的规定，这件事要 {signers} 个人批准：请退回，由提交人重新提交"), 409),
    "not_yours": Refusal(N_("这不是您的岗位，不能由您交出"), 403),
    "cannot_delegate": Refusal(N_("代理来的、应急取得的岗位不能再交给别人"), 403),
    "term_invalid": Refusal(N_("起止时间不对：到期要在开始之后、在现在之后，应急岗位最长 24 小时"), 400),
    "cross_site": Refusal(N_("请求来自别的网站，已拒绝"), 403),
    "second_admin_needed": Refusal(N_("至少要有两名系统管理员：任何岗位都要由两个人授予"), 400),
    "password_change_needed": Refusal(N_("这个密码是别人设的：请先在“我的”里改成自己的密码，再做别的事"), 403),
    "last_admins": Refusal(N_("至少要留两名系统管理员，否则再也没有人能授予岗位"), 409),
    # idempotency, time, state of the books
    "command_id_invalid": Refusal(N_("操作编号必须是 UUID：请刷新页面后重新提交"), 400),
    "command_id_reused": Refusal(N_("这个操作编号已经用过，而内容不同：请刷新页面后重新提交"), 409),
    "day_closed": Refusal(N_("{day} 的账已经结了：请记在今天，发生时间可在说明里写清"), 409),
    "books_differ": Refusal(
        N_("账对不上，不能结账：{location} 的 {lot} 和流水不符（一共 {differences} 处），请先查清"), 409
    ),
    "occurred_in_future": Refusal(N_("发生时间在将来：请核对时间"), 400),
    "clock_behind": Refusal(N_("服务器时钟比账本上最后一笔早 {seconds} 秒：请先校准时钟"), 503),
    "books_busy": Refusal(N_("账本正忙，这次没有记上：请再试一次"), 503),
    "books_unwritable": Refusal(N_("账本写不进去（磁盘已满或数据库不可用），这次没有记上，请联系管理员"), 503),
    "changed_meanwhile": Refusal(N_("别人刚刚改动了{what}：请刷新后再做"), 409),
    "books_unreachable": Refusal(N_("数据库连不上，无法确认这次是否记上：请稍后原样再交一次，不会重复记账"), 503),
    # unknown things
    "unknown_action": Refusal(N_("没有这种操作：{name}"), 404),
    "unknown_item": Refusal(N_("没有这种物资：{name}"), 404),
    "unknown_party": Refusal(N_("没有这个单位：{name}"), 404),
    "unknown_location": Refusal(N_("没有这个地点：{name}"), 404),
    "unknown_lot": Refusal(N_("没有这个批次：{name}"), 404),
    "several_lots": Refusal(N_("有几批是这个号：{name}，请点一批"), 422),
    "unknown_document": Refusal(N_("没有这份单据：{name}"), 404),
    "unknown_actor": Refusal(N_("没有这个人：{name}"), 404),
    "unknown_role": Refusal(N_("没有这个岗位：{name}"), 404),
    "unknown_pack": Refusal(N_("“{item}”没有登记“{pack}”这种包装：请先登记换算"), 404),
    "value_unstorable": Refusal(N_("没有这样的编号或文字：数字太大，或文字里有存不了的字符"), 404),
    "not_a_paper": Refusal(N_("凭据要是照片（JPEG、PNG、WebP）或 PDF"), 400),
    "paper_not_handed_in": Refusal(N_("没有找到这个文件：请再选一次"), 409),
    "already_exists": Refusal(N_("已经有了：{name}"), 409),
    "item_retired": Refusal(N_("“{item}”已经停用"), 409),
    "item_retired_for": Refusal(N_("“{item}”已经停用：请改用“{instead}”"), 409),
    "item_stands": Refusal(N_("“{item}”不能{deed}：还有{what} {count} 处，先办完"), 409),
    "items_unlike": Refusal(N_("“{item}”按{unit}数，另一种按{other}数，不能合并"), 409),
    "same_item": Refusal(N_("“{item}”不能对着自己"), 400),
    "code_malformed": Refusal(N_("“{text}”不是{system}的写法"), 400),
    "check_digit_wrong": Refusal(N_("条码 {text} 的校验位不对：按前面的数字，最后一位应是 {right}"), 400),
    "code_taken": Refusal(N_("编码 {text} 这段时间里是“{item}”的"), 409),
    "foreign_code": Refusal(N_("这不是我们的二维码，是别处的：{text}"), 404),
    "short_code_malformed": Refusal(
        N_("“{text}”不是本系统的短码：短码是一个字母加 5 到 9 位数字和字母，例如 L000CX"), 400
    ),
    "short_code_damaged": Refusal(
        N_("短码 {text} 有一个字输错了或印坏了（校验字对不上）：请对着标签重新输入，或者扫二维码；标签坏了请补打"), 400
    ),
    "not_a_picture": Refusal(N_("这不是照片（JPEG、PNG、WebP），或者已经损坏"), 400),
    "no_code_seen": Refusal(N_("照片里没有认出码：请靠近些、对准、避开反光，再拍一张；也可以手工输入码下面的字"), 400),
    "code_names_nothing": Refusal(N_("“{text}”在这里什么也不是：请扫或输入一批货、一个货位或一种物资的码"), 404),
    "code_names_many": Refusal(N_("“{text}”不止一批货：请扫那一批自己的标签"), 409),
    "serial_not_printed": Refusal(N_("没有印过 {label} 这张空白标签：请核对，或者先印一卷"), 404),
    "serial_bound": Refusal(N_("标签 {label} 已经贴在 {other} 上：要改贴，请写明原因"), 409),
    "days_reversed": Refusal(N_("最后一天 {last} 在第一天 {first} 之前"), 400),
    "pack_unreadable": Refusal(N_("看不懂的包装“{text}”：请写成“盒=50；箱=40盒”"), 400),
    "pack_differs": Refusal(N_("“{item}”的包装“{pack}”已经登记为 {known}，表里是 {told}"), 409),
    "shelf_life_unreadable": Refusal(N_("看不懂的保质期“{text}”：请写天数，或“36个月”“3年”"), 400),
    "unit_differs": Refusal(N_("“{item}”按{known}数，表里写的是{told}：最小单位不能改"), 409),
    "row_contradicts": Refusal(N_("编码是“{item}”的，名称却是“{other}”的"), 409),
    "row_repeats": Refusal(N_("和第 {row} 行是同一种物资，内容却不一样"), 409),
    "nothing_changed": Refusal(N_("“{name}”没有改动"), 400),
    "nothing_new": Refusal(N_("都已经有了，没有要加的"), 409),
    # goods and money
    "not_enough": Refusal(N_("{location} 的 {lot} 可用数量只有 {available}，要 {quantity}"), 409),
    "not_enough_money": Refusal(
        N_("{budget_line} 可用资金只有 {available_fen} 分，要 {amount_fen} 分，差 {missing_fen} 分"), 409
    ),
    "not_committed": Refusal(N_("这份单据占着的资金只有 {held_fen} 分，要付 {amount_fen} 分"), 409),
    "lot_expired": Refusal(N_("批次 {lot} 已于 {expires_on} 过期，不能发放"), 409),
    "lot_quarantined": Refusal(N_("批次 {lot} 在隔离待检，不能动用"), 409),
    "same_place": Refusal(N_("从哪里到哪里不能是同一个地点"), 400),
    "place_outside": Refusal(N_("{location} 不是我们的库位，不能这样移动"), 400),
    "place_closed": Refusal(N_("{location} 已停用"), 409),
    "not_money": Refusal(N_("{item} 不是资金"), 400),
    "not_goods": Refusal(N_("{item} 不是物资"), 400),
    "already_reversed": Refusal(N_("第 {entry} 笔已经冲正过"), 409),
    "nothing_to_reverse": Refusal(N_("第 {entry} 笔没有动过物资或资金，无可冲正"), 409),
    "reversal_blocked": Refusal(N_("第 {entry} 笔的物资后来又被动用（{blocking}），不能整笔冲正：请做更正"), 409),
    "overpaid": Refusal(N_("这张收货单的货值 {cost_fen} 分，已付 {paid_fen} 分，再付 {amount_fen} 分就超了"), 409),
    "not_a_payee": Refusal(N_("{party} 不是供应单位、捐赠人或储备单位，不能付款给它"), 400),
    "not_a_seller": Refusal(N_("{party} 不是供应单位、捐赠人或储备单位，不能当货源"), 400),
    "price_far_off": Refusal(
        N_(
            "每个单位 {price} 元，上一次是 {last} 元，相差 {times} 倍以上：请核对单位和小数点，没有错就勾选“价格核对过”"
        ),
        409,
    ),
    "cannot_reverse": Refusal(N_("第 {entry} 笔属于“{action}”，要从它的单据上撤回"), 409),
    "not_a_reserve": Refusal(N_("{party} 不是储备单位"), 400),
    "more_than_owed": Refusal(N_("{item} 只欠 {owed}，不能还 {quantity}"), 409),
    "still_owed": Refusal(N_("{item} 还欠 {owed}：先归还或补偿；对方说不用还的，请写明凭什么"), 409),
    "donation_alike": Refusal(
        N_("和第 {numbers} 号捐赠很像：七天之内，同一个捐赠人，同样多的同样东西。确实是另一笔，请勾选后再交"), 409
    ),
    "more_than_promised": Refusal(
        N_("登记的捐款是 {promised_fen} 分，已入账 {booked_fen} 分，再入 {amount_fen} 分就超了：多的另登记一笔"), 409
    ),
    "personal_number": Refusal(N_("“{text}”像是手机号或身份证号：账本永远留底，请改填在“联系人”“电话”里"), 400),
    # counts
    "count_by_keeper": Refusal(N_("盘点要由不管这里的人来做，差异也由别人处理：您管着 {location}"), 403),
    "counted_before": Refusal(N_("{lot} 您已经数过：复盘要由别人来数"), 403),
    "counted_too_early": Refusal(N_("数的时间在这次盘点开始以前：请核对设备的时钟"), 409),
    "not_in_count": Refusal(N_("{lot} 不在这次要数的里面"), 409),
    "recount_first": Refusal(N_("{lot} 在数的中间有出入库，数不准：请先复盘"), 409),
    "differences_left": Refusal(N_("{lot} 的差异还没有说明原因"), 400),
    # purchases
    "not_a_supplier": Refusal(N_("{party} 不是供应单位，不能向它采购"), 400),
    "not_a_department": Refusal(N_("{party} 不是用物资的部门"), 400),
    "price_unusual": Refusal(
        N_(
            "{item} 的单价离近期买价太远：这次每 {units} 个 {price_fen} 分，近期每 {last_units} 个 {last_fen} 分。"
            "请核对单位和小数点；没有错，就写明为什么"
        ),
        409,
    ),
    "flag_unseen": Refusal(N_("有要先看过的：{flag}。看过了，请勾上再批准"), 409),
    "purchase_begun": Refusal(N_("这笔采购已付 {paid_fen} 分、已到货 {came}，不能{deed}：请收完、付清后了结"), 409),
    "invoice_used": Refusal(N_("发票 {number} 已经用过：在采购 {purchase} 上"), 409),
    "invoice_other": Refusal(N_("发票 {number} 不是这笔采购的，或者已作废"), 409),
    "invoice_paid": Refusal(N_("发票 {number} 已经付过款，不能作废：请先冲正付款"), 409),
    "paid_beyond_accepted": Refusal(
        N_("验收合格值 {accepted_fen} 分、约定预付 {advance_fen} 分，已付 {paid_fen} 分，再付 {amount_fen} 分就超了"),
        409,
    ),
    "accepted_beyond": Refusal(N_("{item} 最多还能验收 {most}（定的减去已验收的），要验收 {quantity}"), 409),
    "accept_on_receipt": Refusal(
        N_("采购 {purchase} 的货收进我们的库：请在它的收货单上验收，验收合格的就是采购验收的"), 409
    ),
    "not_accepted": Refusal(N_("{item} 收到的还有 {quantity} 没有验收，不能了结"), 409),
    "not_settled": Refusal(N_("验收合格值 {accepted_fen} 分，已付 {paid_fen} 分，没有付清，不能了结"), 409),
    "accepted_already": Refusal(
        N_("没有第 {entry} 笔收的货，最多能付 {left_fen} 分，已付 {paid_fen} 分：请先冲正付款，再冲正收货"), 409
    ),
    "purchase_closed": Refusal(N_("第 {entry} 笔是采购 {purchase} 的，采购已经了结，不能冲正"), 409),
    "pay_on_purchase": Refusal(N_("收货单 {receipt} 是采购 {purchase} 的货：请在采购上付款，钱已经占好了"), 409),
    "untied": Refusal(
        N_("钱和货对不上，不能结账：采购 {purchase} 的{book}差 {difference_fen} 分（一共 {differences} 处），请先查清"),
        409,
    ),
    # suppliers
    "credit_code_unreadable": Refusal(
        N_("统一社会信用代码“{text}”不对：要 18 位数字和大写字母，没有 I、O、S、V、Z"), 400
    ),
    "credit_code_wrong": Refusal(N_("统一社会信用代码“{text}”的校验码不对：照前 17 位，最后一位应为 {digit}"), 400),
    "blacklisted": Refusal(N_("“{party}”在黑名单上，不能向它采购：{reason}"), 409),
    "licence_expired": Refusal(
        N_("“{party}”的{kind}（{number}）已于 {expires_on} 到期：换证，或者写明为什么还向它采购"), 409
    ),
    # what is expected
    "nothing_expected": Refusal(N_("{what} 没有还没到的货，没有可取消的"), 409),
    "arrival_differs": Refusal(N_("和预计到货 {arrival} 说的不一样：来源和物资要相同，发错的货按拒收记"), 409),
    "arrival_decides": Refusal(N_("这一项由采购、捐赠或调拨单定，收货时不能改"), 409),
    "batch_two_expiries": Refusal(N_("批号 {lot} 以前收的有效期不是这一天：请核对；确实如此就勾“已核对”"), 409),
    "price_far": Refusal(N_("{lot} 的单价和上次相差一百倍：小数点或单位写错了？确实如此就勾“已核对”"), 409),
    "not_counted": Refusal(N_("数量是预计的：点过数，勾“点过，数量对”再入库"), 400),
    "acceptance_due": Refusal(N_("批次 {lot} 要先验收合格：请在收货单上验收"), 409),
    "sample_wrong": Refusal(N_("抽了 {size} 件，不会有 {bad} 件不合格"), 400),
    "papers_missing": Refusal(N_("{lot} 还缺证件：{papers}。看过证件才能判合格"), 409),
    "not_claimable": Refusal(N_("可以索赔的只有 {left}，要索赔 {quantity}：短少按到货行、不合格按批次，不能重复"), 409),
    "over_unexplained": Refusal(N_("比预计的多：还应到 {open}。请选多收的原因"), 409),
    # classes
    "class_retired": Refusal(N_("第 {number} 类“{name}”已经停用：请选在用的类别"), 409),
    "class_twice": Refusal(N_("这一项在两个类别里都有：{name}"), 400),
    "kind_without_class": Refusal(N_("每种单位都要归一个在用的类别，还没有归的：{kind}"), 400),
    "class_in_use": Refusal(
        N_(
            "第 {number} 类“{name}”还在用，不能去掉：单位 {units} 个，没办完的申请 {requests} 份（先看：{first}）。"
            "请把它留在表里标为停用，写明转到哪一类，生效时一起转过去"
        ),
        409,
    ),
    "class_directed": Refusal(
        N_("第 {number} 类“{name}”不能停用：库里有 {lots} 批物资是捐赠人指定给这一类的（先看：{first}），要先发完"), 409
    ),
    "class_expected": Refusal(
        N_("第 {number} 类“{name}”不能停用：要到的物资和捐款里有指定给这一类的（到货单 {arrivals}；捐赠 {donations}）"),
        409,
    ),
    "class_differs": Refusal(N_("优先类别表建议第 {suggested} 类，要按第 {number} 类批：请写明原因"), 400),
    "class_unchanged": Refusal(N_("现在就是第 {number} 类“{name}”，没有要改的"), 409),
    # documents
    "wrong_state": Refusal(N_("{what}现在是“{state}”，不能{deed}"), 409),
    "reason_needed": Refusal(N_("请写明原因"), 400),
    "approved_more_than_asked": Refusal(N_("批准数量 {approved} 超过申请数量 {asked}"), 409),
    "split_more_than_asked": Refusal(N_("要拆出 {part}，申请的只有 {asked}"), 409),
    "not_verified": Refusal(N_("这份申请没有账号，现在是“{state}”：先打电话核实，再批准"), 409),
    "link_expired": Refusal(N_("签收码已过期：请送货的人再出示一次"), 409),
    "link_replaced": Refusal(N_("送货的人又出示了新的签收码：请扫新的"), 409),
    "delivered_already": Refusal(N_("发货单 {shipment} 已经签收（第 {entry} 笔），没有再记一次"), 409),
    "name_or_signature": Refusal(N_("请写姓名，或者手写签名"), 400),
    "proof_needed": Refusal(N_("在送货人手机上签，要有手写签名或照片"), 400),
    "door_closed": Refusal(N_("现在不接受网上申请：请打值班电话"), 403),
    "quantity_unknown": Refusal(N_("申请没有写数量：批准时必须定下数量"), 400),
    "exceeds_approved": Refusal(N_("超过批准而尚未分配的数量：还可分配 {remaining}，要 {quantity}"), 409),
    "exceeds_shipped": Refusal(N_("签收数量 {received} 超过发出数量 {shipped}"), 409),
    "exceeds_difference": Refusal(N_("超过还没有查清的差异：还差 {open}，要处理 {quantity}"), 409),
    "over_picked": Refusal(N_("要拣 {asked}，拣了 {picked}：多拿的请放回"), 409),
    "not_on_list": Refusal(N_("“{code}”不在这张拣货单上"), 409),
    "picked_already": Refusal(N_("“{code}”的都拣过了"), 409),
    "wrong_place": Refusal(N_("“{code}”不是要拣的地方：请到 {place}"), 409),
    "wrong_lot": Refusal(N_("“{code}”不是要拣的批次：应拣 {lot}。要改批次请写原因，由第二个人批准"), 409),
    "packed_already": Refusal(N_("{lot} 能装的只有 {room}，要装 {quantity}：其余的已经装箱，或不在这里"), 409),
    "packed_still": Refusal(N_("这些物资装在 {packages} 里：先拆开"), 409),
    "one_unit_each": Refusal(N_("一个包装件只装一个单位的物资"), 400),
    "sscc_used_up": Refusal(N_("厂商识别代码 {prefix} 的序号用完了：请换一个"), 409),
    "unknown_package": Refusal(N_("没有包装件“{name}”"), 404),
    "packages_differ": Refusal(N_("这张单上有 {expected} 件，您点的是 {packages} 件：对不上请写明"), 409),
    "taken_already": Refusal(N_("这张发货单已经有人接走了"), 409),
    # kits
    "no_recipe": Refusal(N_("{item}还没有定一套里有什么"), 409),
    "kit_of_itself": Refusal(N_("一套里不能有它自己"), 400),
    "kit_part_twice": Refusal(N_("{item}写了两次"), 400),
    "not_a_part": Refusal(N_("{lot} 不在这一套里"), 400),
    "kit_uneven": Refusal(N_("{lot} 用 {quantity}，{kits} 套分不匀：每一套里要一样，分两次组套"), 400),
    "kit_incomplete": Refusal(N_("{item}要 {needed}，给了 {given}"), 400),
    "lot_twice": Refusal(N_("批次 {lot} 写了两次"), 400),
    "purposes_mixed": Refusal(N_("这些批次指定的用途不同，不能混在一起：{lots}"), 409),
    "not_made_here": Refusal(N_("{lot} 不是组套或改装来的，拆不开"), 409),
    "exceeds_built": Refusal(N_("{lot} 只做了 {left} 还没有拆，要拆 {quantity}"), 409),
    "pack_same": Refusal(N_("{lot} 本来就是每箱 {size}"), 400),
    "apart_uneven": Refusal(N_("拆 {quantity} 分不成整数：{lot} 每 {whole} 才是整的"), 400),
    "held_for_another": Refusal(N_("{location} 的 {lot} 已经答应给别的单位：只剩 {available}，要 {quantity}"), 409),
    "wrong_item": Refusal(N_("{lot} 不是{item}：只能改拣同一种物资"), 409),
    "directed_lot": Refusal(N_("{lot} 是捐赠人指定用途的，不能改拣给{unit}：请改分配方案"), 409),
    "same_lot": Refusal(N_("这一行本来就是拣这里的这一批"), 400),
    "on_another_list": Refusal(N_("{what}已经在拣货单 {list} 上"), 409),
    "picking_unfinished": Refusal(N_("{unit}还有 {lines} 行在拣货单 {list} 上没有拣：拣完或取消再发"), 409),
    "not_held_any_more": Refusal(N_("这一行方案里{state}，不用拣了：请确认为 0"), 409),
    "difference_settled": Refusal(N_("这次签收的差异已经处理过（{settled}）：请先冲正那几笔，再撤销签收"), 409),
    "allocated_again": Refusal(N_("{what} 没收到的又分在方案 {plans} 里了：先从那里去掉，或召回那里发的货"), 409),
    "plan_stale": Refusal(
        N_("方案做好以后变了：{what} 方案要用 {planned}，现在只剩 {now}。请作废它，重新生成方案"), 409
    ),
    "plan_quantity_too_large": Refusal(
        N_("{what}：数量太大，没法分：最多 {most}。请先更正或结束它，再做方案；别的都没有变"), 409
    ),
    "requests_need_more": Refusal(N_("按规定，方案里有 {count} 份申请要几个人批准：请先逐份批准它们，再批方案"), 409),
    "not_this_item": Refusal(N_("这一行写的是别的物资；一张名单只分一种"), 400),
    "not_so_much": Refusal(N_("可以分的只有 {free}，要分 {quantity}：定向的、隔离的、过期的、已占用的不算"), 409),
    "not_asked_for": Refusal(N_("“{unit}”的申请里没有这种物资"), 409),
    "heads_unknown": Refusal(N_("“{unit}”的申请没有说多少人"), 409),
    "nothing_to_allocate": Refusal(N_("没有等待分配的已批需求，或没有可分的库存"), 409),
    "held_expired": Refusal(N_("这件待批事项已过期，请重新提交"), 409),
    "nothing_to_sample": Refusal(N_("这段时间没有可以抽的流转"), 409),
    "sample_too_wide": Refusal(N_("这段时间的流转超过 {most} 行，不能一次抽：请把时间缩短，或者按物资抽"), 409),
    "purpose_restricted": Refusal(N_("批次 {lot} 是定向捐赠给“{purpose}”的，不能发给“{unit}”"), 409),
    # a question to share out, in a file
    "plan_file_unreadable": Refusal(N_("看不懂的分配文件：{detail}"), 400),
    "plan_without_question": Refusal(N_("方案 {name} 没有留下它答的问题（是保留问题以前做的），没法重算"), 404),
    "unknown_field": Refusal(N_("没有“{name}”这一项"), 400),
    "figures_missing": Refusal(N_("不能“{way}”分：{count} 笔需求没有写所需的数（{claims}）"), 409),
    "limits_broken": Refusal(N_("改后的方案有 {count} 处不可能：{detail}"), 409),
    "delivery_too_small": Refusal(N_("再到的数量至少要一箱（{item} 每箱 {pack}），最多 {most}"), 400),
    "no_such_row": Refusal(N_("问题里没有“{name}”，改不了"), 404),
    "unknown_class": Refusal(N_("没有第 {name} 类"), 400),
    "expected_in_turn": Refusal(N_("“后续急需”只能用于按类别先后分的方案（order 为 class）"), 400),
    "tiers_incomplete": Refusal(N_("先后表（tiers）里第 {priority_class} 类的最低和其余要各写一次，最低在前"), 400),
    "refund_beyond_claim": Refusal(N_("索赔说好的退款还有 {left_fen} 没有到账，不能记 {amount_fen}"), 409),
    "refund_beyond_paid": Refusal(N_("付出去、能退回的只有 {most_fen}，不能记退款 {amount_fen}"), 409),
    "refunded_already": Refusal(N_("第 {entry} 笔付的钱已经有退款到账，先冲正退款"), 409),
    "unknown_area": Refusal(N_("没有哪个单位在片区“{name}”"), 404),
    "purpose_twice": Refusal(N_("指定了单位，就不再指定片区"), 400),
    "cost_missing": Refusal(N_("没有写从仓库“{warehouse}”到片区“{zone}”的运费"), 400),
    # files
    "file_too_large": Refusal(N_("文件太大：最多 {most} MB"), 413),
    "file_unreadable": Refusal(N_("打不开这个文件：它不是可用的 Excel 或 CSV 表格（{detail}）"), 400),
    "file_columns_missing": Refusal(N_("表里找不到这些列：{columns}"), 400),
    "file_columns_doubled": Refusal(N_("这些列在表里不止一处，分不清该用哪一列：{columns}"), 400),
    "file_too_many_cells": Refusal(N_("表太大：最多 {most_columns} 列、一共 {most_cells} 格"), 413),
    "unknown_sheet": Refusal(N_("文件里没有工作表“{name}”"), 404),
    "file_faulty_rows": Refusal(N_("表里有 {faulty} 行有错，一行也没有导入：请改好后再导入"), 400),
    # the data directory and its schema
    "no_books": Refusal(N_("{place} 里还没有账本：请先运行 liangcao init"), 404),
    "schema_old": Refusal(N_("账本结构是旧的（{found}，需要 {needed}）：请先运行 liangcao migrate"), 503),
    "books_unopened": Refusal(N_("打不开账本（{detail}）：请检查文件是否完好、数据库是否开着、地址对不对"), 503),
    "path_unusable": Refusal(N_("{path} 用不了：{detail}"), 400),
    "not_a_demo": Refusal(N_("{place} 里是别的账本（或没有演完的演示）：演示要用一个空的数据目录"), 409),
    "address_taken": Refusal(N_("{address} 不能监听（{detail}）：换一个端口，例如 --port 8001"), 503),
    "schema_newer": Refusal(N_("账本结构（{found}）比这个程序新：请升级程序"), 503),
    **REFUSALS_OF_EXCHANGE,
    **REFUSALS_OF_FORECASTS,
    **REFUSALS_OF_JOBS,
    **REFUSALS_OF_PROOFS,
    **REFUSALS_OF_RETURNS,
    **REFUSALS_OF_TASKS,
    **REFUSALS_OF_TRIPS,
    **REFUSALS_OF_OFFICE,
}
