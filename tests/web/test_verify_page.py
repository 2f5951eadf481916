"""自己核验: the program to take away, for everybody, in both languages; what the page says is what is handed out."""

from hashlib import sha256

import pytest
from webtools import WebOffice, words

from liangcao.language import LANGUAGES, translator
from liangcao.verifier.packing import NAME, packed_program


def test_anybody_may_take_the_program(sqlite_web: WebOffice) -> None:
    stranger = sqlite_web.client()
    page = stranger.get("/verify")
    assert page.status_code == 200
    answer = stranger.get(f"/verify/{NAME}")
    assert answer.content == packed_program()
    assert answer.headers["content-disposition"] == f'attachment; filename="{NAME}"'
    assert sha256(answer.content).hexdigest() in page.text
    assert f'href="/verify/{NAME}" download' in page.text
    assert f"python {NAME} evidence.zip" in words(page.text)
    assert stranger.head(f"/verify/{NAME}").status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_both_languages(sqlite_web: WebOffice, language: str) -> None:
    text = words(sqlite_web.client().get(f"/verify?language={language}").text)
    for message in ("核验程序", "怎么核验", "今天的树头和公钥", "还没有签过名的树头。"):
        assert translator(language).gettext(message) in text


def test_every_page_leads_there_also_of_a_stranger(sqlite_web: WebOffice) -> None:
    for client, path in ((sqlite_web.client(), "/help"), (sqlite_web.signed_in("inspector"), "/journal")):
        assert 'href="/verify"' in client.get(path).text.split("<footer")[1]
