"""The folder that runs write into: archive/, releases/, cache/ and decisions/."""

from pathlib import Path


class Workspace:
    """The places below the outputs folder. Nothing is made until something is written."""

    def __init__(self, outputs: Path) -> None:
        self.outputs = outputs
        self.archive = outputs / "archive"
        self.releases = outputs / "releases"
        self.cache = outputs / "cache"
        self.decisions = outputs / "decisions"
        self.prefect = outputs / "prefect"

    def readings(self, stage_version: str) -> Path:
        """Where the outcome of each document is kept, one folder for each state of the stages."""
        return self.cache / "readings" / stage_version

    @property
    def current_release(self) -> Path | None:
        """The release that `current` points to, if there is one."""
        current = self.releases / "current"
        return current.resolve() if current.exists() else None
