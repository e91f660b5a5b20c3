"""How often Python looks for unused objects that hold one another.

The platform keeps half a million objects for good: modules, models, templates, sentences. Python's own setting walks
through them again and again while a page is made, and finds nothing; that took a quarter of the processor's time.
"""

import gc

_NEW_OBJECTS = 200_000  # more by so many than were given up, before the young are looked at; a page makes fewer
_YOUNG_ROUNDS, _MIDDLE_ROUNDS = 50, 100


def collect_rarely() -> None:
    """Looks for unused objects less often. What nothing refers to is given up at once, as ever."""
    gc.set_threshold(_NEW_OBJECTS, _YOUNG_ROUNDS, _MIDDLE_ROUNDS)


def leave_out_what_is_loaded() -> None:
    """What this process holds now is never looked at again. Call when everything is loaded."""
    gc.collect()
    gc.freeze()
