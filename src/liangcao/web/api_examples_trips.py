"""Worked examples of vehicles, places and trips."""

from typing import Any

EXAMPLES: dict[str, dict[str, Any]] = {
    "tracking.register_vehicle": {
        "plate": "鲁C10001",
        "store_id": 31,
        "boxes": 60,
        "kilograms": 800,
        "starts": 480,
        "ends": 1080,
        "driver_id": 6,
    },
    "tracking.change_vehicle": {
        "vehicle_id": 120,
        "store_id": 31,
        "boxes": 60,
        "in_service": False,
        "note": "爆胎",
    },
    "tracking.set_sites": {
        "datum": "gcj02",
        "lines": [
            {"site_id": 31, "north": 36_810_500, "east": 118_055_600},
            {"site_id": 12, "north": 36_820_000, "east": 118_060_000, "opens": 480, "closes": 720, "service": 15},
        ],
    },
    "tracking.set_sizes": {"lines": [{"item_id": 7, "pack": 2000, "grams": 9000, "millilitres": 60_000}]},
    "tracking.set_distances": {"lines": [{"from_id": 31, "to_id": 12, "metres": 2600, "minutes": 8}]},
    "tracking.set_trip_rule": {
        "detour_percent": 150,
        "speed_kmh": 20,
        "loading": 20,
        "service": 10,
        "most_runs": 3,
        "reason": "封路绕行",
    },
    "tracking.adopt_trips": {
        "day": "2020-02-10",
        "trips": [{"vehicle_id": 120, "leaves": 510, "driver_id": 6, "shipment_ids": [101, 104]}],
    },
    "tracking.arrange_trips": {
        "trips": [{"trip_id": 130, "version": 1, "leaves": 510, "shipment_ids": [104, 101]}],
    },
    "tracking.assign_driver": {"trip_id": 130, "driver_id": 6},
    "tracking.start_trip": {"trip_id": 130},
    "tracking.finish_trip": {"trip_id": 130, "note": "卡口没有人"},
    "tracking.cancel_trip": {"trip_id": 130, "reason": "车坏了"},
}
"""Action name -> the body of a request."""
