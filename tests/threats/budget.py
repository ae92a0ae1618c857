"""How much chance a test of a threat may try."""

from hypothesis import HealthCheck, Phase, settings

FEW = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
