"""Gives memory that is free back to the system, where the C library can."""

import ctypes
import gc


def give_back() -> None:
    """Collect garbage and return freed memory to the system; does nothing without glibc.

    Reading the rules and the encoder's file leaves some 14 MB that Python has freed and the C
    library keeps. (malloc_trim, glibc's manual.)
    """
    gc.collect()
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError, TypeError):
        return  # another C library
