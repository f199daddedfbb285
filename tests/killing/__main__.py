"""``python -m tests.killing votes --kills 200``: kills, compares, and prints what came of it.

``votes`` kills while people vote, ``dispatch`` while rounds go out.
"""

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from tests.killing import dispatch
from tests.killing.votes import kill_votes

DATA = Path(__file__).parents[2] / "data" / "runtime"


def main() -> int:
    """Returns 1 if a promise was broken, else 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.killing", description=__doc__)
    parser.add_argument("what", choices=["votes", "dispatch"])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.what == "dispatch":
        found = dispatch.run(options.kills, options.seed)
        print(json.dumps(found, indent=2))  # noqa: T201 - a command line's output
        return int(any(found[promise] for promise in dispatch.PROMISES))
    # Where the data lives: the system's temporary folder is often memory.
    DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix="killing-", dir=DATA) as folder:
        outcome = kill_votes(Path(folder), options.kills, options.seed)
    print(json.dumps(asdict(outcome), indent=2))  # noqa: T201 - a command line's output
    return 1 if outcome.lost or outcome.doubled or outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main())
