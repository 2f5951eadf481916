"""Trips by the API: proposed, decided, driven, and read; no telephone numbers."""

from typing import Any

from trip_office import NORTH, to_drive
from webtools import WebOffice, fresh, problem

from liangcao.web.api import path_of_action


def test_trips_are_proposed_decided_and_driven(web: WebOffice) -> None:
    goods = to_drive(web)
    desk, driver = web.program("coordinator"), web.program("driver")

    def do(who: Any, action: str, **body: Any) -> Any:
        return who.post(f"/api/v1{path_of_action(action)}", json=body, headers={"Idempotency-Key": fresh()})

    assert [row["plate"] for row in desk.get("/api/v1/vehicles").json()["rows"]] == ["鲁C10001"]
    norths = [row["north"] for row in desk.get("/api/v1/sites").json()["rows"] if row["north"]]
    assert len(norths) == 3
    assert NORTH - 9_000 < min(norths) < NORTH - 3_000, "as Baidu drew them, in WGS-84"
    proposed = desk.get("/api/v1/trip-proposal").json()
    (run,) = proposed["lines"]
    assert set(run["shipment_ids"]) == {goods.hospital, goods.checkpoint}
    trip = {name: run[name] for name in ("vehicle_id", "leaves", "shipment_ids")}
    made = do(desk, "tracking.adopt_trips", day="2020-02-10", trips=[{**trip, "driver_id": web.ids["driver"]}])
    assert made.status_code == 200, made.text
    number = made.json()["answer"]["trip_ids"][0]
    told = desk.get(f"/api/v1/trips/{number}").json()
    assert [line["shipment_id"] for line in told["lines"]] == run["shipment_ids"]
    assert "phone" not in told["lines"][0]
    assert do(driver, "tracking.start_trip", trip_id=number).status_code == 200
    assert [row["state"] for row in desk.get("/api/v1/trips?state=away").json()["rows"]] == ["away"]
    assert desk.get("/api/v1/trip-proposal").json()["lines"] == []
    problem(desk.get("/api/v1/trips/999999"), 404, "unknown_document")
    problem(web.program("unit").get("/api/v1/trip-proposal"), 403, "not_permitted")
