"""What `make conformance` says at its end."""

from collections.abc import Mapping, Sequence

from tests.conformance.comparing import Difference
from tests.conformance.deliberate import name_of, vanished
from tests.conformance.recording import Recording

SHOWN = 20  # of the differences without a name


def render(found: Mapping[Recording, Sequence[Difference]]) -> str:
    lines = [
        f"{'form':30}{'walks':>7}{'states':>8}{'compared':>10}{'deliberate':>12}{'others':>8}"
    ]
    lines += [_row(recording, differences) for recording, differences in found.items()]
    everything = [it for differences in found.values() for it in differences]
    lines += [str(it) for it in everything if name_of(it) is None][:SHOWN]
    lines += [f"named, but not found: {name}" for name in vanished(everything)]
    return "\n".join(lines)


def _row(recording: Recording, differences: Sequence[Difference]) -> str:
    states = [state for walk in recording.walks for state in walk.seen]
    compared = sum(len(fields) for state in states for fields in state.values())
    others = sum(name_of(it) is None for it in differences)
    return (
        f"{recording.form:30}{len(recording.walks):7}{len(states):8}{compared:10}"
        f"{len(differences) - others:12}{others:8}"
    )
