"""Read damaged samples: ``python -m benchmarks.fuzz [COUNT] [SEED]``.

Each must end in an answer or be set aside with a cure; an unexpected error or a slow one is listed.
"""

import sys
import time

from flows.stages import read_document
from tests.mutations import mutations

SLOW_SECONDS = 10.0


def main() -> int:
    """Run the mutations; return 1 where one failed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    defects = set_aside = 0
    slowest = (0.0, "")
    for name, content in mutations(count, seed):
        start = time.process_time()
        outcome = read_document(content, name)
        seconds = time.process_time() - start
        slowest = max(slowest, (seconds, name))
        told = outcome.refusal.message.en if outcome.refusal else ""
        set_aside += bool(told)
        if "the program failed" in told or seconds > SLOW_SECONDS:
            defects += 1
            print(f"{name}: {seconds:.1f} s {told}", flush=True)
    print(
        f"{count} damaged documents: {count - set_aside} read, {set_aside} set aside, "
        f"{defects} defects; slowest {slowest[0]:.1f} s ({slowest[1]})"
    )
    return 1 if defects else 0


if __name__ == "__main__":
    sys.exit(main())
