class StartError(Exception):
    """The start cannot go on; the message is one line and names the setting that is to be changed."""

    exit_code = 2


class PartLostError(StartError):
    """A part cannot be kept running, so everything stops."""

    exit_code = 1
