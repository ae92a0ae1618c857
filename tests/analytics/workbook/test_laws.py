"""What holds of every workbook: what was written is what is read, and nothing else ever is."""

import unicodedata
import zipfile
from decimal import Decimal
from io import BytesIO

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from analytics import workbook
from analytics.plan import InputUnit, Kind
from analytics.workbook import CellProblem, Delivered
from analytics.workbook.inputs import asked, weighted
from tests.analytics.workbook.books import (
    PERIOD,
    UNIT,
    WEIGHTED,
    delivered,
    filled,
    observed,
    template,
    told,
)

SLOW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
ROWS = [
    it for it in asked(UNIT.directo) if it.measure.kind_of(it.series) is not Kind.PROGRESS_OF_WORKS
]
SERIES = [it.series.code for it in weighted(UNIT.directo)]
PLACES = {InputUnit.WHOLE: 0, InputUnit.DOLLARS: 2, InputUnit.PERCENT: 4}

statements = (
    st.text(st.characters(exclude_categories=["C", "Z"]), min_size=3, max_size=40)
    .map(lambda it: unicodedata.normalize("NFC", it))
    .filter(lambda it: 3 <= len(it) <= 300 and "_x" not in it)
)


@st.composite
def singles(draw):
    """A value for some of the inputs, as the register may hold it."""
    chosen = draw(st.lists(st.sampled_from(ROWS), unique=True, max_size=12))
    return [
        observed(
            it.series.code,
            it.input.name,
            draw(st.none() | st.decimals(0, 10**9, places=PLACES[it.input.unit])),
        )
        for it in chosen
    ]


@st.composite
def objectives(draw):
    """Weighted objectives with their two records each."""
    found = []
    for code in draw(st.lists(st.sampled_from(SERIES), unique=True, max_size=2)):
        it = next(it for it in weighted(UNIT.directo) if it.series.code == code)
        for statement in draw(st.lists(statements, unique_by=str.casefold, max_size=4)):
            weight = draw(st.integers(1, 1000)) * Decimal(draw(st.sampled_from(["1", "0.1"])))
            degree = draw(st.integers(0, 1000)) / Decimal(10)
            found += [
                observed(code, it.set_out.name, weight, statement),
                observed(code, it.reached.name, weight * degree / 100, statement),
            ]
    return found


def as_read(known):
    return {"/".join(filter(None, [it.series, it.input, it.statement])): it.value for it in known}


@SLOW
@given(singles(), objectives())
def test_what_is_in_force_comes_back_from_the_template_as_it_is(known, listed):
    content = workbook.write(UNIT, PERIOD, known + listed)
    found = delivered(content)
    assert told(found) == as_read(known + listed)
    assert workbook.read(content) == found
    assert workbook.removed(known + listed, found, "ya no") == ()


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
said = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**17), 10**17),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.times(),
    texts,
    st.sampled_from(["NC", "1234", "12.50", "1.234", "5 %", "=1+1", WEIGHTED, "3.2.3.1a/cursos"]),
)
cells = st.one_of(
    st.tuples(st.just("Datos"), st.just("F"), st.integers(4, 30)),
    st.tuples(
        st.sampled_from(["Datos", "Objetivos"]),
        st.sampled_from("ABCDEFGHIJK"),
        st.integers(1, 30),
    ),
    st.tuples(st.just("Instrucciones"), st.sampled_from("AB"), st.integers(1, 8)),
)


def plainly(value):
    """What a cell plainly says, told without the code under test."""
    match value:
        case bool():
            return []
        case int():
            return [Decimal(value)]
        case float():
            return [Decimal(f"{value:.15g}")]
        case str() if value.strip().casefold() in {"nc", "no corresponde"}:
            return [None]
        case str() if value.strip().isascii() and value.strip().replace(".", "", 1).isdecimal():
            return [Decimal(value.strip())]
    return []


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(cells, said, max_size=6))
@example({("Datos", "F", 4): 7, ("Datos", "F", 6): "NC"})
def test_whatever_stands_in_the_cells_no_record_says_what_its_cell_does_not(written):
    entered = {f"{sheet}!{letter}{row}": it for (sheet, letter, row), it in written.items()}
    found = workbook.read(filled(entered))
    if isinstance(found, list):
        assert all(isinstance(it, CellProblem) and it.message and it.code for it in found)
        return
    for it in found.records:
        place = found.cells[it.place]
        if it.place.statement is None:
            assert it.value in plainly(entered[place])


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400) | st.binary(max_size=300).map(lambda it: b"PK\x03\x04" + it))
def test_no_bytes_are_too_strange(content):
    assert isinstance(workbook.read(content), list)


PARTS = [
    "xl/worksheets/sheet1.xml",
    "xl/worksheets/sheet2.xml",
    "xl/worksheets/sheet3.xml",
    "xl/workbook.xml",
    "xl/styles.xml",
    "[Content_Types].xml",
]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(PARTS),
    st.integers(0, 10**6),
    st.integers(0, 12),
    st.sampled_from([b"", b"<", b">", b'"', b"9", b"1e5", b"t='b'", b"<f>1</f>", b"</c>", b"\0"]),
)
def test_xml_that_somebody_broke_never_raises(part, at, cut, put):
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(template())) as parts, zipfile.ZipFile(written, "w") as archive:
        for it in parts.infolist():
            data = parts.read(it)
            if it.filename == part:
                start = at % len(data)
                data = data[:start] + put + data[start + cut :]
            archive.writestr(it.filename, data)
    found = workbook.read(written.getvalue())
    assert isinstance(found, Delivered) or all(isinstance(it, CellProblem) for it in found)
