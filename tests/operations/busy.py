"""A process that posts without end, in several threads, and says on its standard output what was acknowledged."""

import itertools
import os
import sys
import threading
import uuid
from random import Random

import structlog

from liangcao.kernel.command import Command
from liangcao.kernel.errors import Refused
from liangcao.receiving.commands import QuarantineLot, ReleaseLot
from liangcao.storing.commands import MoveStock
from scenarios.cast import Cast

THREADS = 4


def _commands(cast: Cast, lot_id: int, chance: Random) -> tuple[str, Command]:
    """Mostly moves there and back, now and then something that changes documents and duties."""
    if chance.random() < 0.1:
        return "审批丙", QuarantineLot(lot_id=lot_id, reason="有异味")
    if chance.random() < 0.1:
        return "全能丑", ReleaseLot(lot_id=lot_id, evidence="检验报告")
    ends = chance.sample(("主库", "货架一", "货架二", "分库"), 2)
    source_id, destination_id = (cast.id_of("place", name) for name in ends)
    move = MoveStock(lot_id=lot_id, source_id=source_id, destination_id=destination_id, quantity=chance.randint(1, 20))
    return "保管乙", move


def _post(cast: Cast, lot_id: int, seed: int) -> None:
    chance = Random(seed)
    for _ in itertools.count():
        who, command = _commands(cast, lot_id, chance)
        command_id = str(uuid.uuid4())
        try:
            cast.do(who, command, command_id)
        except Refused as refusal:
            if refusal.code in {"books_unwritable", "books_unreachable"}:
                return
            continue
        os.write(1, f"{command_id}\n".encode())


def main() -> None:
    """Post into the database at the URL of the first argument, moving the lot of the second, until killed."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # what it logs is no acknowledgement
    cast = Cast(sys.argv[1])
    cast.learn()
    threads = [threading.Thread(target=_post, args=(cast, int(sys.argv[2]), seed)) for seed in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
