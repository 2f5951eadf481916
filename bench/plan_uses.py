"""What is done with a plan in plain words: checked, compared, shared otherwise, made again; what more would do."""

import random
import time
from collections.abc import Callable
from typing import Any, TypeVar

from liangcao.sharing.answer import answer
from liangcao.sharing.check import check_plan
from liangcao.sharing.comparing import compare
from liangcao.sharing.deliveries import Goods, delivery
from liangcao.sharing.judging import judge
from liangcao.sharing.question import Question
from liangcao.sharing.reading import question_of
from liangcao.sharing.replanning import replanned
from liangcao.sharing.ways import WAYS, shared_by
from liangcao.sharing.what_if import what_if

Made = TypeVar("Made")
SIZES = {"1k": 1_000, "10k": 10_000, "100k": 100_000}


def on_all_sizes() -> None:
    """Seconds of processor time for every use and size."""
    rows: dict[str, list[str]] = {}
    for lines in SIZES.values():
        for what, seconds in _uses(lines).items():
            rows.setdefault(what, []).append(f"{seconds:.2f}")
    print("\n### Sharing out: what is done with a plan\n\nProcessor time, s, of a question in plain words.\n")
    print(f"| what | {' | '.join(f'{name} lines' for name in SIZES)} |\n|---|{'--:|' * len(SIZES)}")
    for what, cells in rows.items():
        print(f"| {what} | {' | '.join(cells)} |", flush=True)


def _uses(lines: int) -> dict[str, float]:
    spent: dict[str, float] = {}

    def timed(what: str, work: Callable[[], Made]) -> Made:
        start = time.process_time()
        made = work()
        spent[what] = spent.get(what, 0) + time.process_time() - start
        return made

    file = large_file(lines)
    question: Question = timed("read the question", lambda: question_of(file))
    made = timed("make the plan", lambda: answer(question))
    timed("check it", lambda: check_plan(question, made.document))
    more = [{"change": "arrival", "item": "i0", "warehouse": "w0", "quantity": 500}]
    other = timed("what if: change the question", lambda: what_if(question, more))
    after = answer(other).document
    timed("compare two plans", lambda: compare(made.document, after))
    for way in WAYS:
        document = timed(f"share by `{way}`", lambda way=way: shared_by(question, way).document)  # type: ignore[misc]
        timed("judge all five ways", lambda document=document: judge(question, document, made.document))  # type: ignore[misc]
    timed("one more delivery of one item", lambda: delivery(made, Goods("i0")))
    again = timed("take the published plan along", lambda: replanned(question, made.document["lines"]))
    timed("make the plan again", lambda: answer(again))
    return spent


def large_file(lines: int, *, seed: int = 1) -> dict[str, Any]:
    """A question in plain words: five classes, reserves, head-counts and stock held there; an item for 200 lines."""
    chance = random.Random(seed)
    items = [f"i{number}" for number in range(max(2, lines // 200))]
    claims = [
        {"claim": str(number), "unit": f"u{chance.randrange(lines // 10)}", "item": chance.choice(items)}
        | {"class": chance.randint(1, 5), "asked": chance.randint(1, 500), "people": chance.randint(1, 99)}
        | {"daily_use": chance.randint(1, 50), "held_there": chance.randint(0, 99)}
        | {"approved": f"2020-02-{chance.randint(1, 28):02}"}
        for number in range(lines)
    ]
    lots = [
        {"lot": str(number), "item": chance.choice(items), "warehouse": f"w{chance.randrange(10)}"}
        | {"quantity": chance.randint(0, 6000), "expires": f"2020-{chance.randint(3, 12):02}-01"}
        for number in range(lines // 20)
    ]
    return {
        "date": "2020-02-10",
        "items": [{"item": item, "pack": chance.choice([1, 10])} for item in items],
        "claims": claims,
        "lots": lots,
        "floors": [{"item": item, "class": 3, "quantity": 500} for item in items],
    }


if __name__ == "__main__":
    on_all_sizes()
