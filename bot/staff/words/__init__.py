"""What the staff bot says. Staff of the ministry are written to in Spanish."""

from functools import partial

from bot import catalogue

say = partial(catalogue.say, __name__, "es")
