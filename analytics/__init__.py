"""What the answers mean for the plan: `pull` is what every door calls."""

from analytics.pull import PullRefusedError, pull

__all__ = ["PullRefusedError", "pull"]
