"""Why something about vehicles, places and trips is refused (the rest is in `refusals`, which has all of them)."""

from liangcao.kernel.refusal import N_, Refusal

REFUSALS_OF_TRIPS: dict[str, Refusal] = {
    "degrees_unreadable": Refusal(N_("看不懂的经纬度“{text}”：请填度数，例如 36.8131"), 400),
    "coordinates_swapped": Refusal(N_("经纬度像是填反了：纬度 {north}、经度 {east}"), 400),
    "coordinates_outside": Refusal(N_("没有这样的经纬度：纬度 {north}、经度 {east}"), 400),
    "coordinates_far": Refusal(N_("这个地点离仓库 {km} 公里：请核对经纬度"), 400),
    "window_backwards": Refusal(N_("时间不对：{closes} 要在 {opens} 之后，都在同一天里"), 400),
    "clock_unreadable": Refusal(N_("看不懂的钟点“{text}”：请填 08:30 这样的"), 400),
    "number_unreadable": Refusal(N_("看不懂的数“{text}”：请填 0 到 {most} 的整数"), 400),
    "vehicle_holds_nothing": Refusal(N_("这辆车能装几箱要填，不能是 0；车坏了请改成停用"), 400),
    "vehicle_overloaded": Refusal(N_("这辆车装不下：要装 {carried}{unit}，最多 {most}{unit}"), 409),
    "vehicle_out_of_service": Refusal(N_("{plate} 停用了，不能出车"), 409),
    "vehicle_busy": Refusal(N_("{plate} 从 {leaves} 到 {back} 已经排了出车"), 409),
    "not_a_driver": Refusal(N_("{name} 没有配送岗位，不能出车"), 409),
    "not_your_trip": Refusal(N_("出车单 {trip} 不是派给您的"), 403),
    "driver_needed": Refusal(N_("还没有派司机，不能出车"), 409),
    "shipment_on_trip": Refusal(N_("发货单 {shipment} 已经排在出车单 {trip} 上"), 409),
    "shipment_not_on_way": Refusal(N_("发货单 {shipment} 已经签收或召回，不能再改排"), 409),
    "trip_other_store": Refusal(N_("发货单 {shipment} 的物资在{store}，这一趟不从那里装车"), 409),
}
