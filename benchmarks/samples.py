"""How long the samples take to be read and re-checked; a time alone has no bound."""

import time
from pathlib import Path

from benchmarks.bounds import Figure
from extractors.reading import extract_notice
from flows.stages import reaudit

_SAMPLES = Path(__file__).resolve().parents[1] / "samples"


def measure() -> list[Figure]:
    """Print it."""
    files = sorted(_SAMPLES.glob("*/notice.*"))
    start = time.perf_counter()
    scores = 0
    for path in files:
        notice = extract_notice(path.read_bytes(), path.name)
        scores += len(reaudit(notice, None).scores)
    seconds = time.perf_counter() - start
    print(f"samples: {len(files)} read and {scores} scores re-checked in {seconds:.2f} s, one core")
    return []
