"""Texts as Clarity source holds them, whatever they contain (pure).

A contract's source is ASCII, comments too, so everything else is written as an escape. Source:
the Clarity reference, "Types", https://docs.stacks.co/reference/clarity/types
"""

from app.errors import InvalidInput

_FIRST_PRINTABLE, _LAST_PRINTABLE = " ", "~"
_MARKED = '"\\'


def ascii_literal(text: str, *, field: str, longest: int) -> str:
    """A `string-ascii` literal of up to `longest` characters.

    Raises InvalidInput naming the field for what the type can't hold: it has no control
    characters and nothing beyond ASCII.
    """
    _check_length(text, field, longest)
    for char in text:
        if not _is_plain(char):
            raise InvalidInput("A contract holds printable ASCII characters only.", field=field)
    return '"' + "".join(map(_escaped, text)) + '"'


def utf8_literal(text: str, *, field: str, longest: int) -> str:
    """A `string-utf8` literal of up to `longest` characters, counted as Unicode counts them.

    Raises InvalidInput naming the field for what is too long, or is no text in UTF-8.
    """
    _check_length(text, field, longest)
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise InvalidInput("A contract can't hold half a character.", field=field)
    return 'u"' + "".join(map(_escaped, text)) + '"'


def optional_utf8(text: str, *, field: str, longest: int) -> str:
    """`(some …)` of the literal; `none` for an empty text. Raises as `utf8_literal`."""
    return f"(some {utf8_literal(text, field=field, longest=longest)})" if text else "none"


def _check_length(text: str, field: str, longest: int) -> None:
    if len(text) > longest:
        raise InvalidInput(f"A contract has room for {longest} characters here.", field=field)


def _is_plain(char: str) -> bool:
    return _FIRST_PRINTABLE <= char <= _LAST_PRINTABLE


def _escaped(char: str) -> str:
    if char in _MARKED:
        return "\\" + char
    return char if _is_plain(char) else f"\\u{{{ord(char):X}}}"
