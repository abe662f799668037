"""`dxdesk-train`: where the training stages will be started from; no stage exists in this version."""

import sys


def main() -> int:
    """Say that this version has no stage to run, and return the exit code for a usage error."""
    print(
        "dxdesk-train: this version holds the workstation only; the training stages come with the trainer.\n"
        "Nothing was read or written. To code records, start: dxdesk",
        file=sys.stderr,
    )
    return 2


if __name__ == "__main__":
    sys.exit(main())
