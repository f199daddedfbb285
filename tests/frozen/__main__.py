"""``python -m tests.frozen``: adds to the frozen lists what the code has and they do not."""

import sys

from tests.frozen import lists, living


def main() -> None:
    """The command. It never takes a line away: that is done by a person, with a reason."""
    for name, lines in living.everything().items():
        for line in sorted(lists.add(name, lines)):
            sys.stdout.write(f"{name}: {line}\n")


if __name__ == "__main__":
    main()
