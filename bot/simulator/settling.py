"""Which entities stay when they meet, after the rules of TDLib's fix_entities."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.simulator.entities import QUOTES, VERBATIM, WHOLE, Entity

FIRST = ("pre", "code", "date_time", "text_link")  # of two over the same text


def settled(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """What is whole keeps the first of two; nothing else is formatted in verbatim text."""
    found = sorted(entities, key=_order)
    quotes = _apart(entity for entity in found if entity.kind in QUOTES)
    whole = [
        entity
        for entity in _apart(entity for entity in found if entity.kind in WHOLE)
        if not any(_crosses(entity, quote) for quote in quotes)
    ]
    verbatim = [entity for entity in whole if entity.kind in VERBATIM]
    others = [entity for entity in found if entity.kind not in QUOTES | WHOLE]
    pieces = (piece for entity in _unrepeated(others) for piece in _outside(entity, verbatim))
    return tuple(sorted((*quotes, *whole, *pieces), key=_order))


def _order(entity: Entity) -> tuple[int, int, int]:
    rank = FIRST.index(entity.kind) if entity.kind in FIRST else len(FIRST)
    return (entity.offset, -entity.length, rank)


def _apart(entities: Iterable[Entity]) -> list[Entity]:
    """Those that share no character with one before them."""
    kept: list[Entity] = []
    for entity in entities:
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return kept


def _unrepeated(entities: Iterable[Entity]) -> list[Entity]:
    """Of each kind those that are not within another of it; what overlaps becomes one."""
    kept: dict[str, list[Entity]] = {}
    for entity in entities:
        same = kept.setdefault(entity.kind, [])
        if same and entity.offset < same[-1].end:
            end = max(same[-1].end, entity.end)
            same[-1] = replace(same[-1], length=end - same[-1].offset)
        else:
            same.append(entity)
    return [entity for same in kept.values() for entity in same]


def _outside(entity: Entity, verbatim: Iterable[Entity]) -> Iterator[Entity]:
    start = entity.offset
    for block in verbatim:
        if block.offset < entity.end and start < block.end:
            if start < block.offset:
                yield replace(entity, offset=start, length=block.offset - start)
            start = block.end
    if start < entity.end:
        yield replace(entity, offset=start, length=entity.end - start)


def _crosses(entity: Entity, quote: Entity) -> bool:
    """They meet, and the one is not within the other."""
    meets = entity.offset < quote.end and quote.offset < entity.end
    return meets and not (quote.offset <= entity.offset and entity.end <= quote.end)
