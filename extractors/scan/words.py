"""Pictures of single lines to text: rapidocr's recognition model, run from its wheel, offline."""

from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.scan.ink import Grey

NAME = f"rapidocr@{'.'.join(version('rapidocr').split('.')[:2])}"
_HEIGHT = 48
_STEP = 8
"""Pixels of the model's input for one place of its output."""
_INK_SHARE = 0.66
"""How much of the input's height the ink takes; the model was trained on lines with a margin."""
_WIDEST = 1800
_BATCH_PIXELS = 5000
_THREADS = 2
_BLANK = 0
_FIGURE_MARKS = "0123456789.-%,"


class Glyph(NamedTuple):
    """A character read, and how sure: 0 to 1."""

    text: str
    confidence: float
    at: float
    """Its middle, 0 at the left edge of the ink and 1 at the right."""


class Word(NamedTuple):
    """The text of one line, and what it is if it is a figure."""

    glyphs: tuple[Glyph, ...]
    figure: tuple[Glyph, ...] = ()
    """The best reading in digits and their marks alone, as sure as these are among themselves."""

    @property
    def text(self) -> str:
        """The characters read."""
        return "".join(glyph.text for glyph in self.glyphs).strip()

    @property
    def confidence(self) -> float:
        """That of the least sure character; 0 where nothing was read."""
        return min((g.confidence for g in self.glyphs if not g.text.isspace()), default=0.0)


@cache
def model(name: str) -> Any:
    """An onnxruntime session of one of the models in rapidocr's wheel."""
    import onnxruntime  # type: ignore[import-untyped]

    spec = find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("rapidocr is not installed: scanned pages cannot be read")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _THREADS
    options.inter_op_num_threads = 1
    # Its arena keeps the memory of the widest line for ever.
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    file = Path(spec.origin).parent / "models" / name
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


@cache
def _alphabet() -> tuple[str, ...]:
    meta = model("PP-OCRv6_rec_small.onnx").get_modelmeta().custom_metadata_map
    return ("", *meta["character"].splitlines(), " ")


@cache
def _figure_places() -> NDArray[np.int64]:
    alphabet = _alphabet()
    return np.array([_BLANK, *(alphabet.index(mark) for mark in _FIGURE_MARKS)])


def recognise(lines: list[Grey], ink_share: float = _INK_SHARE) -> list[Word]:
    """The text of each picture; a picture holds one level line, its ink from edge to edge."""
    prepared = [_prepared(line, ink_share) for line in lines]
    order = sorted(range(len(lines)), key=lambda index: prepared[index][0].shape[1])
    words: list[Word] = [Word(()) for _ in lines]
    start = 0
    while start < len(order):
        end = start + 1
        while end < len(order):
            width = prepared[order[end]][0].shape[1]
            if width * (end + 1 - start) > _BATCH_PIXELS or width > 1.25 * _width(
                prepared, order[start]
            ):
                break
            end += 1
        batch = order[start:end]
        for index, scores in zip(batch, _scores([prepared[i][0] for i in batch]), strict=True):
            words[index] = _decoded(scores, prepared[index][1], prepared[index][2])
        start = end
    return words


def _width(prepared: list[tuple[Grey, float, float]], index: int) -> int:
    return int(prepared[index][0].shape[1])


def _prepared(line: Grey, ink_share: float) -> tuple[Grey, float, float]:
    """The picture as the model wants it, and where its ink begins and ends (places of output)."""
    height, width = line.shape
    scale = _HEIGHT * ink_share / height
    inner = max(4, min(_WIDEST, round(width * scale)))
    tall = round(_HEIGHT * ink_share)
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    small = cv2.resize(line, (inner, tall), interpolation=way)
    top, side = (_HEIGHT - tall) // 2, 10
    # A glyph that stands alone in a narrow picture is overlooked.
    full = max(64, -(-(inner + 2 * side) // _STEP) * _STEP)
    left = (full - inner) // 2
    paper = int(np.percentile(line, 95))
    out = np.full((_HEIGHT, full), paper, np.uint8)
    out[top : top + tall, left : left + inner] = small
    return out, left / _STEP, (left + inner) / _STEP


def _scores(batch: list[Grey]) -> NDArray[np.float32]:
    width = max(one.shape[1] for one in batch)
    given = np.ones((len(batch), 3, _HEIGHT, width), np.float32)
    for index, one in enumerate(batch):
        given[index, :, :, : one.shape[1]] = one.astype(np.float32) / 127.5 - 1
    session = model("PP-OCRv6_rec_small.onnx")
    scores: NDArray[np.float32] = session.run(None, {session.get_inputs()[0].name: given})[0]
    return scores


def _decoded(scores: NDArray[np.float32], start: float, end: float) -> Word:
    places = _figure_places()
    figure = scores[:, places]
    figure = figure / np.maximum(figure.sum(axis=1, keepdims=True), 1e-9)
    every = np.arange(scores.shape[1])
    return Word(
        _glyphs(scores, every, start, end),
        _glyphs(figure, places, start, end),
    )


def _glyphs(
    scores: NDArray[np.float32], places: NDArray[np.int64], start: float, end: float
) -> tuple[Glyph, ...]:
    """The best character at each place, each run of one once."""
    alphabet = _alphabet()
    best = scores.argmax(axis=1)
    glyphs = []
    place = 0
    while place < len(best):
        until = place + 1
        while until < len(best) and best[until] == best[place]:
            until += 1
        if best[place] != _BLANK:
            sure = place + int(scores[place:until, best[place]].argmax())
            middle = ((place + until) / 2 - start) / max(1e-6, end - start)
            glyphs.append(
                Glyph(
                    alphabet[places[best[place]]],
                    round(float(scores[sure, best[place]]), 4),
                    min(1.0, max(0.0, middle)),
                )
            )
        place = until
    return tuple(glyphs)
