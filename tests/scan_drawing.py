"""Make scans of drawn PDF pages: pictures only, askew, sealed, grey, turned."""

from io import BytesIO

import cv2
import numpy as np
import pypdfium2
from PIL import Image


def scan(
    content: bytes,
    *,
    dpi: int = 200,
    degrees: float = 0.0,
    quarter_turns: int = 0,
    seal: tuple[float, float] | None = None,
    paper: int = 255,
    grain: float = 0.0,
    quality: int = 85,
) -> bytes:
    """The pages as pictures; `degrees` leftwards, `seal` the middle of a red seal in points."""
    pictures = []
    chance = np.random.default_rng(7)
    with pypdfium2.PdfDocument(content) as document:
        for page in document:
            drawn = page.render(scale=dpi / 72).to_numpy()[:, :, :3].astype(np.float32)
            drawn *= paper / 255
            if seal is not None:
                drawn = _sealed(drawn, seal, dpi)
            height, width = drawn.shape[:2]
            turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
            drawn = cv2.warpAffine(drawn, turn, (width, height), borderValue=(paper,) * 3)
            drawn += chance.normal(0, grain, drawn.shape[:2])[..., None] if grain else 0
            turned = np.rot90(np.clip(drawn, 0, 255).astype(np.uint8), quarter_turns)
            pictures.append(Image.fromarray(np.ascontiguousarray(turned)))
    target = BytesIO()
    pictures[0].save(
        target,
        "PDF",
        resolution=dpi,
        quality=quality,
        save_all=True,
        append_images=pictures[1:],
    )
    return target.getvalue()


def _sealed(drawn: np.ndarray, middle: tuple[float, float], dpi: int) -> np.ndarray:
    """A ring of 40 mm with a disc in it, through which the ink below shows."""
    layer = np.zeros(drawn.shape[:2], np.float32)
    at = (round(middle[0] * dpi / 72), round(middle[1] * dpi / 72))
    mm = dpi / 25.4
    cv2.circle(layer, at, round(20 * mm), 1.0, round(1.2 * mm), cv2.LINE_AA)
    cv2.circle(layer, at, round(5 * mm), 1.0, -1, cv2.LINE_AA)
    red = np.array((215, 40, 45), np.float32) / 255
    return drawn * (1 - layer[..., None] * 0.7 * (1 - red))
