"""Every kind of file that can be imported, with what imports it."""

from app.migration import cli as migration

IMPORTS = {**migration.IMPORTS}
