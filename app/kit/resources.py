"""Finds the files of `resources/`: in a checkout, in an installed wheel and in a frozen program."""

from pathlib import Path

# The wheel puts `resources` beside `app`, and so do the checkout and the frozen program.
ROOT = Path(__file__).resolve().parent.parent.parent / "resources"


def resource(*parts: str) -> Path:
    """Path of the file or folder `parts` below `resources/`.

    Raises FileNotFoundError: a file that the program needs is missing from the installation.
    """
    path = ROOT.joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(f"The installation lacks {path}")
    return path


def resource_text(*parts: str) -> str:
    """Content of a UTF-8 text file below `resources/`."""
    return resource(*parts).read_text(encoding="utf-8")
