"""Starts the program: `python -m app`, or `tokendesk`."""

from app.cli import tokendesk


def main() -> None:
    """Run the command line that the process was started with, and leave with its exit code."""
    tokendesk(prog_name="tokendesk")


if __name__ == "__main__":
    main()
