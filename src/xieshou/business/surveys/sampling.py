"""Drawing a sample that anyone can draw again: pure functions of a seed and a numbered list.

Strata get seats by the largest remainder: each its share of n rounded down, then one more in the order of the
remainders, ties to the larger stratum and then to the name. Within a stratum, everyone's number is hashed with the seed
(SHA-256 of `seed:number`, in UTF-8) and the smallest hashes are drawn.
"""

import hashlib
from collections.abc import Mapping, Sequence

RULE = (
    "各类别名额按最大余数法：类别人数 × 抽样人数 ÷ 总人数，先取整数部分，余下名额按小数部分从大到小各加一（相同时人数多的先）；"
    "类别内对“种子:序号”取 SHA-256，按结果从小到大取足名额。用同一名单、同一种子任何人都能重算出同一结果。"
)


def allocate(wanted: int, sizes: Mapping[str, int]) -> dict[str, int]:
    """How many of each stratum; they sum to `wanted`. Raises ValueError beyond 0 … all."""
    everyone = sum(sizes.values())
    if not 0 <= wanted <= everyone or not everyone:
        raise ValueError(f"a sample of {wanted} out of {everyone}")
    seats = {name: size * wanted // everyone for name, size in sizes.items()}
    order = sorted(sizes, key=lambda name: (-(sizes[name] * wanted % everyone), -sizes[name], name))
    for name in order[: wanted - sum(seats.values())]:
        seats[name] += 1
    return seats


def mark(seed: str, number: int) -> str:
    """What decides whether a number is drawn: the smaller, the sooner."""
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()


def draw(seed: str, wanted: int, members: Sequence[tuple[int, str]]) -> list[int]:
    """The numbers drawn, in ascending order, of (number, stratum) members in any order."""
    strata: dict[str, list[int]] = {}
    for number, stratum in members:
        strata.setdefault(stratum, []).append(number)
    seats = allocate(wanted, {name: len(numbers) for name, numbers in strata.items()})
    drawn: list[int] = []
    for name, numbers in strata.items():
        drawn += sorted(numbers, key=lambda number: (mark(seed, number), number))[: seats[name]]
    return sorted(drawn)
