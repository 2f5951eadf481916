"""The database itself refuses to change or delete what is written, and balances that cannot be."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from harness.copies import Prepare
from liangcao.allocation.commands import SetCarryingCost
from liangcao.database.schema import APPEND_ONLY
from liangcao.journal.note import SigningKey
from liangcao.keys.commands import RotateKey
from liangcao.operations.schema import metadata
from liangcao.requests.commands import AskLine, CorrectRequest, SubmitRequest
from liangcao.shipping.commands import DispatchShipment
from liangcao.tracking.commands import SetTripRule
from scenarios.cast import KEY, Cast, found
from scenarios.coming_back import People, come_back
from scenarios.counted import counted_books
from scenarios.given import given_books
from scenarios.handed import handed_over
from scenarios.packed import packed_books
from scenarios.refunded import Buying, refunded
from scenarios.written import written_books

APPEND_ONLY_NAMES = """
absence_grant acceptance acceptance_line acceptance_rule capture captured_event captured_package carrying_cost
chain_origin checkpoint claim_line class_change class_version cosignature count_again count_expected count_posting
count_result count_tally delivery_link delivery_proof disposal_line donation_certificate donation_certificate_copy
donation_certificate_line donation_hand_over donation_money donation_offer_line donation_routing donation_valuation
duty_done favour foreign_name given_back gs1_prefix head_stamp held_signature hold item_change item_substitute journal
key_change kit_component kit_recipe label_print lead_call lead_turn lending line loan_end loan_extension log_ended
log_line log_mark log_weather mobilisation_line norm package_line paper paper_rule phase_change plan_need
plan_question poster priority_class proof_picture purchase_acceptance_line purchase_filing purchase_line
purchase_quote purchase_review recall_answer recall_lot recall_notice refund refused_attempt refused_file request_call
reserve_floor reserve_stock return_examination reusable_item sample sample_finding sample_line sent_form
serial_binding serial_roll shift_note shift_note_line shift_taken shipment_taken signing_key task_clocks task_link
task_turn tile transformation trip_rule
"""
GUARDED = sorted(name for name, table in metadata.tables.items() if table.info[APPEND_ONLY])


def test_what_is_append_only() -> None:
    assert sorted(APPEND_ONLY_NAMES.split()) == GUARDED


def guarded_books(url: str) -> None:
    """Books in which every guarded table has rows; the tile and the cosignature are only there to be kept."""
    found(url)
    cast = Cast(url)
    cast.learn()
    written_books(cast)
    plan_id, unit_id = cast.ask("SELECT plan_id, unit_id FROM plan_line WHERE state = 'held'")[0]
    cast.do("保管乙", DispatchShipment(plan_id=plan_id, unit_id=unit_id))
    delivered = handed_over(cast)
    given_books(cast)
    packed_books(cast)
    new = SigningKey(KEY.name, b"n" * 32).verifier_key.text
    cast.do_signed("管理戊", RotateKey(verifier_key=new, reason="例行更换"), "管理己")
    lines = (AskLine(item_id=cast.id_of("item", "外科口罩"), quantity=4),)
    wrong = cast.do("值班甲", SubmitRequest(unit_id=cast.id_of("party", "中心医院"), lines=lines)).answer["request_id"]
    cast.do("值班甲", CorrectRequest(request_id=wrong, lines=lines))
    come_back(cast, People(), shipment_id=delivered)
    cast.do("值班甲", SetCarryingCost(location_id=cast.id_of("place", "主库"), cost=4, reason="按路程"))
    cast.do("值班甲", SetTripRule(reason="封路绕行"))
    counted_books(cast, cast.id_of("place", "主库"), ("值班甲", "采购壬", "财务丁", "审批丙"))
    numbers = {
        "item_id": cast.id_of("item", "外科口罩"), "supplier_id": cast.id_of("party", "上海供应"),
        "store_id": cast.id_of("place", "主库"), "budget_line_id": cast.id_of("place", "专款"),
    }  # fmt: skip
    refunded(cast, Buying("保管乙", "采购壬", "财务丁", "审批丙", **numbers))
    of_zeros = "zeroblob({})" if cast.database.is_sqlite else "decode(repeat('00', {}), 'hex')"
    hashes, root = (of_zeros.format(length) for length in (8192, 32))
    with cast.database.write() as connection:
        connection.exec_driver_sql(f"INSERT INTO tile VALUES (1, 0, 0, 0, {hashes}, {root})")
        connection.exec_driver_sql("INSERT INTO cosignature SELECT 1, size, 'a witness', 'a line', 0 FROM checkpoint")
        connection.exec_driver_sql("INSERT INTO head_stamp SELECT 1, size, 0, 'an authority', root FROM checkpoint")
    cast.close()


@pytest.fixture
def guarded(copy_of: Callable[[Prepare], str]) -> Iterator[Cast]:
    """The guarded books, copied for this test."""
    cast = Cast(copy_of(guarded_books))
    yield cast
    cast.close()


@pytest.mark.parametrize("table", GUARDED)
def test_neither_changed_nor_deleted(table: str, guarded: Cast) -> None:
    before = guarded.state_hash()
    assert guarded.ask(f"SELECT COUNT(*) FROM {table}")[0][0] > 0
    deeds = [f"UPDATE {table} SET district_id = district_id", f"DELETE FROM {table}"]
    if not guarded.database.is_sqlite:
        deeds.append(f"TRUNCATE {table} CASCADE")
    for deed in deeds:
        with pytest.raises(DBAPIError, match="append-only"), guarded.database.write() as connection:
            connection.exec_driver_sql(deed)
    assert guarded.state_hash() == before


@pytest.mark.parametrize("table", GUARDED)
def test_not_replaced_by_an_insert(table: str, guarded: Cast) -> None:
    """INSERT OR REPLACE deletes without a DELETE: the key must refuse it all the same."""
    before = guarded.state_hash()
    key = ", ".join(column.name for column in metadata.tables[table].primary_key)
    columns = [column.name for column in metadata.tables[table].columns]
    if guarded.database.is_sqlite:
        deed = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    else:
        sets = ", ".join(f"{name} = excluded.{name}" for name in columns)
        deed = f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({key}) DO UPDATE SET {sets}"
    with pytest.raises(DBAPIError, match="append-only"), guarded.database.write() as connection:
        connection.exec_driver_sql(deed)
    assert guarded.state_hash() == before


IMPOSSIBLE = {
    "below zero": "UPDATE balance SET on_hand = -1 WHERE is_outside = 0",
    "held below zero": "UPDATE balance SET held = -1 WHERE is_outside = 0",
    "more held than there is": "UPDATE balance SET held = on_hand + 1 WHERE is_outside = 0",
    "outside turned inside": "UPDATE balance SET is_outside = 1 - is_outside",
    "a lot without its item": "UPDATE lot SET item_id = 999999",
    "shipped more than allocated": "UPDATE request_line SET shipped = allocated + 1",
    "allocated more than approved": "UPDATE request_line SET allocated = approved + 1",
    "delivered more than shipped": "UPDATE request_line SET delivered = shipped + 1",
    "a plan line of nothing": "UPDATE plan_line SET quantity = 0",
    "an unknown state": "UPDATE request SET state = 'lost'",
    "a line of nothing": "INSERT INTO line SELECT district_id, entry, ordinal + 50, kind, lot_id, source_id, "
    "destination_id, 0, 0, 0, 0 FROM line",
    "a line that goes nowhere": "INSERT INTO line SELECT district_id, entry, ordinal + 50, kind, lot_id, source_id, "
    "source_id, 1, 0, 0, 0 FROM line",
    "a line without its entry": "INSERT INTO line SELECT district_id, entry + 5000, ordinal, kind, lot_id, source_id, "
    "destination_id, 1, 0, 0, 0 FROM line",
    "a tile of another length": "INSERT INTO tile SELECT district_id, 0, 0, 0, leaf_hash, leaf_hash FROM journal "
    "WHERE number = 1",
    "a cosignature of no head": "INSERT INTO cosignature SELECT district_id, number + 5000, 'w', 'l', 0 FROM journal",
    "a command id twice": "INSERT INTO journal SELECT district_id, number + 5000, command_id, action, actor_id, "
    "occurred_at, recorded_at, body, leaf_hash FROM journal",
}


@pytest.mark.parametrize("deed", IMPOSSIBLE)
def test_what_cannot_be_is_refused(deed: str, guarded: Cast) -> None:
    before = guarded.state_hash()
    with pytest.raises(IntegrityError), guarded.database.write() as connection:
        connection.exec_driver_sql(IMPOSSIBLE[deed])
    assert guarded.state_hash() == before
