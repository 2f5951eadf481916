"""One count: counting blind, then (for those who deal with differences) the result, recounts and posting."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.permissions import Reach, reaches
from liangcao.access.roles import SEE_INSPECTION
from liangcao.codes.rules import code_of
from liangcao.counting.commands import CancelCount, CountGoods, FinishCount, PostDifferences, RecountLines, StartCount
from liangcao.counting.queries import (
    Counted,
    MovedMeanwhile,
    Result,
    Session,
    ToCount,
    again_cells,
    all_results,
    counted,
    expected_cells,
    last_results,
    lots_to_count,
    moved_meanwhile,
    session,
)
from liangcao.counting.rules import OUTCOMES, REASONS, STATES, accuracy
from liangcao.kernel.errors import Refused, refused
from liangcao.language import N_, _
from liangcao.language.formats import quantity
from liangcao.language.things import thing
from liangcao.reports.count_pages import LotMeant, lots_meant, result_table, sheet_table
from liangcao.reports.places import OwnPlace
from liangcao.reports.typed_codes import check_code, code_in
from liangcao.web.addresses import row_number
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show, with_camera
from liangcao.web.pages.code_link import code_address
from liangcao.web.pages.counts import TONES, own_places_of
from liangcao.web.pages.deeds import deed_title
from liangcao.web.pages.evidence import evidence_response
from liangcao.web.pages.why_words import why_not
from liangcao.web.sending import let_page_tell
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.tables import Column
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)

TALLIES = (
    Column("lot", N_("物资批次"), primary=True),
    Column("quantity", N_("数到"), numeric=True),
    Column("place", N_("库位")),
    Column("who", N_("谁数的")),
)
RESULTS = (
    Column("lot", N_("物资批次"), primary=True),
    Column("place", N_("库位")),
    Column("outcome", N_("结果")),
    Column("expected", N_("数时账上"), numeric=True),
    Column("found", N_("数到"), numeric=True),
    Column("difference", N_("差"), numeric=True),
    Column("why", N_("说明")),
)
LIKELY: dict[str, tuple[str, ...]] = {
    "short": ("misplaced", "issue_unrecorded", "miscounted", "damaged", "lost", "other"),
    "missing": ("misplaced", "issue_unrecorded", "wrong_lot", "damaged", "lost", "other"),
    "over": ("misplaced", "receipt_unrecorded", "miscounted", "found", "other"),
    "unexpected": ("misplaced", "receipt_unrecorded", "wrong_lot", "found", "other"),
}
"""The reasons offered for each outcome, the most usual first."""


@dataclass(frozen=True, slots=True)
class Look:
    """A count as the page shows it: `results` stay empty for whoever must not know them yet."""

    known: Session
    tallies: list[Counted]
    results: list[Result]
    rounds: list[Result]
    moved: list[MovedMeanwhile]
    again: list[Any]
    lots: list[ToCount]
    is_keeper: bool
    not_to_post: str

    @property
    def may_deal(self) -> bool:
        """Whether this person may deal with differences: neither the keeper, nor kept from it (`not_to_post`)."""
        return not self.is_keeper and not self.not_to_post


def _may_know(visitor: Visitor, known: Session) -> bool:
    """The result is for those who deal with it while the count is open, and for all once it is over."""
    if known.state in ("closed", "cancelled"):
        return True
    deals = visitor.may(PostDifferences.action) or visitor.may("approvals.sign_goods") or visitor.may(SEE_INSPECTION)
    return known.state == "review" and deals


def _known(visitor: Visitor, connection: Any, count_id: int) -> Session:
    """The count, within the visitor's reach; raises Refused ``unknown_document``."""
    visitor.need(StartCount.action)
    known = session(connection, visitor.district_id, count_id)
    scope = visitor.scope(StartCount.action)
    if not scope.is_all and not any(known.path.startswith(path) for path in scope.paths or ()):
        raise refused("unknown_document", "count_id", name=count_id)
    return known


def _look(visitor: Visitor, count_id: int) -> Look:
    district = visitor.district_id
    with visitor.office.database.read() as connection:
        known = _known(visitor, connection, count_id)
        tallies = counted(connection, district, count_id, known.round_number) if known.state == "counting" else []
        results, rounds, moved = [], [], []
        if _may_know(visitor, known):
            results = last_results(connection, district, count_id)
            rounds = all_results(connection, district, count_id) if known.round_number > 1 else []
            keys = [(each.lot_id, each.location_id) for each in results if each.outcome != "same"]
            moved = moved_meanwhile(connection, district, known, keys)
        not_to_post = why_not(visitor, connection, PostDifferences.action, {"count_id": count_id})
        again, lots = [], []
        if known.state == "counting" and known.round_number > 1:
            cells = again_cells(connection, district, count_id, known.round_number)
            again = lots_to_count(connection, district, cells)
        if known.state == "counting":
            lots = lots_to_count(connection, district, expected_cells(connection, district, count_id))
    is_keeper = reaches(visitor.actor.grants, "storing.move_stock", Reach(paths=(known.path,)))
    return Look(known, tallies, results, rounds, moved, again, lots, is_keeper, not_to_post)


@router.get("/counts/{count_id}")
def one(request: Request, visitor: SignedIn) -> HTMLResponse:
    """Counting, or what came of it."""
    asked = request.query_params
    return _page(request, visitor, Form({"location_id": asked.get("at", ""), "code": asked.get("code", "")}))


def _page(
    request: Request,
    visitor: Visitor,
    form: Form,
    errors: Mapping[str, str] | None = None,
    meant: list[LotMeant] | None = None,
) -> HTMLResponse:
    look = _look(visitor, row_number(request.path_params["count_id"]))
    known = look.known
    places = _inside(own_places_of(visitor), known)
    at = form.get("location_id") or str(known.location_id)
    common: dict[str, Any] = {
        "active": "counts", "status_code": 422 if errors else 200, "look": look, "known": known, "form": form,
        "errors": errors or {}, "states": STATES, "tones": TONES,
    }  # fmt: skip
    if known.state == "counting":
        may_count = visitor.may(CountGoods.action) and not look.is_keeper
        answer = show(
            request, "counts/counting.html", columns=TALLIES, where=at, meant=meant or [], may_count=may_count,
            places=places, lots=look.lots, code_of=code_of,
            may_cancel=visitor.may(CancelCount.action) and not look.is_keeper, **common,
        )  # fmt: skip
        return with_camera(request, answer)
    differing = [each for each in look.results if each.outcome != "same"]
    return show(
        request, "counts/result.html", columns=RESULTS, differing=differing, outcomes=OUTCOMES, reasons=REASONS,
        choices={key: [(each, _(REASONS[each])) for each in likely] for key, likely in LIKELY.items()},
        may_post=known.state == "review" and visitor.may(PostDifferences.action) and look.may_deal,
        may_know=_may_know(visitor, known), accuracy=accuracy(known.cells, known.differing), deed_title=deed_title,
        must_recount=any(each.is_moved for each in differing), **common,
    )  # fmt: skip


@router.post("/counts/{count_id}/count")
def count(request: Request, visitor: SignedIn, count_id: int, form: Posted) -> Response:
    """Note what was counted of the lot that the code names; a place's name turns to that place."""
    visitor.need(CountGoods.action)
    with visitor.office.database.read() as connection:
        known = _known(visitor, connection, count_id)
        meant = lots_meant(connection, visitor.district_id, form.get("code"), known.item_id)
    lot_id = row_number(form.get("lot_id"))
    at = row_number(form.get("location_id")) or known.location_id
    if not lot_id and not meant:
        place = _place_named(own_places_of(visitor), known, form.get("code"))
        if place is not None:
            text = _("现在数 %(place)s") % {"place": place.label}
            return done(request, f"/counts/{count_id}?at={place.location_id}", text)
        try:
            check_code(form.get("code"), "code")
        except Refused as refusal:
            return _page(request, visitor, form, errors_of(visitor, refusal).errors)
        unknown = refused("unknown_lot", "code", name=form.get("code").strip()[:40])
        return _page(request, visitor, form, errors_of(visitor, unknown).errors)
    if not lot_id and len(meant) > 1:
        several = errors_of(visitor, refused("several_lots", "code", name=form.get("code").strip()[:40]))
        let_page_tell()
        return _page(request, visitor, form, several.errors, meant)
    packs = meant[0].pack_size if form.get("in_packs") and meant else 1
    line = {
        "lines.0.lot_id": str(lot_id or meant[0].lot_id),
        "lines.0.location_id": str(at),
        "lines.0.quantity": form.get("quantity") or "1",
        "lines.0.is_total": "1" if form.get("is_total") else "",
    }
    values: dict[str, Any] = {"count_id": str(count_id), **line}
    outcome = submit(visitor, CountGoods, _in_pieces(values, packs), form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, form, _shorter(outcome.errors))
    return done(request, f"/counts/{count_id}?at={at}", _noted(visitor, count_id, values), outcome)


def _in_pieces(values: dict[str, Any], packs: int) -> dict[str, Any]:
    """The quantity in base units: boxes of `packs` each."""
    if packs > 1 and row_number(values["lines.0.quantity"]):
        values["lines.0.quantity"] = str(row_number(values["lines.0.quantity"]) * packs)
    return values


def _shorter(errors: Mapping[str, str]) -> dict[str, str]:
    """The faults by the fields of the page."""
    return {name.removeprefix("lines.0.").replace("lot_id", "code"): text for name, text in errors.items()}


def _place_named(places: list[OwnPlace], known: Session, words: str) -> OwnPlace | None:
    """The place of the count with this code or name."""
    kind, number = code_in(words) or ("", 0)
    inside = _inside(places, known)
    if kind == "P":
        return next((each for each in inside if each.location_id == number), None)
    return next((each for each in inside if words.strip() in (each.name, each.label)), None)


def _inside(places: list[OwnPlace], known: Session) -> list[OwnPlace]:
    """The places that the count is of: its own and those that hang in it."""
    inside = {known.location_id}
    for each in places:  # parents come before what hangs in them
        if each.parent_id in inside:
            inside.add(each.location_id)
    return [each for each in places if each.location_id in inside]


def _noted(visitor: Visitor, count_id: int, values: Mapping[str, Any]) -> str:
    """What was noted, and how many of it were counted in all: of the books not a word."""
    look = _look(visitor, count_id)
    lot_id, at = row_number(values["lines.0.lot_id"]), row_number(values["lines.0.location_id"])
    mine = [each for each in look.tallies if (each.lot_id, each.location_id) == (lot_id, at)]
    if not mine:
        return _("已记下")
    told = {"item": thing(mine[0].item_name), "lot": mine[0].batch_number or f"#{lot_id}"}
    told["n"] = quantity(mine[0].quantity, mine[0].base_unit)
    if len(mine) > 1 and not mine[0].is_total:
        total = 0
        for each in reversed([each for each in mine if each.actor_id == visitor.actor.actor_id]):
            total = each.quantity if each.is_total else total + each.quantity
        told["total"] = quantity(total, mine[0].base_unit)
        return _("%(item)s %(lot)s +%(n)s，您一共数到 %(total)s") % told
    return _("%(item)s %(lot)s：%(n)s") % told


@router.post("/counts/{count_id}/finish")
def finish(request: Request, visitor: SignedIn, count_id: int, form: Posted) -> Response:
    """Counting is over."""
    outcome = submit(visitor, FinishCount, {"count_id": count_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, form, {"": next(iter(outcome.errors.values()))})
    differing = int(outcome.answer["differing"])
    text = _("数完了，%(n)s 行对不上，由别人处理") % {"n": differing} if differing else _("数完了，全部相符，盘点了结")
    return done(request, f"/counts/{count_id}", text, outcome, tone="warn" if differing else "ok")


@router.post("/counts/{count_id}/recount")
def recount(request: Request, visitor: SignedIn, count_id: int, form: Posted) -> Response:
    """Have the lines that are ticked, or every line that differs, counted again."""
    with visitor.office.database.read() as connection:
        known = _known(visitor, connection, count_id)
        results = last_results(connection, visitor.district_id, known.count_id)
    ticked = set(form.all("again"))
    differing = [each for each in results if each.outcome != "same"]
    wanted = [each for each in differing if not ticked or f"{each.lot_id}.{each.location_id}" in ticked]
    values: dict[str, Any] = {"count_id": count_id}
    for index, each in enumerate(wanted):
        values |= {f"lines.{index}.lot_id": str(each.lot_id), f"lines.{index}.location_id": str(each.location_id)}
    outcome = submit(visitor, RecountLines, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, form, {"": next(iter(outcome.errors.values()))})
    return done(request, f"/counts/{count_id}", _("已叫复盘：要由没有数过的人来数"), outcome)


@router.post("/counts/{count_id}/post")
def post(request: Request, visitor: SignedIn, count_id: int, form: Posted) -> Response:
    """Bring the books to what was found; a second person agrees."""
    with visitor.office.database.read() as connection:
        known = _known(visitor, connection, count_id)
        results = last_results(connection, visitor.district_id, known.count_id)
    values: dict[str, Any] = {"count_id": count_id, "round_number": form.get("round_number")}
    errors: dict[str, str] = {}
    for index, each in enumerate(each for each in results if each.outcome != "same"):
        name = f"reason.{each.lot_id}.{each.location_id}"
        if not form.get(name):
            errors[name] = _("请选一个原因")
        values |= {
            f"lines.{index}.lot_id": str(each.lot_id),
            f"lines.{index}.location_id": str(each.location_id),
            f"lines.{index}.reason": form.get(name),
            f"lines.{index}.note": form.get(f"note.{each.lot_id}.{each.location_id}"),
        }
    if errors:
        return _page(request, visitor, form, errors)
    outcome = submit(visitor, PostDifferences, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, form, {"": next(iter(outcome.errors.values()))})
    return done(request, f"/counts/{count_id}", _("差异已入账，盘点了结"), outcome)


@router.post("/counts/{count_id}/cancel")
def cancel(request: Request, visitor: SignedIn, count_id: int, form: Posted) -> Response:
    """Give the count up."""
    outcome = submit(visitor, CancelCount, {"count_id": count_id, "reason": form.get("reason")}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, form, {"reason": next(iter(outcome.errors.values()))})
    return done(request, "/counts", _("盘点已取消"), outcome)


@router.get("/counts/{count_id}/sheet.{kind}")
def sheet(request: Request, visitor: SignedIn, count_id: int, kind: str) -> Response:
    """The sheet to count by, without quantities."""
    with visitor.office.database.read() as connection:
        known = _known(visitor, connection, count_id)
        if known.round_number > 1:
            cells = again_cells(connection, visitor.district_id, count_id, known.round_number)
        else:
            cells = set(expected_cells(connection, visitor.district_id, count_id))
        rows = lots_to_count(connection, visitor.district_id, cells)
    table = sheet_table(known, rows, code_address(request, "K", count_id))
    return evidence_response(request, visitor, table, kind if kind != "zip" else "")


@router.get("/counts/{count_id}/result.{kind}")
def result(request: Request, visitor: SignedIn, count_id: int, kind: str) -> Response:
    """The result as a paper, a sheet, or with the proofs of its entries."""
    with visitor.office.database.read() as connection:
        known = _known(visitor, connection, count_id)
        if not _may_know(visitor, known):
            raise refused("unknown_document", name=count_id)
        rows = last_results(connection, visitor.district_id, count_id)
    return evidence_response(request, visitor, result_table(known, rows), kind)
