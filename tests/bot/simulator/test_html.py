import html
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulator.entities import Entity, Formatted
from bot.simulator.html import KINDS, from_html
from bot.simulator.refusal import Refusal

anything = st.text(st.characters(codec="utf-8"))
tags = st.sampled_from(sorted(set(KINDS) - {"a", "tg-time"}))


@given(anything)
def test_escaped_text_arrives_unchanged(text: str):
    assert from_html(html.escape(text)) == Formatted(text)


@given(anything, tags, anything.filter(bool))
def test_a_tag_becomes_one_entity_over_exactly_its_text(before: str, tag: str, inside: str):
    source = f"{html.escape(before)}<{tag}>{html.escape(inside)}</{tag}>"
    (entity,) = from_html(source).entities
    units = (before + inside).encode("utf-16-le")
    covered = units[2 * entity.offset : 2 * entity.end].decode("utf-16-le")
    assert (covered, entity.kind) == (inside, KINDS[tag])


@given(anything)
def test_any_source_is_read_or_refused(source: str):
    with suppress(Refusal):
        assert from_html(source).length <= Formatted(source).length


def test_offsets_count_utf_16_units_and_links_keep_their_address():
    formatted = from_html("😀 <b>ñ <a href='https://x.pe/?a=1&amp;b=2'>aquí</a></b>")
    assert formatted.text == "😀 ñ aquí"
    link = Entity("text_link", 5, 4, "https://x.pe/?a=1&b=2")
    assert formatted.entities == (link, Entity("bold", 3, 6))


@pytest.mark.parametrize(
    ("attributes", "about"),
    [
        ('unix="1797408000" format="wDT"', {"unix_time": 1797408000, "date_time_format": "wDT"}),
        ("format='r' unix='1'", {"unix_time": 1, "date_time_format": "r"}),
        ('unix="1797408000"', {"unix_time": 1797408000}),
    ],
)
def test_an_instant_keeps_the_text_that_was_given_for_it(attributes: str, about: dict):
    formatted = from_html(f"El <b><tg-time {attributes}>sábado 12, 9:00</tg-time></b>")
    assert formatted.text == "El sábado 12, 9:00"
    instant = {"type": "date_time", "offset": 3, "length": 15} | about
    assert instant in formatted.as_text()["entities"]


@given(anything, tags)
def test_white_space_around_a_text_is_cut_and_entities_follow(text: str, tag: str):
    stripped = from_html(f"\n  <{tag}>{html.escape(text)}</{tag}> \n").stripped()
    assert stripped.text == text.strip()
    expected = (Entity(KINDS[tag], 0, stripped.length),) if stripped.text else ()
    assert stripped.entities == expected


@pytest.mark.parametrize(
    ("source", "mistake"),
    [
        ("ñ<br>", 'Unsupported start tag "br" at byte offset 2'),
        ("<b onclick=x>a</b>", 'Unsupported start tag "b onclick=x" at byte offset 0'),
        ("a </b>", "Unexpected end tag at byte offset 2"),
        ("<b><i>x</b>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("5 < 6", "Unclosed tag at byte offset 2"),
        ("<tg-time>x</tg-time>", 'Tag "tg-time" must have attribute "unix" at byte offset 0'),
        ('<tg-time unix="hoy">x</tg-time>', "Invalid Unix time specified at byte offset 0"),
        (
            "ñ <tg-time unix='1' format='rd'>x</tg-time>",
            "Invalid date-time format specified at byte offset 3",
        ),
        (
            '<tg-time unix="1" zone="x">x</tg-time>',
            'Unsupported start tag "tg-time unix="1" zone="x"" at byte offset 0',
        ),
    ],
)
def test_a_mistake_is_refused_with_its_place(source: str, mistake: str):
    with pytest.raises(Refusal) as refused:
        from_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {mistake}"


def test_links_and_commands_in_plain_sight_are_found():
    found = Formatted("Lea https://gob.pe/rree. O escriba /ayuda, no y/o").as_text()["entities"]
    assert found == [
        {"type": "url", "offset": 4, "length": 19},
        {"type": "bot_command", "offset": 35, "length": 6},
    ]
