#!/bin/sh
# Finds what a Debian or Ubuntu lacks; as root it installs that, elsewhere it prints the line to run.
#   debian-libraries.sh venv PYTHON    for making a virtual environment with this interpreter
#   debian-libraries.sh qt PLUGINS     for Qt, whose folder of plugins this is, and the fonts
set -u
command -v dpkg-query >/dev/null 2>&1 || exit 0

packages_for_venv() {
    "$1" -c "import ensurepip" >/dev/null 2>&1 ||
        "$1" -c "import sys; print('python%d.%d-venv' % sys.version_info[:2])"
}

# libX11.so.6 is in libx11-6, libEGL.so.1 in libegl1; packages that begin otherwise are named here.
package_of() {
    case $1 in
    libglib-2.0.so.0 | libgthread-2.0.so.0) echo libglib2.0-0 ;;
    *) echo "$1" | tr 'A-Z_' 'a-z-' | sed -E 's/([0-9])\.so\./\1-/; s/\.so\.//' ;;
    esac
}

packages_for_qt() {
    for plugin in libqxcb libqoffscreen; do
        ldd "$1/platforms/$plugin.so" 2>/dev/null
    done | awk '/not found/ && !/libQt6/ { print $1 }' | sort -u | while read -r library; do
        package=$(package_of "$library")
        # Debian 13 and Ubuntu 24.04 have renamed some for 64-bit times.
        apt-cache show "${package}t64" >/dev/null 2>&1 && package=${package}t64
        echo "$package"
    done | sort -u
    for font in fonts-inter fonts-jetbrains-mono; do
        state=$(dpkg-query -W -f '${db:Status-Status}\n' "$font" 2>/dev/null | head -n 1)
        [ "$state" = installed ] || echo "$font"
    done
}

missing=$("packages_for_$1" "$2" | tr '\n' ' ' | sed 's/ $//')
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
    echo "Tokendesk needs these system packages; run this line, then try again:" >&2
    echo "    sudo apt-get install -y --no-install-recommends $missing" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -q >&2
# Only now does a fresh system know which names its packages have.
missing=$("packages_for_$1" "$2" | tr '\n' ' ' | sed 's/ $//')
echo "Installing system packages: $missing" >&2
# shellcheck disable=SC2086
apt-get install -y --no-install-recommends -q $missing >&2
