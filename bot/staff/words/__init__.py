"""What the staff bot says. Staff of the ministry are written to in Spanish."""

import re
from functools import partial

from bot import catalogue
from bot.catalogue import plain

_AROUND = re.compile(r"[^\w\s]+")

say = partial(catalogue.say, __name__, "es")


def means(key: str, typed: str) -> bool:
    """Whether *typed* is one of the words listed under *key*, however it is written."""
    return plain(_AROUND.sub("", typed)) in catalogue.texts(__name__, "es")[key]
