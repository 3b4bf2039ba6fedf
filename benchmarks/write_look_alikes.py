"""Making ``normalizers/look_alikes.yaml`` anew.

``python -m benchmarks.write_look_alikes FONT FONT``: each character of GB 2312 is drawn in a sans
and a serif font, blurred a little, and compared with all others. Two look alike where their
pictures correlate strongly and one is among the nearest of the other. The fonts are
Noto Sans CJK SC and Noto Serif CJK SC Bold.
"""

import sys
from pathlib import Path
from textwrap import wrap

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

OUTPUT = Path(__file__).resolve().parents[1] / "normalizers" / "look_alikes.yaml"
_SIZE = 40
_EDGE = 4
_SIMPLIFIED = 2
"""The index of the simplified Chinese face in a Noto collection."""
_HEAD = """\
# Pairs of characters that look alike, by their pictures in two fonts; made by
# `python -m benchmarks.write_look_alikes`. What people add stands in characters.yaml.

pairs: >-
"""


def main() -> None:
    """Write the file."""
    characters = [
        bytes((row, cell)).decode("gb2312")
        for row in range(0xB0, 0xF8)
        for cell in range(0xA1, 0xFF if row != 0xD7 else 0xFA)
    ]
    likeness = sum(_likeness(characters, font) for font in sys.argv[1:]) / len(sys.argv[1:])
    likeness = np.asarray(likeness)
    np.fill_diagonal(likeness, 0)
    rank = np.argsort(np.argsort(-likeness, axis=1), axis=1)
    nearest = np.minimum(rank, rank.T)
    alike = ((likeness >= 0.79) & (nearest <= 3)) | ((likeness >= 0.65) & (nearest == 0))
    pairs = " ".join(
        characters[one] + characters[other] for one, other in np.argwhere(np.triu(alike))
    )
    body = "\n".join(f"  {line}" for line in wrap(pairs, 96))
    OUTPUT.write_text(f"{_HEAD}{body}\n", encoding="utf-8")


def _likeness(characters: list[str], path: str) -> NDArray[np.float32]:
    """How strongly the pictures of each two characters correlate, 1 for the same."""
    font = ImageFont.truetype(path, _SIZE, index=_SIMPLIFIED)
    side = _SIZE + 2 * _EDGE
    pictures = []
    for character in characters:
        image = Image.new("L", (side, side), 0)
        ImageDraw.Draw(image).text((_EDGE, -_EDGE), character, fill=255, font=font)
        picture = cv2.GaussianBlur(np.asarray(image, dtype=np.float32), (0, 0), 1.2).ravel()
        picture -= picture.mean()
        pictures.append(picture / np.linalg.norm(picture))
    drawn = np.array(pictures, dtype=np.float32)
    likeness: NDArray[np.float32] = drawn @ drawn.T
    return likeness


if __name__ == "__main__":
    main()
