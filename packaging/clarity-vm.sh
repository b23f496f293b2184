#!/bin/sh
# Installs the Clarity VM that tests/clarity runs contracts in, where there is a Node for it.
# The tests do without it where it can't be had, so nothing here fails.
set -eu
cd "$(dirname "$0")/../tests/clarity"

major=$(node --version 2>/dev/null | sed 's/^v//; s/\..*//') || major=
[ "${major:-0}" -ge 20 ] || exit 0

if npm ci --silent --ignore-scripts --no-audit --no-fund --fetch-retries=1 --fetch-timeout=30000; then
    touch node_modules/.installed
else
    echo "npm couldn't install what tests/clarity/package-lock.json names." >&2
fi
