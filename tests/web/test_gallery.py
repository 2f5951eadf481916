"""The gallery shows every macro; files keep for ever under their hash; language and colours are remembered."""

import hashlib
import re
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse

from harness.apart import apart
from liangcao.kernel.errors import Reason, Refused
from liangcao.web.assets import STATIC_FOLDER, STYLES, Assets
from liangcao.web.gallery import create_gallery_app
from liangcao.web.mounting import mount_base
from liangcao.web.rendering import MACRO_FILES, TEMPLATE_FOLDER, environment, field_errors, render_error
from liangcao.web.tables import Paging


def get(path: str, app: FastAPI | None = None, root: str = "", **headers: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=app or create_gallery_app(), root_path=root)
        async with httpx.AsyncClient(transport=transport, base_url="http://office.test") as client:
            return await client.get(path, headers={name.replace("_", "-"): text for name, text in headers.items()})

    return apart(ask)


def test_every_macro_is_shown() -> None:
    templates = "".join(path.read_text("utf-8") for path in TEMPLATE_FOLDER.rglob("*.html"))
    defined = {
        name
        for file in MACRO_FILES
        for name in vars(environment().get_template(f"ui/{file}.html").module)
        if not name.startswith("_")
    }
    shown = set(re.findall(r"(?:ui\.|\{\{ )(\w+)\(", templates))
    assert defined - shown == set()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_page_says_its_language(language: str) -> None:
    page = get(f"/gallery?language={language}")
    assert page.status_code == 200
    assert f'<html lang="{language.replace("_", "-")}"' in page.text
    assert page.headers["content-language"] == language.replace("_", "-")


def test_language_and_colours_are_chosen_by_a_link_and_remembered() -> None:
    chosen = get("/gallery?language=en&theme=dark&q=mask")
    assert [cookie.split(";")[0] for cookie in chosen.headers.get_list("set-cookie")] == ["language=en", "theme=dark"]
    assert "SameSite=Lax" in chosen.headers["set-cookie"]
    later = get("/gallery", cookie="language=en; theme=dark")
    assert 'lang="en" data-theme="dark"' in later.text
    assert "set-cookie" not in later.headers
    assert 'href="/gallery?q=mask&amp;language=zh_CN"' in chosen.text, "the switch keeps the rest of the query"


def test_what_nobody_offers_is_passed_over() -> None:
    page = get("/gallery?language=tlh&theme=pink", cookie="language=xx; theme=<b>")
    assert 'lang="zh-CN" data-theme="auto"' in page.text
    assert "set-cookie" not in page.headers


def test_htmx_gets_only_the_part() -> None:
    part = get("/gallery?page=3", hx_request="true", hx_request_type="partial").text
    assert part.lstrip().startswith('<div id="rows"')
    assert "<html" not in part
    assert "<html" in get("/gallery", hx_request="true", hx_request_type="full").text


def test_sorting_and_paging_keep_the_filter() -> None:
    page = get("/gallery?q=a%26b&page=2&sort=item").text
    assert 'href="/gallery?q=a%26b&amp;sort=-item"' in page, "sorting starts at the first page"
    assert 'href="/gallery?q=a%26b&amp;sort=item&amp;page=3"' in page


def test_every_file_a_page_names_is_there_and_keeps_for_ever() -> None:
    page = get("/gallery").text
    names = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page))
    assert len(names) >= 4
    for name in names:
        answer = get(name)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]


def test_every_icon_named_is_in_the_sprite() -> None:
    sprite = (STATIC_FOLDER / "icons.svg").read_text("utf-8")
    ids = set(re.findall(r'<symbol id="(\w+)"', sprite))
    used = set(re.findall(r'icons\.svg#(\w+)"', get("/gallery").text)) | {"sun", "moon", "auto"}
    assert used - ids == set()


def test_the_address_changes_with_the_content(tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    for name in STYLES:
        (tmp_path / "css" / f"{name}.css").write_text("a{}")
    before = Assets(tmp_path).url("all.css")
    assert before == Assets(tmp_path).url("all.css")
    (tmp_path / "css" / "base.css").write_text("b{}")
    assert Assets(tmp_path).url("all.css") != before
    with pytest.raises(KeyError):
        Assets(tmp_path).url("gone.js")


def test_files_are_compressed_for_those_who_read_it() -> None:
    name = re.findall(r'"(/static/[^"]+all\.css)"', get("/gallery").text)[0]
    packed, plain = get(name, accept_encoding="gzip"), get(name, accept_encoding="identity")
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text
    assert packed.headers["content-type"] == "text/css; charset=utf-8"


def test_an_old_address_gives_the_file_of_today_and_is_not_kept() -> None:
    old = get("/static/000000000000/js/main.js")
    assert old.status_code == 200
    assert old.headers["cache-control"] == "no-cache"
    assert get("/static/000000000000/js/gone.js").status_code == 404
    assert get("/static/../rendering.py").status_code == 404


def test_below_another_path_every_address_follows() -> None:
    page = get("/books/gallery", root="/books").text
    assert 'href="/gallery' not in page
    assert 'href="/static' not in page
    assert 'href="/books/gallery"' in page


def test_the_whole_page_is_light() -> None:
    assert len(get("/gallery").content) < 60_000


def test_an_error_page_tells_what_was_kept_and_the_code() -> None:
    def fails(request: Request) -> HTMLResponse:
        return render_error(request, status=404, code="unknown_item", message="没有这种物资：X", support="r-17")

    app = FastAPI()
    mount_base(app)
    app.add_api_route("/fails", fails)
    page = get("/fails", app)
    assert page.status_code == 404
    for words in ("没有这种物资：X", "之前记下的都在", "unknown_item", "r-17"):
        assert words in page.text


def test_errors_by_field_the_first_of_a_field_wins() -> None:
    refused = Refused(
        Reason("quantity_not_positive", {}, "quantity"),
        Reason("empty", {}),
        Reason("quantity_not_whole", {"text": "x"}, "quantity"),
    )
    assert field_errors(refused) == {"quantity": "数量必须大于零", "": "没有内容：至少要有一行"}


@pytest.mark.parametrize(
    ("paging", "told"),
    [
        (Paging(0), (1, 0, 0, 0)),
        (Paging(50), (1, 1, 50, 0)),
        (Paging(51, 2), (2, 51, 51, 50)),
        (Paging(1284, 26), (26, 1251, 1284, 1250)),
    ],
)
def test_where_a_page_stands(paging: Paging, told: tuple[int, int, int, int]) -> None:
    assert (paging.pages, paging.first, paging.last, paging.offset) == told


def test_both_ways_to_dark_give_the_same_colours() -> None:
    tokens = (STATIC_FOLDER / "css" / "tokens.css").read_text("utf-8")
    wished = re.search(r':root:not\(\[data-theme="light"\]\) {(.*?)}', tokens, re.DOTALL)
    chosen = re.search(r':root\[data-theme="dark"\] {(.*?)}', tokens, re.DOTALL)
    assert wished is not None
    assert chosen is not None
    assert wished[1].split() == chosen[1].split()


def test_the_vendored_script_is_the_one_decided_on() -> None:
    decision = (Path(__file__).parents[2] / "docs" / "decisions" / "0030-htmx-compiled-once.md").read_text("utf-8")
    scripts = sorted((STATIC_FOLDER / "vendor").glob("*.js"))
    assert [hashlib.sha256(script.read_bytes()).hexdigest() in decision for script in scripts] == [True]
