"""How many names a second are matched, against few units and against a hundred thousand.

The registers are made: the usual offices (``reforms.yaml``) of as many counties as it takes. The
names are theirs as notices print them: in full, with the level alone, bare, abbreviated, with a
wrong character, of a neighbour, and unknown.
"""

import random
import time
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from statistics import median

from benchmarks.bounds import Figure
from contracts import Unit
from normalizers.context import Context
from normalizers.lineage import Registry
from normalizers.match import find_unit
from normalizers.reforms import read_reforms
from normalizers.registry import load_registry

SIZES = (126, 100_000)
_MENTIONS = 4000
_PLACES = 60
_ROUNDS = 5
_SLACK = Decimal("0.5")
_SHORT = {
    "人力资源和社会保障局": "人社局",
    "住房和城乡建设局": "住建局",
    "卫生健康委员会": "卫健委",
    "发展和改革委员会": "发改委",
    "文化和旅游局": "文旅局",
    "市场监督管理局": "市监局",
    "残疾人联合会": "残联",
}

Asked = tuple[str, Context]


def measure() -> list[Figure]:
    """Print names a second and the load; the bounds are those of the slowest."""
    own = load_registry()
    load = median(_seconds(load_registry) for _ in range(_ROUNDS))
    print(f"units: {len(own.units)} units and {len(own.jurisdictions)} places load in {load:.2f} s")
    figures = [
        Figure("units.load_seconds", _rounded(load), low_is_good=True, slack=_SLACK),
    ]
    rates = []
    for size in SIZES:
        registry = make_registry(size, own)
        # What was asked before is answered from memory: each name once.
        rounds = [tuple(dict.fromkeys(make_mentions(registry, s))) for s in range(_ROUNDS + 1)]
        seconds = [_seconds(partial(_match_all, asked, registry)) for asked in rounds]
        first = seconds[0]
        rate = median(len(a) / s for a, s in zip(rounds[1:], seconds[1:], strict=True))
        rates.append(rate)
        print(f"units: {size} units, {rate:.0f} names a second once warm ({first:.1f} s at first)")
        figures.append(Figure(f"units.{size}.names_a_second", _rounded(rate), slack=_SLACK))
    growth = _rounded(rates[0] / rates[-1])
    figures.append(Figure("units.slower_with_many", growth, low_is_good=True, slack=_SLACK))
    return figures


def make_registry(size: int, own: Registry) -> Registry:
    """The usual offices of so many counties that there are `size` units, in all places."""
    bodies = [
        (names[0], kind)
        for kind, names in read_reforms().names("county").values()
        if names and "<" not in names[0]
    ]
    units = [
        Unit(
            id=f"{place.code}_{number}",
            series_id=f"{place.code}_{number}",
            name=f"{place.name}{name}",
            short_names=(),
            jurisdiction=place.code,
            area=None,
            level=place.level,
            kind=kind,
            valid_from=None,
            valid_to=None,
            successors=(),
        )
        for place in own.jurisdictions
        if place.heir is None and not place.code.endswith("00")
        for number, (name, kind) in enumerate(bodies[:42])
    ]
    return Registry(units=tuple(units[:size]), jurisdictions=own.jurisdictions)


def make_mentions(registry: Registry, seed: int) -> Iterator[Asked]:
    """Names as notices print them, each in the context of its own place; a day for each seed, so
    that no answer is one that was given before."""
    chance = random.Random(seed)
    places = registry.gazetteer.places
    codes = sorted({unit.jurisdiction for unit in registry.units})
    units = [
        unit
        for code in random.Random(0).sample(codes, min(_PLACES, len(codes)))
        for unit in registry.units_of(code)
    ]
    for number in range(_MENTIONS):
        unit = chance.choice(units)
        place = places[unit.jurisdiction]
        bare = unit.name.removeprefix(place.name)
        at = chance.randrange(len(bare) - 1)
        printed = (
            unit.name,
            f"{place.name[-1]}{bare}",
            bare,
            _SHORT.get(bare, bare),
            f"{place.name}{_SHORT.get(bare, bare)}",
            f"{bare[:at]}某{bare[at + 1 :]}",
            f"邻县{bare}",
            f"{bare}工会",
        )[number % 8]
        yield printed, Context(jurisdiction_code=place.code, period_end=date(2021, 6, 1 + seed))


def _match_all(asked: tuple[Asked, ...], registry: Registry) -> None:
    for mention, context in asked:
        find_unit(mention, context, registry)


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _rounded(value: float) -> Decimal:
    return Decimal(value).quantize(Decimal("0.01"))
