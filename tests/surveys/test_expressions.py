"""What the formulas of a form compute: the tables of XPath 1.0, with ODK's meanings."""

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.answers import BEGAN
from surveys.expressions import Expression, compile_expression

ANSWERS = {
    "edad": "30",
    "sat": "4",
    "serv": "dni visa",
    "vacia": "",
    "nombre": "Ana",
    "dia": "2026-03-12",
}
ANSWERS[BEGAN] = "2026-11-28T22:10:00.000-05:00"


def value(source: str, answers=ANSWERS):
    compiled = compile_expression(source, itself="edad", truth=False)
    assert isinstance(compiled, Expression), compiled
    return compiled.text(defaultdict(str, answers))


def codes(source: str, *, truth: bool = False) -> list[str]:
    compiled = compile_expression(source, itself="edad", truth=truth)
    return [] if isinstance(compiled, Expression) else [fault.code for fault in compiled]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # numbers and their signs
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("10 - 2 - 3", "5"),
        ("8 div 2 div 2", "2"),
        ("7 div 2", "3.5"),
        ("7 mod 3", "1"),
        ("-7 mod 3", "-1"),
        ("7 mod -3", "1"),
        ("5 mod 0", ""),
        ("1 div 0", "Infinity"),
        ("-1 div 0", "-Infinity"),
        ("0 div 0", ""),
        ("--3", "3"),
        (".5 + 1.", "1.5"),
        ("0.1 + 0.2", "0.30000000000000004"),
        ("100000000000 * 100000000000", "10000000000000000000000"),
        ("1 div 10000000", "0.0000001"),
        # the tightest operator first
        ("1 + 1 = 2 and 2 < 3 or false()", "true"),
        ("true() or false() and false()", "true"),
        ("1 = 1 = true()", "true"),
        ("3 > 2 > 1", "false"),
        # comparing: truths, then numbers, then texts
        ("'a' = 'a'", "true"),
        ("'1' = '1.0'", "false"),
        ("1 = '1.0'", "true"),
        ("'' = 0", "false"),
        ("'' != 0", "true"),
        ("'x' < 1", "false"),
        ("'x' >= 1", "false"),
        ("'10' > '9'", "true"),
        ("true() = 'x'", "true"),
        ("true() = ''", "false"),
        ("true() > false()", "true"),
        ("'1e3' = 1000", "false"),
        ("'+1' = 1", "false"),
        ("' 1 ' = 1", "true"),
        # answers
        ("${edad} + 1", "31"),
        (" /data/edad + 1", "31"),
        (". + 1", "31"),
        ("${ edad } - 1", "29"),
        ("${vacia} + 1", ""),
        ("${vacia} = ''", "true"),
        ("${vacia} > 3", "false"),
        ("${vacia} <= 3", "false"),
        ("${edad} = '30'", "true"),
        ("${edad} = 30.0", "true"),
        # functions
        ("selected(${serv}, 'visa')", "true"),
        ("selected(${serv}, 'vis')", "false"),
        ("selected(${vacia}, '')", "false"),
        ("count-selected(${serv})", "2"),
        ("count-selected(${vacia})", "0"),
        ("not(${sat} = 4)", "false"),
        ("if(${sat} > 3, 'bien', 'mal')", "bien"),
        ("if(${vacia} > 3, 'bien', 'mal')", "mal"),
        ("coalesce(${vacia}, ${nombre})", "Ana"),
        ("coalesce(${nombre}, 'x')", "Ana"),
        ("string-length(${nombre})", "3"),
        ("string-length('ñandú')", "5"),
        ("concat(${nombre}, ' ', 1 + 1, true())", "Ana 2true"),
        ("number('x')", ""),
        ("number(true()) + 1", "2"),
        ("string(1.50)", "1.5"),
        ("boolean(0)", "false"),
        ("boolean('0')", "true"),
        ("int(-1.7)", "-1"),
        ("int('')", ""),
        ("round(1.5)", "2"),
        ("round(-1.5)", "-2"),
        ("round(2.345, 2)", "2.35"),
        ("round(1234, -2)", "1200"),
        ("round('')", ""),
        ("round(1 div 0)", "Infinity"),
        ("round(1, 'x')", ""),
        ("min(3, '2', 4)", "2"),
        ("max(3, '', 4)", ""),
        ("max(3)", "3"),
        ("regex(${edad}, '^[0-9]{2}$')", "true"),
        ("regex(${nombre}, '^(Ana|Eva)$')", "true"),
        ("regex('Ana María', '^(Ana|Eva)$')", "false"),
        ("abs(-2.5)", "2.5"),
        ("pow(2, 10)", "1024"),
        ("pow(-1, 0.5)", ""),
        ("pow(10, 999)", ""),
        ("pow(0, -1)", ""),
        ("pow(number(''), 0)", ""),
        ("substr('embajada', 2)", "bajada"),
        ("substr('embajada', 0, 2)", "em"),
        ("substr('embajada', -4)", "jada"),
        ("substr('embajada', 5, 2)", ""),
        ("substr('embajada', 'x')", ""),
        ("starts-with(${nombre}, 'An')", "true"),
        ("contains(${nombre}, 'na')", "true"),
        ("contains(${nombre}, 'x')", "false"),
        ("ends-with(${nombre}, 'na')", "true"),
        ("normalize-space('  a   b ')", "a b"),
        ("translate('aeiou', 'aei', 'AE')", "AEou"),
        ("join('-', 1, 'a', ${nombre})", "1-a-Ana"),
        ("selected-at(${serv}, 1)", "visa"),
        ("selected-at(${serv}, 2)", ""),
        ("selected-at(${serv}, -1)", ""),
        # an answer inside a group
        ("/data/datos/edad + 1", "31"),
        ("../edad + 1", "31"),
        # days
        ("today()", "2026-11-28"),
        ("now()", "2026-11-28T22:10:00.000-05:00"),
        ("date(now())", "2026-11-28"),
        ("date(today() + 7)", "2026-12-05"),
        ("date('2026-02-30')", ""),
        ("date(${nombre})", ""),
        ("${dia} < today()", "true"),
        ("today() - ${dia}", "261"),
        ("${dia} = '2026-03-12'", "true"),
        ("${dia} + 1", "20525"),
        ("now() > today()", "true"),
        ("int((today() - date('1990-06-15')) div 365.25)", "36"),
        ("format-date(${dia}, '%e/%n/%Y, %d-%m-%y')", "12/3/2026, 12-03-26"),
        ("format-date(${vacia}, '%Y')", ""),
        ("decimal-date-time('1970-01-02')", "1"),
        ("once(5)", "30"),
    ],
)
def test_a_formula_computes(source, expected):
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("", "expression-syntax"),
        ("1 +", "expression-syntax"),
        ("(1", "expression-syntax"),
        ("1 == 1", "expression-syntax"),
        ("'a", "expression-syntax"),
        ("edad > 3", "expression-syntax"),
        ("..", "expression-syntax"),
        ("//edad", "expression-syntax"),
        ("/data/edad[1]", "expression-syntax"),
        ("/data/*", "expression-syntax"),
        ("${edad} | ${sat}", "expression-syntax"),
        ("random()", "unknown-function"),
        ("floor(1.5)", "unknown-function"),
        ("today(1)", "arity"),
        ("now(1)", "arity"),
        ("once()", "arity"),
        ("format-date(., '%b %Y')", "date-format"),
        ("format-date(., ${nombre})", "date-format"),
        ("starts-with(${nombre}, 'A') = ${sat}", "bare-condition"),
        ("jr:choice-name(${sat}, 'x')", "unknown-function"),
        ("if(1, 2)", "arity"),
        ("selected(${serv})", "arity"),
        ("true(1)", "arity"),
        ("regex(., ${nombre})", "pattern"),
        ("not(${sat})", "bare-condition"),
        ("${sat} and 1 = 1", "bare-condition"),
        ("if(${sat}, 1, 2)", "bare-condition"),
        ("${sat} = true()", "bare-condition"),
        ("+".join("1" * 500), "expression-depth"),
        ("-" * 500 + "1", "expression-depth"),
    ],
)
def test_what_we_do_not_compute_is_refused_by_name(source, code):
    assert codes(source) == [code]


def test_all_the_faults_of_a_formula_come_at_once():
    assert codes("uuid() > 1 and not() and ${sat}") == [
        "unknown-function",
        "arity",
        "bare-condition",
    ]


def test_a_lone_answer_is_no_condition():
    assert codes("${sat}") == []
    assert codes("${sat}", truth=True) == ["bare-condition"]
    assert codes("(.)", truth=True) == ["bare-condition"]


def test_a_formula_says_where_it_stops_making_sense():
    (fault,) = compile_expression("${sat} >= 3 )", itself="x", truth=True)
    assert "No se entiende desde «)»" in fault.message
    (fault,) = compile_expression("${sat} >= ", itself="x", truth=True)
    assert "Está incompleta" in fault.message


def test_a_formula_knows_whom_it_asks():
    compiled = compile_expression("if(. > 1, ${a}, /data/b) = 'c'", itself="yo", truth=True)
    assert compiled.references == {"yo", "a", "b"}


@settings(deadline=None)
@given(st.text(max_size=60))
def test_compiling_never_raises(source):
    compile_expression(source, itself="x", truth=True)


SIGNS = st.sampled_from(["+", "-", "*", "div", "mod", "=", "!=", "<", ">="])
FORMULAS = st.recursive(
    st.sampled_from(["${a}", "${b}", ".", "1", "0", "2.5", "'x'", "''", "true()"]),
    lambda inner: st.one_of(
        st.tuples(inner, SIGNS, inner).map(lambda it: f"({it[0]} {it[1]} {it[2]})"),
        inner.map(lambda it: f"-{it}"),
        inner.map(lambda it: f"round({it}, 1)"),
        inner.map(lambda it: f"int({it})"),
        inner.map(lambda it: f"format-date({it}, '%e/%m/%y')"),
        inner.map(lambda it: f"once(date({it}))"),
        st.tuples(inner, inner).map(lambda it: f"pow({it[0]}, {it[1]})"),
        st.tuples(inner, inner).map(lambda it: f"substr(${{a}}, {it[0]}, {it[1]})"),
        st.tuples(inner, inner).map(lambda it: f"selected-at({it[0]}, {it[1]})"),
        st.tuples(inner, inner).map(lambda it: f"translate({it[0]}, {it[1]}, today())"),
        st.tuples(inner, inner).map(lambda it: f"concat({it[0]}, {it[1]})"),
        st.tuples(inner, inner).map(lambda it: f"if({it[0]} > 1, {it[1]}, 'no')"),
        st.lists(inner, min_size=1, max_size=3).map(lambda it: f"max({', '.join(it)})"),
    ),
    max_leaves=12,
)
TEXTS = st.one_of(st.text(max_size=8), st.integers().map(str), st.floats().map(str))


@settings(deadline=None)
@given(FORMULAS, TEXTS, TEXTS)
def test_computing_never_raises(source, a, b):
    compiled = compile_expression(source, itself="a", truth=False)
    if isinstance(compiled, Expression):
        assert isinstance(compiled.text({"a": a, "b": b}), str)
        assert isinstance(compiled.holds({"a": a, "b": b}), bool)
