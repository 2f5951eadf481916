# shellcheck shell=bash
# Sourced by ./start and ./test: from a clean machine with Python >= 3.11 to a filled .venv, changing nothing else.
# Needs no root, no ready-made uv, and leaves the system's Python alone. Why so: docs/decisions/0002-two-commands.md

UV_VERSION=0.13.9
ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
VENV=$ROOT/.venv
STAMP=$VENV/.liangcao-synced
HOME_OF_VENV=$VENV/.liangcao-home

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "✗ $1"
    say "  $2"
    exit 1
}

# Succeeds and prints the interpreter's own path when $1 can run Liangcao (3.11 or newer, with a recent SQLite).
usable_python() {
    "$1" - 2>/dev/null <<'PYTHON'
import sqlite3, ssl, sys
if sys.implementation.name != "cpython" or sys.version_info < (3, 11) or sqlite3.sqlite_version_info < (3, 38):
    sys.exit(1)
print(getattr(sys, "_base_executable", sys.executable))
PYTHON
}

find_python() {
    local candidate
    for candidate in "$VENV/bin/python" python3.13 python3.12 python3.11 python3.14 python3 python; do
        PYTHON=$(usable_python "$candidate") && return
    done
    fail "没有找到 Python 3.11 或更新的版本（含 SQLite 3.38 以上）。请先安装，例如：sudo apt install python3 python3-venv" \
        "No Python 3.11 or newer (with SQLite 3.38 or newer) was found. Install one, e.g.: sudo apt install python3 python3-venv"
}

# Succeeds when the program $1 is a uv no older than UV_VERSION.
suitable_uv() {
    local version wanted have index
    version=$("$1" --version 2>/dev/null) || return 1
    version=${version#uv }
    version=${version%% *}
    IFS=. read -ra have <<<"${version%%[!0-9.]*}"
    IFS=. read -ra wanted <<<"$UV_VERSION"
    for index in 0 1 2; do
        [ "${have[index]:-0}" -gt "${wanted[index]}" ] && return 0
        [ "${have[index]:-0}" -lt "${wanted[index]}" ] && return 1
    done
    return 0
}

find_uv() {
    for UV in uv "$ROOT/.uv/bin/uv"; do
        suitable_uv "$UV" && return
    done
    say "· 准备安装工具 uv $UV_VERSION … / fetching the installer uv $UV_VERSION …"
    make_uv_home
}

# A private virtual environment for uv alone: pip may write there even where the system's Python is externally managed.
make_uv_home() {
    local into=$ROOT/.uv pip
    rm -rf -- "$into"
    if "$PYTHON" -c 'import ensurepip' 2>/dev/null; then
        "$PYTHON" -m venv "$into"
        pip=("$into/bin/python" -m pip)
    elif "$PYTHON" -m pip --version >/dev/null 2>&1; then
        "$PYTHON" -m venv --without-pip "$into"
        pip=("$PYTHON" -m pip --python "$into/bin/python")
    else
        fail "这个 Python 没有 venv/pip。请安装后重试：sudo apt install python3-venv（Fedora: sudo dnf install python3-pip）" \
            "This Python has neither venv nor pip. Install them and try again: sudo apt install python3-venv (Fedora: sudo dnf install python3-pip)"
    fi
    "${pip[@]}" install --quiet --disable-pip-version-check --only-binary uv "uv==$UV_VERSION" ||
        fail "uv 下载失败：请检查网络（或 pip 的镜像设置）后重试。" \
            "uv could not be fetched: check the network (or pip's mirror settings) and try again."
}

# Trust whom the machine trusts: an office's network may put an authority of its own between us and the packages.
trust_as_machine() {
    local bundle
    [ -z "${UV_SYSTEM_CERTS:-}" ] || return 0
    for bundle in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem; do
        if [ -s "$bundle" ]; then export UV_SYSTEM_CERTS=true; fi
    done
}

# What the filled .venv depends on, as one line.
wanted_state() { printf '%s %s %s' "$ROOT" "$*" "$(cat -- "$ROOT/uv.lock" "$ROOT/pyproject.toml" | cksum)"; }

# Fill .venv from the lock; the arguments go to `uv sync`.
sync_venv() {
    local quiet=()
    [ -t 2 ] || quiet=(--quiet)
    # The programs in a virtual environment know its path: after the folder was moved it is made anew.
    if [ -e "$HOME_OF_VENV" ] && [ "$(cat -- "$HOME_OF_VENV")" != "$ROOT" ]; then rm -rf -- "$VENV"; fi
    unset VIRTUAL_ENV PYTHONHOME
    trust_as_machine
    (
        cd -- "$ROOT"
        UV_PROJECT_ENVIRONMENT=$VENV UV_PYTHON_DOWNLOADS=never UV_PYTHON_PREFERENCE=only-system \
            "$UV" sync --frozen --python "$PYTHON" ${quiet[@]+"${quiet[@]}"} "$@"
    ) || fail "安装没有完成（见上）。修好后再运行一次即可，已下载的不会重来。" \
        "The installation did not finish (see above). Mend it and run this again; what is fetched is kept."
    printf '%s' "$ROOT" >"$HOME_OF_VENV"
    # Compiled Python is kept, and kept here: compiling all of it anew takes longer than anything else at the start.
    # Not before: a folder with nothing but that in it is no environment to install into.
    export PYTHONPYCACHEPREFIX=$VENV/.pycache PYTHONDONTWRITEBYTECODE=
}
