"""What this part of the cycle tells the apps below it, once, when the models are ready."""


def connect() -> None:
    """Forms follow their approvals, notices have their category."""
