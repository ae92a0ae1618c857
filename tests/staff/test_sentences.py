"""What the ministry sends to many carries no foreign link and no sign that cannot be seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.staff.links import foreign
from bot.staff.refusal import Refusal
from bot.staff.sentences import LONGEST, read


@pytest.mark.parametrize(
    "ours",
    [
        "gob.pe",
        "https://www.gob.pe/rree",
        "HTTPS://WWW.GOB.PE/x.pdf",
        "www.consulado.gob.pe/madrid?a=b.c",
        "visitas@rree.gob.pe",
        "Pregunte en gob.pe.",
        "(gob.pe), gob.pe; gob.pe",
        "+34 91 562 9012, de 9 a. m. a 5 p.m.",
        "DNI y S/ 25.50, 1.5 m, EE.UU., D.N.I., S.A.C.",
        "C/ Mayor nº 5.2ºB",
        "www.gob.pe/tramites/visa?a=b#c, s/n, y/o, padre/madre, 1/2, S/25",
        "91.562.90.12, 300.1.2.3, 12.12.2026, 1.2.3",
    ],
)
def test_what_is_the_states_or_no_link_may_stand(ours):
    assert foreign(ours) is None


@pytest.mark.parametrize(
    "theirs",
    [
        "http://example.com",
        "example.com",
        "bit.ly/x",
        "t.me/premios",
        "tg://resolve?domain=x",
        "@cuenta",
        "fulano@example.org",
        "gob.pe.example.com",
        "evilgob.pe",
        "gob.pe-example.com",
        "https://gob.pe@example.com",
        "https://gob.pe:80@example.com",
        "https://gob.pe\\@example.com",
        "https://gob.pe?x@example.com",
        "https://example/gob.pe",
        "http://1.2.3.4",
        "example．com",  # noqa: RUF001 - a full stop of full width
        "exam\u200bple.com",
        "президент.рф",
        "xn--80aadlg3cyb.xn--p1ai",
        "www.gob.pe/»evil.com",
        "www.gob.pe/«evil.com",
        'gob.pe/"evil.com/pago',
        "gob.pe/<evil.com>",
        "gob.pe/>evil.com",
        "gob.pe/\u2026evil.com",
        "gob.pe/\u201cevil.com\u201d",
        "gob.pe/»/borrar",
        "1.2.3.4",
        "192.168.255.255/pago",
        "(8.8.8.8)",
        "/borrar",
        "(/Baja)",
        "DNI,/baja",
    ],
)
def test_a_link_that_is_not_the_states_is_refused(theirs):
    refused = read("requirements", f"Lleve su DNI {theirs} y una copia")
    assert isinstance(refused, Refusal)
    assert "gob.pe" in refused.why


def test_signs_that_cannot_be_seen_are_left_out():
    assert read("town", " To\u202ele\u0000do\ufeff \n (centro) ") == "Toledo (centro)"
    assert read("requirements", "DNI\r\n\n  copia\u2028foto") == "DNI\ncopia\nfoto"


@pytest.mark.parametrize("nothing", ["", " ", "\u200b", "...", "🎉", "\n"])
def test_a_text_needs_a_letter_or_a_figure(nothing):
    assert isinstance(read("town", nothing), Refusal)


@pytest.mark.parametrize("field", LONGEST)
def test_a_text_has_a_longest_length(field):
    assert read(field, "a" * LONGEST[field]) == "a" * LONGEST[field]
    assert isinstance(read(field, "a" * (LONGEST[field] + 1)), Refusal)


@given(
    st.text(max_size=300),
    st.sampled_from(["example.com", "t.me/x", "@cuenta", "http://x", "8.8.8.8", "/borrar"]),
)
def test_no_text_around_it_hides_a_link(around, link):
    found = read("requirements", f"{around} {link} {around}")
    assert isinstance(found, Refusal)


# Where Telegram's library ends the path of an address: what follows may be another one.
ENDS = [*'<>"«» \n', *map(chr, (*range(0x2000, 0x2070), 0x3000))]


@given(st.text(st.characters(exclude_categories=["Z", "C"]), max_size=20), st.sampled_from(ENDS))
def test_no_address_of_the_state_hides_another_behind_it(path, end):
    assert foreign(f"www.gob.pe/{path}{end}evil.com")
