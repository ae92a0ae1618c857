"""The time of one simulated Telegram, which a trial can move on."""

import time
from dataclasses import dataclass, field

from bot.simulator.bell import Bell


@dataclass
class Clock:
    """Real time, and how far a trial is ahead of it. Latencies are not on it."""

    ahead: float = 0.0
    _moved: Bell = field(default_factory=Bell)

    def now(self) -> float:
        return time.time() + self.ahead

    def forward(self, seconds: float) -> None:
        """Whoever pauses looks again at once."""
        self.ahead += seconds
        self._moved.ring()

    async def pause(self, seconds: float) -> None:
        """So long on this clock: moving it shortens the pause."""
        end = self.now() + seconds
        while (left := end - self.now()) > 0:
            await self._moved.wait(left)
