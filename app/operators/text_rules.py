"""Which texts both databases keep exactly, and which of them fit on one line of a screen."""

from app.errors import InvalidInput


def is_encodable(text: str) -> bool:
    """Whether both databases can keep the text: no zero character, no lone surrogate."""
    return not any(char == "\0" or "\ud800" <= char <= "\udfff" for char in text)


def storable(text: str) -> str:
    """The text with what a database can't keep replaced, for records of what was refused."""
    if is_encodable(text):
        return text
    return "".join(char if is_encodable(char) else "�" for char in text)


def check_encodable(text: str, *, field: str, what: str) -> None:
    """Refuse a text that a database can't keep; raises InvalidInput naming the field."""
    if not is_encodable(text):
        raise InvalidInput(f"{what} holds a character that can't be stored.", field=field)


def check_line(text: str, *, field: str, what: str, longest: int, shortest: int = 1) -> None:
    """Refuse what is not one printable line of `shortest` to `longest` characters.

    what: the start of the sentence for the person, as in "A username".
    Raises InvalidInput naming the field.
    """
    check_encodable(text, field=field, what=what)
    if len(text) < shortest or (shortest and not text.strip()):
        raise InvalidInput(f"{what} can't be empty.", field=field)
    if len(text) > longest:
        raise InvalidInput(f"{what} has at most {longest} characters.", field=field)
    if not text.isprintable():
        raise InvalidInput(f"{what} holds a character that can't be printed.", field=field)
    if text != text.strip():
        raise InvalidInput(f"{what} doesn't begin or end with a space.", field=field)


def check_note(text: str, *, field: str, what: str, longest: int, required: bool = False) -> None:
    """Refuse a note that is too long, or blank where one is required; lines may break.

    Raises InvalidInput naming the field.
    """
    check_encodable(text, field=field, what=what)
    if required and not text.strip():
        raise InvalidInput(f"{what} can't be empty.", field=field)
    if len(text) > longest:
        raise InvalidInput(f"{what} has at most {longest} characters.", field=field)
