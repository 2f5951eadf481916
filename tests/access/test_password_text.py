"""A password's argon2 text: whoever hands one in decides what every later sign-in of that login costs us."""

import pytest
from argon2 import PasswordHasher
from pydantic import ValidationError

from liangcao.access.commands import AddActor, ChangeOwnPassword, SetPassword
from liangcao.kernel.command import personal_fields

OURS = PasswordHasher()
TAIL = "$c29tZXNhbHRzb21lc2E$c29tZWhhc2hzb21laGFzaA"


def text(parameters: str, *, version: str = "v=19", tail: str = TAIL) -> str:
    """An argon2id text with these parameters."""
    return f"$argon2id${version}${parameters}{tail}"


def code_of(password_hash: str) -> str:
    """The code of the refusal of a text, empty when it is taken."""
    try:
        ChangeOwnPassword(password_hash=password_hash)
    except ValidationError as error:
        return str(error.errors()[0]["type"])
    return ""


def test_what_the_library_makes_by_default_is_taken() -> None:
    assert code_of(OURS.hash("correct horse")) == ""
    assert code_of(text(f"m={OURS.memory_cost},t={OURS.time_cost},p={OURS.parallelism}")) == ""
    assert code_of("0" * 64) == ""  # a commitment, when a held command is read back


@pytest.mark.parametrize(
    "parameters", ["m=262144,t=60,p=1", "m=65537,t=3,p=4", "m=65536,t=4,p=4", "m=65536,t=3,p=5", "m=65536,t=3,p=99"]
)
def test_parameters_dearer_than_ours_are_refused(parameters: str) -> None:
    assert code_of(text(parameters)) == "password_hash_too_costly"


@pytest.mark.parametrize(
    "wrong",
    [
        text("m=065536,t=3,p=4"),
        text("t=3,m=65536,p=4"),
        text("m=65536,t=3,p=4,keyid=AAAA"),
        text("m=65536,t=3,p=4", version="v=18"),
        text("m=99999999999999999999,t=3,p=4"),
        text("m=0,t=3,p=4"),
        text("m=65536,t=3,p=4", tail="$not base64"),
        text("m=65536,t=3,p=4", tail="$" + "A" * 130),
        "$argon2i$v=19$m=65536,t=3,p=4" + TAIL,
        "$argon2id$" + "x" * 40,
        "correct horse battery staple",
    ],
)
def test_what_is_no_such_text_is_refused(wrong: str) -> None:
    assert code_of(wrong) in {"string_pattern_mismatch", "password_hash_too_costly"}


def test_every_command_with_a_password_keeps_it_out_of_the_journal_and_within_bounds() -> None:
    dear = text("m=262144,t=60,p=1")
    for command, rest in ((AddActor, {"login": "wang", "name": "王"}), (SetPassword, {"actor_id": 1})):
        assert "password_hash" in personal_fields(command)
        with pytest.raises(ValidationError, match="password_hash_too_costly"):
            command.model_validate({**rest, "password_hash": dear})
