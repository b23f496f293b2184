#!/bin/sh
# Finds which of Debian's packages for Qt, its fonts and Python's venv are missing;
# as root on Debian it installs them, elsewhere it prints the one line to run.
set -u
command -v dpkg-query >/dev/null 2>&1 || exit 0

wanted="libegl1 libgl1 libxkbcommon0 libfontconfig1 libdbus-1-3 libglib2.0-0
libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0
fonts-inter fonts-jetbrains-mono"
# The system's own Python carries its installer in a package of its own.
"${PYTHON:-python3}" -c "import ensurepip" >/dev/null 2>&1 || wanted="python3-venv $wanted"

missing=""
for package in $wanted; do
    state=$(dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | head -n 1)
    [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

line="apt-get install -y --no-install-recommends$missing"
if [ "$(id -u)" -ne 0 ]; then
    echo "Tokendesk needs these system packages; run this line, then try again:" >&2
    echo "    sudo $line" >&2
    exit 1
fi
echo "Installing system packages:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086
apt-get update -q >&2 && $line -q >&2
