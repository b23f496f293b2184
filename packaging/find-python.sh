#!/bin/sh
# Prints the interpreter to make .venv with: what PYTHON names, else the newest supported one here.
set -u
[ -z "${PYTHON:-}" ] || { echo "$PYTHON"; exit 0; }

# A name on the PATH may be a shim that only fails; one without ensurepip can still be mended.
for modules in "venv, ensurepip" venv; do
    for version in 3.14 3.13 3.12 3.11; do
        check="import sys, $modules; sys.exit('%d.%d' % sys.version_info[:2] != '$version')"
        if "python$version" -c "$check" >/dev/null 2>&1; then
            echo "python$version"
            exit 0
        fi
    done
done
echo "Tokendesk needs Python 3.11 to 3.14 and found none; name one: make PYTHON=/path/to/python" >&2
exit 1
