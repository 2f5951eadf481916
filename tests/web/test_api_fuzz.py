"""Whatever a program sends by the description, or against it, the API answers as it says it does and never fails."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from webtools import WebOffice

from liangcao.operations.actions import ACTIONS
from liangcao.web.api import path_of_action

OPEN = ("/api/v1/session",)
CASES = 6


@pytest.mark.slow
def test_no_call_fails_and_every_answer_is_as_described(sqlite_web: WebOffice) -> None:
    program = sqlite_web.program("coordinator")
    schema = schemathesis.openapi.from_dict(program.get("/api/v1/openapi.json").json())
    checked = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.path in OPEN:
            continue

        @settings(
            max_examples=CASES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def call(case: schemathesis.Case) -> None:
            answer = program.request(
                case.method,
                case.formatted_path,
                params=case.query,
                json=case.body if not isinstance(case.body, schemathesis.core.NotSet) else None,
                headers={**{k: v for k, v in (case.headers or {}).items() if v.isascii() and v.isprintable()}},
            )
            assert answer.status_code < 500 or answer.status_code == 503, answer.text
            if answer.status_code >= 400:
                assert answer.headers["content-type"].startswith("application/problem+json")
                assert set(answer.json()) >= {"type", "title", "status", "code", "detail", "errors"}

        call()
        checked += 1
    assert checked >= len(ACTIONS)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(name=st.sampled_from(sorted(ACTIONS)), body=st.binary(max_size=200), key=st.text(st.characters(codec="ascii")))
def test_bytes_that_mean_nothing_are_refused(sqlite_web: WebOffice, name: str, body: bytes, key: str) -> None:
    program = sqlite_web.program("inspector")
    headers = {"Content-Type": "application/json"}
    if key.strip() and key.isprintable():
        headers["Idempotency-Key"] = key
    answer = program.post("/api/v1" + path_of_action(name), content=body, headers=headers)
    assert 400 <= answer.status_code < 500
