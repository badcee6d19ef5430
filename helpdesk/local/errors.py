class StartError(Exception):
    """Why the start stops, in one line that names what to change."""
