"""What people read of a visit, in their chat and in a notice. A test keeps the languages equal."""

from functools import partial

from bot import catalogue

say = partial(catalogue.say, __name__)
