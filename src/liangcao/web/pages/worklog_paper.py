"""A page of the work log to take along: PDF to be filed, a sheet, or a text that a word processor opens."""

from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import Response

from liangcao.access.roles import SEE_WORKLOG
from liangcao.kernel.errors import refused
from liangcao.kernel.moment import day_span
from liangcao.language import N_, _, ngettext
from liangcao.language.formats import clock_time, day_long
from liangcao.reports.printed_table import Table
from liangcao.reports.worklog_pages import Happened, happened_between
from liangcao.web.pages.deeds import deed_title
from liangcao.web.pages.evidence import evidence_response
from liangcao.web.pages.inspecting import day_here, is_day
from liangcao.web.pages.sheet import as_download
from liangcao.web.rendering import environment
from liangcao.web.visitor import SignedIn, Visitor
from liangcao.worklog.queries import Line, hidden_events, lines_of, open_todos, weather_of
from liangcao.worklog.rules import KINDS, PARTS

router = APIRouter(include_in_schema=False)
HEADINGS = (N_("时段"), N_("时间"), N_("记事"), N_("谁"))
ENDINGS = {"done": N_("（办好了）"), "dropped": N_("（不办了）")}


@router.get("/worklog/{day}.{kind}")
def worklog_paper(request: Request, visitor: SignedIn, day: str, kind: str) -> Response:
    """The page of `day` as ``pdf``, ``xlsx``, ``csv`` or ``html``; raises Refused ``unknown_document``."""
    visitor.need(SEE_WORKLOG)
    if not is_day(day) or day > day_here(visitor, visitor.office.clock.now()):
        raise refused("unknown_document", name=day)
    table = page_table(visitor, day)
    if kind == "html":
        text = environment().get_template("worklog/word.html").render(table=table, day=day)
        return as_download(text.encode(), kind=kind, name=table.title)
    return evidence_response(request, visitor, table, kind)


def page_table(visitor: Visitor, day: str) -> Table:
    """The page as a table: what was left over, the lines of the three parts, what the system did; struck lines not."""
    district = visitor.district_id
    with visitor.office.database.read() as connection:
        lines = lines_of(connection, district, day)
        todos = open_todos(connection, district, day)
        weather = weather_of(connection, district, day)
        hidden = hidden_events(connection, district, day)
        events = happened_between(connection, district, *day_span(day, visitor.office.timezone))
    rows = [_row(_("以前留下"), each) for each in todos if each.day != day]
    for key, word in PARTS.items():
        rows += [_row(_(word), each) for each in lines if each.part == key and not each.struck_by]
    rows += [_told(each) for each in events if each.action not in hidden]
    facts = [(_("日期"), day_long(day))] + ([(_("天气"), weather.words)] if weather.words else [])
    entries = sorted({each.entry for each in lines})
    title = _("工作日志 %(day)s") % {"day": date.fromisoformat(day).isoformat()}
    return Table(title, facts, [_(each) for each in HEADINGS], rows, entries)


def _row(part: str, line: Line) -> list[str | int]:
    kind = "" if line.kind == "note" else _("【%(kind)s】") % {"kind": _(KINDS[line.kind])}
    ending = _(ENDINGS[line.outcome]) if line.outcome else ""
    return [part, clock_time(line.written_at), f"{kind}{line.text}{ending}", line.actor]


def _told(each: Happened) -> list[str | int]:
    count = ngettext("%(num)d 笔", "%(num)d 笔", each.count) % {"num": each.count}
    names = _("、").join(dict.fromkeys(name for _number, name, _at in each.entries if name))
    return [_("系统"), clock_time(each.entries[0][2]), f"{deed_title(each.action)} {count}", names]
