"""The folder of real documents beside this checkout, where it is there."""

from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared"


def shared_set(name: str) -> Path | None:
    """The folder of one set; where it is absent that is said, and the set left out."""
    folder = SHARED / name
    if folder.is_dir():
        return folder
    print(f"Left out: {SHARED.name}/{name} is not beside this checkout.")
    return None
