"""Goods in layers: what lies above all reserves is for everybody, each layer below for the classes that may use it.

So a limit that depends on the class becomes a donor's direction ("this class and the more urgent ones"), and goods
can be shared without serving class after class. The goods that expire last are kept lowest.
"""

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np

from liangcao.sharing.floors import Floors
from liangcao.sharing.pools import Layout, distinct_rows
from liangcao.sharing.problem import Lots, Problem, Whole, whole
from liangcao.sharing.routing import Parts


def in_layers(problem: Problem, layout: Layout, floors: Floors, classes: Sequence[int]) -> Problem:
    """The problem with the open lots of items that have reserves cut into layers."""
    lots = problem.lots
    items = {*floors.floors, *floors.expected}
    is_open = (layout.lot_pool >= 0) & lots.is_undirected
    is_cut = is_open & np.isin(lots.item, whole(sorted(items)))
    rows = np.flatnonzero(~is_cut).tolist()
    quantity = lots.quantity[rows].tolist()
    purpose = lots.purpose_class[rows].tolist()
    for item in sorted(items):
        mine = np.flatnonzero(is_cut & (lots.item == item))
        mine = mine[np.lexsort((mine, lots.expires[mine]))]
        pack = int(layout.packs[layout.group_of_item[item]])
        ends = np.cumsum(layout.lot_boxes[mine]).tolist()
        begin = 0
        for upto, of in _layers(floors, item, classes):
            for row, end, size in zip(mine.tolist(), ends, layout.lot_boxes[mine].tolist(), strict=True):
                boxes = min(end, upto) - max(end - size, begin)
                if boxes > 0:
                    rows.append(row)
                    quantity.append(boxes * pack)
                    purpose.append(of)
            begin = max(begin, upto)
    chosen = {each.name: getattr(lots, each.name)[rows] for each in fields(Lots)}
    kept = Lots(**chosen | {"quantity": whole(quantity), "purpose_class": whole(purpose)})
    return replace(problem, lots=kept)


def _layers(floors: Floors, item: int, classes: Sequence[int]) -> list[tuple[int, int]]:
    """(boxes up to which it reaches, direction) from the top: for all, then for fewer and fewer classes."""
    allowed = [max(0, floors.boxes(item, each)) for each in classes]
    last = len(classes) - 1
    return [(allowed[number], 0 if number == last else -classes[number]) for number in range(last, -1, -1)]


def unlayered(parts: Parts, layered: Layout, layout: Layout) -> Parts:
    """The same parts out of the pools that the layers were cut from."""
    need, pool, boxes = parts
    pools = layout.pools

    def keys(of: Layout, rows: Whole) -> list[tuple[int, ...]]:
        each = of.pools
        direction = np.maximum(each.purpose_class, 0)
        columns = (each.item, each.purpose_unit, direction, each.life, each.standard)
        return list(zip(*(column[rows].tolist() for column in columns), strict=True))

    number = {key: row for row, key in enumerate(keys(layout, np.arange(len(pools.boxes))))}
    before = whole([number[key] for key in keys(layered, pool)])
    (needs, places), row = distinct_rows([need, before])
    total = np.zeros(len(needs), dtype=np.int64)
    np.add.at(total, row, boxes)
    return needs, places, total
