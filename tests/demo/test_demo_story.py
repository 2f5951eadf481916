"""The story of the first days: what the books say after it, on both databases."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection

from demo.told_story import tell_small
from liangcao.access.permissions import EVERYTHING, Reach, check_permission
from liangcao.access.queries import actors_of, load_actor
from liangcao.catalog.queries import names_of_items
from liangcao.database.bulk import ask
from liangcao.database.engine import Database
from liangcao.demo import goods
from liangcao.demo.cast import CAST, KEEPER, LOGINS
from liangcao.demo.handing_over import KIT
from liangcao.demo.story import LAST_MOMENT, SCENES, is_told
from liangcao.demo.world import MASKS_FOR_ENTERPRISES, build_world
from liangcao.kernel.errors import Refused
from liangcao.ledger.queries import StockFilter, entry_at, stock_rows, stock_rows_as_of
from liangcao.ledger.reconcile import reconcile
from liangcao.parties.queries import district
from liangcao.reports.donation_pages import Followed, followed
from liangcao.reports.item_page import item_told
from liangcao.reports.totals import ItemTotals, item_totals
from liangcao.reports.verify import verify_books
from liangcao.requests.substitutes import proposed, rules_in_force, unit_asking

Copy = Callable[[Callable[[str], None]], str]


@pytest.fixture
def story(copy_of: Copy):
    database = Database(copy_of(tell_small))
    yield database
    database.dispose()


def totals(database: Database) -> dict[str, ItemTotals]:
    with database.read() as connection:
        return {each.item_name: each for each in item_totals(connection, 1)}


def test_the_books_verify_and_balance(story: Database) -> None:
    found = verify_books(story, 1)
    assert found.problems == ()
    assert found.report.heads == 18
    assert found.checkpoint is not None
    assert found.checkpoint.size == found.report.entries
    with story.read() as connection:
        assert reconcile(connection, 1).ok


def test_the_masks_of_the_real_office(story: Database) -> None:
    found = totals(story)
    assert found[goods.MEDICAL].delivered == 60_000
    assert found[goods.MEDICAL].received == 62_000
    surgical = found[goods.SURGICAL]
    assert surgical.received == 1_500 + 2_000 + 1_000 + 19_600 + 3_000 + 5_000
    assert surgical.lost == 50
    assert surgical.received == surgical.delivered + surgical.lost + surgical.on_hand
    assert found[goods.THERMOMETER].received == 20 + 15 + 20  # 200 were booked, undone, and booked right


def test_everything_received_is_somewhere(story: Database) -> None:
    for each in totals(story).values():
        assert each.is_whole, each.item_name
        assert each.delivered <= each.allocated <= each.received + max(0, each.made)


def test_kits_are_made_of_what_was_given_and_the_giver_sees_where_they_went(story: Database) -> None:
    found = totals(story)
    used = {item: -found[item].made for item in (goods.NOODLES, goods.WATER, goods.SANITIZER)}
    assert used == {goods.NOODLES: 200, goods.WATER: 240, goods.SANITIZER: 40}
    kits = found[KIT]
    assert (kits.made, kits.delivered, kits.on_the_way, kits.on_hand) == (40, 16, 12, 24)
    assert found[goods.GOGGLES].counted == -1
    with story.read() as connection:
        lines = [each for number in (1, 2, 3, 4) for each in _followed(connection, number)]
    into = {each.line.item_name: each for each in lines if each.kits}
    assert set(into) == {goods.NOODLES, goods.WATER, goods.SANITIZER}
    for name, each in into.items():
        (kit,) = each.kits
        assert (kit.item_name, kit.used, kit.in_store, kit.on_way, kit.elsewhere) == (KIT, used[name], 12, 12, 0)
        assert kit.units == (("示例街道办1", 16),)
        assert [(signed.unit_name, signed.quantity) for signed in kit.signed] == [("示例街道办1", 16)]
        assert kit.signed[0] in each.proven
        assert each.accepted == each.in_store + each.on_way + each.delivered + each.lost + kit.used
        assert each.elsewhere == 0


def _followed(connection: Connection, number: int) -> list[Followed]:
    sql = "SELECT donation_id FROM donation ORDER BY donation_id LIMIT 1 OFFSET ?"
    found = ask(connection, sql, (number - 1,))
    return followed(connection, 1, found[0][0]) if found else []


def test_two_wet_cartons_came_and_went_back(story: Database) -> None:
    with story.read() as connection:
        rows = ask(connection, "SELECT accepted, rejected FROM receipt_line WHERE rejected > 0")
        assert rows == [(9_600, 400)]
        left = stock_rows(connection, 1, EVERYTHING, StockFilter(search=""))
    assert not [row for row in left if row.location_kind == "rejects"]


def test_stock_as_of_the_last_evening_of_january(story: Database) -> None:
    with story.read() as connection:
        entry = entry_at(connection, 1, LAST_MOMENT - 11 * 86_400_000 - 10 * 3_600_000)  # 31 January, 23:30
        rows = stock_rows_as_of(connection, 1, EVERYTHING, StockFilter(), entry=entry)
    shanghai = {
        row.batch_number: row.on_hand for row in rows if row.batch_number.startswith("SH") and row.on_hand > 400
    }
    assert shanghai == {"SH20200112": 10_000, "SH20200115": 9_600}


def test_goods_for_hospitals_went_to_hospitals_alone(story: Database) -> None:
    sql = (
        "SELECT DISTINCT party.kind FROM shipment_line JOIN lot ON lot.lot_id = shipment_line.lot_id "
        "JOIN shipment ON shipment.shipment_id = shipment_line.shipment_id "
        "JOIN party ON party.party_id = shipment.unit_id WHERE lot.purpose_class = 1"
    )
    with story.read() as connection:
        assert ask(connection, sql) == [("hospital",)]
        quarantined = ask(connection, "SELECT batch_number FROM lot WHERE status = 'quarantined'")
    assert sorted(quarantined) == [("KN-2002",), ("WK-2001B",), ("YZ-2002",)]


def test_work_is_left_for_whoever_comes(story: Database) -> None:
    counts = {
        "requests": "SELECT COUNT(*) FROM request WHERE state = 'submitted'",
        "plans": "SELECT COUNT(*) FROM plan WHERE state = 'proposed'",
        "held": "SELECT COUNT(*) FROM held_command WHERE status = 'waiting'",
        "on the way": "SELECT COUNT(*) FROM shipment WHERE state = 'dispatched'",
        "differences": "SELECT COUNT(*) FROM shipment WHERE open_lines > 0",
        "trips away": "SELECT COUNT(*) FROM trip WHERE state = 'away'",
        "lists begun": "SELECT COUNT(*) FROM pick_list WHERE state = 'started'",
        "counts begun": "SELECT COUNT(*) FROM count_session WHERE state = 'counting'",
        "packages on the way": "SELECT COUNT(*) FROM package JOIN plan_line USING (district_id, plan_id) "
        "JOIN shipment USING (district_id, shipment_id) WHERE shipment.state = 'dispatched'",
        "not signed for a day": "SELECT COUNT(*) FROM shipment WHERE state = 'dispatched' "
        f"AND dispatched_at < {LAST_MOMENT - 24 * 3_600_000}",
        "to decide": "SELECT COUNT(*) FROM purchase WHERE state = 'proposed'",
        "to inspect": "SELECT COUNT(*) FROM lot WHERE acceptance = 'due'",
    }
    with story.read() as connection:
        left = {name: ask(connection, sql)[0][0] for name, sql in counts.items()}
    more = {"requests": 3, "on the way": 3, "packages on the way": 2}
    assert left == {name: more.get(name, 1) for name in counts}


def test_everybody_of_the_cast_has_their_role(story: Database) -> None:
    with story.read() as connection:
        known = {login: actor_id for actor_id, login in actors_of(connection, 1)}
        actors = {login: load_actor(connection, 1, actor_id, 1) for login, actor_id in known.items()}
    assert set(known) == set(LOGINS)
    for player in CAST:
        actor = actors[player.login]
        assert actor is not None
        assert [grant.role for grant in actor.grants] == [player.role]
    keeper = actors[KEEPER.login]
    assert keeper is not None
    with pytest.raises(Refused, match="not_permitted_here"):
        check_permission(keeper.grants, "storing.move_stock", Reach(paths=("/999/",)))


def test_the_office_lives_on_from_its_last_moment(story: Database) -> None:
    with story.read() as connection:
        known = district(connection, 1)
    assert known is not None
    assert known.is_demo
    assert known.clock_offset_ms < -6 * 365 * 86_400_000
    assert is_told(story)


def test_days_are_closed_one_by_one(story: Database) -> None:
    with story.read() as connection:
        days = [row[0] for row in ask(connection, "SELECT day FROM closed_day ORDER BY day")]
    assert days[0] == "2020-01-26"
    assert days[-1] == "2020-02-11"
    assert len(days) == 17


def test_the_world_is_the_same_every_time_and_gives_out_just_60000() -> None:
    for scale, enterprises in (("small", 30), ("full", 312)):
        world = build_world(scale)  # type: ignore[arg-type]
        assert world == build_world(scale)  # type: ignore[arg-type]
        assert len(world.enterprises) == enterprises
        assert sum(each.masks for each in world.enterprises) == MASKS_FOR_ENTERPRISES
        assert all(each.masks >= 50 and each.masks % 50 == 0 for each in world.enterprises)
        assert len({each.name for each in world.neighbours}) == len(world.neighbours)


def test_most_leads_fail_and_one_is_shanghai(story: Database) -> None:
    with story.read() as connection:
        states = dict(ask(connection, "SELECT state, COUNT(*) FROM lead GROUP BY state"))
        named = (
            "SELECT price_fen, offer.quantity FROM offer JOIN lead USING (district_id, lead_id) WHERE supplier_id = "
        )
        supplier = "(SELECT party_id FROM party WHERE name = '示例（上海）医疗用品公司')"
        shanghai = ask(connection, f"{named}{supplier}")
        left = ask(connection, "SELECT COUNT(*) FROM lead WHERE state IN ('open', 'offer') AND call_at > 0")
    assert sum(states.values()) >= 34
    assert states["dead"] > sum(states.values()) // 2
    assert shanghai == [(320, 20_000)]
    assert left == [(1,)]


def test_the_catalogue_says_what_is_scarce_and_what_serves_for_whom(story: Database) -> None:
    with story.read() as connection:
        named = names_of_items(connection, 1)
        respirator, instead = named[goods.N95], named[goods.KN95]
        told = item_told(connection, 1, named[goods.SURGICAL], today="2020-02-12")
        rules = rules_in_force(connection, 1, today="2020-02-12")
        sql = "SELECT MIN(party_id) FROM party WHERE kind IN ('checkpoint', 'hospital') GROUP BY kind ORDER BY kind"
        checkpoint, hospital = (unit_asking(connection, 1, party_id) for (party_id,) in ask(connection, sql))
    assert checkpoint is not None
    assert hospital is not None
    assert told.item.is_scarce == 1
    assert told.changes[0].reason.startswith("各家都在要")
    codes = {each.system: each.code for each in told.codes}
    assert codes == {"gtin": "9520000000011", "internal": "SHILI-01"}
    assert "quality_report" in told.papers
    assert [rule.other_id for rule in proposed(rules, respirator, checkpoint)] == [instead]
    assert list(proposed(rules, respirator, hospital)) == []


def test_scenes_are_in_order() -> None:
    assert [scene.day for scene in SCENES] == sorted(scene.day for scene in SCENES)


@pytest.mark.slow
def test_the_story_told_twice_is_the_same_story(sqlite_copy: Copy, tmp_path) -> None:
    first = Database(sqlite_copy(tell_small))
    again = f"sqlite:///{tmp_path / 'again.db'}"
    tell_small(again)
    second = Database(again)
    deeds = []
    for database in (first, second):
        with database.read() as connection:
            sql = "SELECT number, action, actor_id, occurred_at, command_id FROM journal WHERE number > 100"
            deeds.append(sorted(ask(connection, sql)))
            deeds.append(ask(connection, "SELECT * FROM line ORDER BY entry, ordinal"))
        database.dispose()
    assert deeds[0] == deeds[2]
    assert deeds[1] == deeds[3]
