"""Pasted talk is taken apart: heads as chat programs write them, days that stand alone, and whatever else comes."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from liangcao.worklog.chat import Said, split_chat

HEADS = {
    "张三 2020/2/10 09:12: 车到了": Said("张三", "2020-02-10", 552, "车到了"),
    "张三 2020年2月10日 下午3:05\n车到了": Said("张三", "2020-02-10", 905, "车到了"),
    "2020-02-10 09:12:33 张三\n车到了\n卸了一半": Said("张三", "2020-02-10", 552, "车到了\n卸了一半"),
    "—— 2020-02-10 ——\n张三 09:12\n车到了": Said("张三", "2020-02-10", 552, "车到了"),
    "车到了": Said("", "", -1, "车到了"),
    "到货 2020/2/31 09:12: 没有这一天": Said("", "", -1, "到货 2020/2/31 09:12: 没有这一天"),
}


@pytest.mark.parametrize("talk", HEADS)
def test_one_who_said_something(talk: str) -> None:
    assert split_chat(talk) == [HEADS[talk]]


def test_a_talk_of_several() -> None:
    talk = "张三 2020/2/10 9:12: 口罩不够\n李四 2020/2/10 9:13: 马上送\n送到哪里\n2020/2/11\n张三 8:00\n到了"
    assert [(said.who, said.day, said.text) for said in split_chat(talk)] == [
        ("张三", "2020-02-10", "口罩不够"),
        ("李四", "2020-02-10", "马上送\n送到哪里"),
        ("张三", "2020-02-11", "到了"),
    ]


@given(some.text(max_size=300))
def test_nothing_is_invented_and_nothing_fails(text: str) -> None:
    for said in split_chat(text):
        assert said.text
        assert all(line in text for line in said.text.splitlines())
        assert -1 <= said.minute < 1_440


@given(some.lists(some.sampled_from(("口罩不够", "马上送", "车在路上")), min_size=1, max_size=8))
def test_every_word_said_is_kept(words: list[str]) -> None:
    talk = "\n".join(f"张三 2020/2/10 9:{at:02}\n{word}" for at, word in enumerate(words))
    assert [said.text for said in split_chat(talk)] == words
