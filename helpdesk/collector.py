"""Python's garbage collector in a process that runs for weeks."""

import gc


def leave_what_is_loaded() -> None:
    """Code and settings stay until the end: looking through them at every full collection, which a batch of a few
    hundred rows sets off, cost a fifth of the applying of messages. Once, when the process has loaded all it needs."""
    gc.collect()
    gc.freeze()
