"""Read damaged samples: ``python -m benchmarks.fuzz [COUNT] [SEED]``.

Each must end in an answer or be set aside with a cure; an unexpected error or a slow one is listed.
"""

import sys
import time

from flows.outcome import Outcome
from flows.stages import read_document
from tests.mutations import mutations

SLOW_SECONDS = 5.0


def main() -> int:
    """Run the mutations; return 1 where one failed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    bad: list[str] = []
    read = refused = 0
    slowest = (0.0, "")
    for name, content in mutations(count, seed):
        start = time.perf_counter()
        outcome: Outcome = read_document(content, name)
        seconds = time.perf_counter() - start
        slowest = max(slowest, (seconds, name))
        if seconds > SLOW_SECONDS:
            bad.append(f"{name}: {seconds:.1f} s")
        if outcome.refusal is None:
            read += 1
            continue
        refused += 1
        if "the program failed" in outcome.refusal.message.en:
            bad.append(f"{name}: {outcome.refusal.message.en}")
    print("\n".join(bad))
    print(f"{count} damaged documents: {read} read, {refused} set aside, {len(bad)} defects; "
          f"slowest {slowest[0]:.1f} s ({slowest[1]})")  # fmt: skip
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
