"""The error of an installation that is not set up rightly."""


class WrongSettings(Exception):
    """What is wrong with the installation, and how to mend it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}。{remedy}。")
        self.what = what
        self.remedy = remedy
