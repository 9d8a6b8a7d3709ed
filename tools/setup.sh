#!/bin/sh
# Sets up .venv with the locked packages: `sh tools/setup.sh run`, or `dev` for the tests as well.
# Installs missing Debian packages where it may; says in a sentence what to install where it may not.
set -eu
kind=$1
packages="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 python3 python3-venv ca-certificates"

has_library() {
    ldconfig -p 2>/dev/null | grep -q "$1" || /sbin/ldconfig -p 2>/dev/null | grep -q "$1"
}

python_is_ready() {
    python3 -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

complete() {
    python_is_ready && has_library libpango-1.0.so.0 && has_library libpangoft2-1.0.so.0 &&
        has_library libharfbuzz-subset.so.0
}

install_debian_packages() {
    if [ "$(id -u)" = 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo"; else return 1; fi
    command -v apt-get >/dev/null || return 1
    echo "Installing Debian packages: $packages"
    $as_root apt-get update -qq
    # shellcheck disable=SC2086  # a list of words on purpose
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null
}

case $(uname -s) in
Linux)
    if ! complete && ! { install_debian_packages && complete; }; then
        echo "letterbook needs Python 3.11 and the text layout library Pango, and may not install them itself." >&2
        echo "Ask who looks after this machine to run: apt-get install $packages" >&2
        exit 1
    fi ;;
Darwin)
    if ! python_is_ready || ! [ -e "$(brew --prefix 2>/dev/null)/lib/libpango-1.0.dylib" ]; then
        echo "letterbook needs Python 3.11 and Pango. Install Homebrew from https://brew.sh, then run:" >&2
        echo "    brew install python@3.11 pango" >&2
        exit 1
    fi ;;
*)
    echo "On Windows, install Python 3.11 from https://www.python.org and MSYS2 from https://www.msys2.org, run" >&2
    echo "    pacman -S mingw-w64-x86_64-pango" >&2
    echo "in its shell, then: py -3.11 -m venv .venv, and .venv\\Scripts\\pip install ." >&2
    exit 1 ;;
esac

# One that was moved, lacks pip or is of an older Python is made anew.
.venv/bin/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || python3 -m venv --clear .venv
echo "Installing the locked Python packages into .venv"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "requirements/$kind.txt"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
touch .venv/ready
[ "$kind" = run ] || touch .venv/ready-dev
