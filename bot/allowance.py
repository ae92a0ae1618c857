"""How fast one person's updates are taken: who is faster waits, and nobody else does."""

from dataclasses import dataclass, field

AT_ONCE = 30
A_SECOND = 10.0  # no hand is faster for long
_MANY = 10_000  # people remembered before those who have rested are forgotten


@dataclass
class Allowance:
    """A generic cell rate algorithm for each person, on any clock that only goes forward.

    An update that waits has used nothing up, so that it may come again.
    """

    at_once: int = AT_ONCE
    a_second: float = A_SECOND
    _full_at: dict[int, float] = field(default_factory=dict)  # when a person has rested enough

    def wait(self, person: int, now: float) -> float:
        """Seconds until the person's update may be taken; none when it is taken now."""
        rested = max(self._full_at.get(person, now), now)
        early = rested + 1 / self.a_second - now - self.at_once / self.a_second
        if early > 0:
            return early
        if len(self._full_at) >= _MANY:
            self._full_at = {who: at for who, at in self._full_at.items() if at > now}
        self._full_at[person] = rested + 1 / self.a_second
        return 0.0
