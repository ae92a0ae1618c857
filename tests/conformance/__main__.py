"""`make conformance`: walks anew through both engines, records the other one, and compares."""

import sys

from tests.conformance.comparing import compare
from tests.conformance.deliberate import name_of, vanished
from tests.conformance.forms import FORMS
from tests.conformance.table import render
from tests.conformance.theirs import record
from tests.conformance.walking import walk

WALKS = 20

if __name__ == "__main__":
    surveys = {form.name: form.survey() for form in FORMS}
    recordings = record(
        {
            form: [walk(surveys[form.name], f"{form.name} {it}") for it in range(1, WALKS + 1)]
            for form in FORMS
        }
    )
    for recording in recordings:
        recording.write()
    found = {it: list(compare(it, surveys[it.form])) for it in recordings}
    print(render(found))  # noqa: T201 - the table
    everything = [it for differences in found.values() for it in differences]
    sys.exit(bool(vanished(everything)) or any(name_of(it) is None for it in everything))
