import html
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulator.entities import VERBATIM, Entity, Formatted
from bot.simulator.html import KINDS, from_html
from bot.simulator.refusal import Refusal
from bot.simulator.settling import settled

anything = st.text(st.characters(codec="utf-8"))
kinds = st.sampled_from(["bold", "spoiler", "code", "pre", "text_link", "blockquote"])
places = st.integers(0, 12)
lengths = st.integers(1, 12)
tags = st.sampled_from(sorted(set(KINDS) - {"a", "span", "tg-time"}))


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
        ("ñ<b", "Unclosed start tag at byte offset 2"),
        ("<i =x>", 'Empty attribute name in the tag "i" at byte offset 0'),
        ("<i x= ", 'Unclosed start tag "i" at byte offset 0'),
        ("ñ <i x=1:2>", "Unexpected end of name token at byte offset 8"),
        ('ñ <i x="1>', "Unclosed start tag at byte offset 3"),
        ("<i>a</i ", "Unclosed end tag at byte offset 4"),
        ("</", "Unexpected end tag at byte offset 0"),
        ('<span class="x">a</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("a </b>", "Unexpected end tag at byte offset 2"),
        ("<b><i>x</b>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("5 < 6", 'Unsupported start tag "" at byte offset 2'),
        ("<tg-time>x</tg-time>", 'Tag "tg-time" must have attribute "unix" at byte offset 0'),
        ('<tg-time unix="hoy">x</tg-time>', "Invalid Unix time specified at byte offset 0"),
        (
            "ñ <tg-time unix='1' format='rd'>x</tg-time>",
            "Invalid date-time format specified at byte offset 3",
        ),
    ],
)
def test_a_mistake_is_refused_with_its_place(source: str, mistake: str):
    with pytest.raises(Refusal) as refused:
        from_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {mistake}"


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        ("<b onclick=x>a</b>", "a", [("bold", 0, 1)]),
        ("<B>a</b ><i></i>", "a", [("bold", 0, 1)]),
        ("<u>a</>", "a", [("underline", 0, 1)]),
        ("&#128512;&#x41;&ge;&lt &#12345678; &", "😀A&ge;< &#12345678; &", []),
        ("<span class='tg-spoiler'>a</span>", "a", [("spoiler", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ("<pre><code class='language-sql'>a</code></pre>", "a", [("pre", 0, 1, "sql")]),
        ("<code class='language-sql'><pre>a</pre></code>", "a", [("pre", 0, 1, "sql")]),
        ("<code class='language-sql'>a</code>", "a", [("code", 0, 1)]),
        ("<a>gob.pe/rree</a> <a href='nada'>a</a>", "gob.pe/rree a", [("text_link", 0, 11)]),
        ("<b>a<b>b</b></b>", "ab", [("bold", 0, 2)]),
        ("<b>a<code>b</code>c</b>", "abc", [("bold", 0, 1), ("code", 1, 1), ("bold", 2, 1)]),
        ("<code>a<i>b</i></code>", "ab", [("code", 0, 2)]),
        (
            "<blockquote>a<blockquote>b</blockquote><a href='x.pe'>c</a></blockquote>",
            "abc",
            [("blockquote", 0, 3), ("text_link", 2, 1)],
        ),
        ("<a href='x.pe'>a<a href='y.pe'>b</a></a>", "ab", [("text_link", 0, 2)]),
    ],
)
def test_it_is_read_as_telegram_reads_it(source: str, text: str, found: list):
    read = from_html(source)
    kept = settled(read.entities)
    about = [(e.kind, e.offset, e.length, *filter(None, [e.language])) for e in kept]
    assert (read.text, about) == (text, found)


def test_half_a_surrogate_pair_is_no_text():
    with pytest.raises(Refusal, match="invalid Unicode characters"):
        from_html("&#xD83D;")


def test_a_custom_emoji_is_not_simulated():
    with pytest.raises(Refusal, match="Not Implemented"):
        from_html('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>')


@given(st.lists(st.builds(Entity, kinds, places, lengths), max_size=8))
def test_nothing_is_formatted_in_verbatim_text_and_nothing_else_is_lost(given: list[Entity]):
    kept = settled(given)
    verbatim = [e for e in kept if e.kind in VERBATIM]
    covered = {unit for e in verbatim for unit in range(e.offset, e.end)}
    for kind in ("bold", "spoiler"):
        of_kind = [e for e in kept if e.kind == kind]
        units = [unit for e in of_kind for unit in range(e.offset, e.end)]
        wanted = {unit for e in given if e.kind == kind for unit in range(e.offset, e.end)}
        assert sorted(units) == sorted(wanted - covered)
    assert settled(kept) == kept


@given(anything, st.integers(-3, 9), st.integers(-3, 9))
def test_an_entity_covers_whole_characters_or_is_refused(text: str, offset: int, length: int):
    units = text.encode("utf-16-le")[2 * max(offset, 0) :][: 2 * max(length, 0)]
    try:
        covered = units.decode("utf-16-le") if min(offset, length) >= 0 else None
    except UnicodeDecodeError:
        covered = None
    if covered is None or offset + length > Formatted(text).length:
        with pytest.raises(Refusal):
            Formatted(text, (Entity("bold", offset, length),)).checked()
    else:
        Formatted(text, (Entity("bold", offset, length),)).checked()


def test_links_and_commands_in_plain_sight_are_found():
    found = Formatted("Lea https://gob.pe/rree. O escriba /ayuda, no y/o").as_text()["entities"]
    assert found == [
        {"type": "url", "offset": 4, "length": 19},
        {"type": "bot_command", "offset": 35, "length": 6},
    ]


def test_commands_are_found_under_formatting_but_not_in_code():
    source = "<b>/uno</b> <code>/dos</code> <a href='x.pe'>/tres</a>"
    found = from_html(source).as_text()["entities"]
    commands = [entity["offset"] for entity in found if entity["type"] == "bot_command"]
    assert commands == [0]
