"""ODK Web Forms, as a process that is told all walks and tells all it showed."""

import json
import subprocess
from collections.abc import Mapping, Sequence

from tests.conformance.forms import HERE, Form
from tests.conformance.recording import Recording, Walk
from tests.conformance.steps import Step, written


def record(walks: Mapping[Form, Sequence[Sequence[Step]]]) -> tuple[Recording, ...]:
    told = [
        {"xform": form.xform(), "walks": [[written(it) for it in steps] for steps in several]}
        for form, several in walks.items()
    ]
    done = subprocess.run(
        ["node", "engine.mjs"],  # noqa: S607 - wherever it is installed
        cwd=HERE,
        input=json.dumps(told),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return tuple(
        Recording(
            form.name,
            form.checksum,
            tuple(
                Walk(tuple(steps), tuple(seen)) for steps, seen in zip(several, shown, strict=True)
            ),
        )
        for (form, several), shown in zip(walks.items(), json.loads(done.stdout), strict=True)
    )
