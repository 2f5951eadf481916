"""Rows of the actions table for vehicles and trips (actions.py has the rest)."""

from liangcao.kernel.refusals import N_
from liangcao.operations.action import Action
from liangcao.tracking import commands as tracking
from liangcao.tracking import driving, handlers

TRIPS = (
    Action(N_("登记车辆"), tracking.RegisterVehicle, handlers.register_vehicle),
    Action(N_("改车辆"), tracking.ChangeVehicle, handlers.change_vehicle),
    Action(N_("定位置和收货时间"), tracking.SetSites, handlers.set_sites),
    Action(N_("定箱规重量"), tracking.SetSizes, handlers.set_sizes),
    Action(N_("导入路程"), tracking.SetDistances, handlers.set_distances),
    Action(N_("定出车规定"), tracking.SetTripRule, handlers.set_trip_rule),
    Action(N_("定出车"), tracking.AdoptTrips, driving.adopt_trips),
    Action(N_("调整停靠"), tracking.ArrangeTrips, driving.arrange_trips, reach=driving.reach_of_arranging),
    Action(N_("派司机"), tracking.AssignDriver, driving.assign_driver, reach=driving.reach_of_trip),
    Action(N_("出发"), tracking.StartTrip, driving.start_trip, reach=driving.reach_of_trip),
    Action(N_("收车"), tracking.FinishTrip, driving.finish_trip, reach=driving.reach_of_trip),
    Action(N_("取消出车"), tracking.CancelTrip, driving.cancel_trip, reach=driving.reach_of_trip),
)
