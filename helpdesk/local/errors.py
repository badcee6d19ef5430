class StartError(Exception):
    """The start cannot go on; the message is one line and names the setting that is to be changed."""
