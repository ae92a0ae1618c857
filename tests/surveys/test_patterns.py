import pytest

from surveys.patterns import trouble


@pytest.mark.parametrize(
    "pattern",
    [
        r"^\d{8}$",
        r"^[A-Z]{2}-?[0-9]+$",
        r"^(sí|no)$",
        r"^[^|]+$",
        r"^a\|b$",
        r"^(?:ab)+$",
        r"^[(+*]+$",
    ],
)
def test_patterns_that_mean_the_same_everywhere_are_taken(pattern):
    assert trouble(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        (r"\d+", "todo el texto"),
        (r"^\d+\$", "todo el texto"),
        (r"^a|b$", "paréntesis"),
        (r"^(a+)+$", "otra repetición"),
        (r"^(\w*)*$", "otra repetición"),
        (r"^([0-9]{1,9}){2,}$", "otra repetición"),
        (r"^(?=.*a).+$", "especiales"),
        (r"^(?P<x>a)$", "especiales"),
        (r"^(a$", "bien escrito"),
        (r"^[a$", "bien escrito"),
    ],
)
def test_patterns_that_engines_read_differently_are_refused(pattern, reason):
    assert reason in trouble(pattern)
