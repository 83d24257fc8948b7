#!/usr/bin/env bash
# Runs countenance from this bundle, with the libtorch of the PyTorch that is installed here:
#
#   ./run.sh info
#   ./run.sh train --data data/faces.safetensors --device cuda --precision bf16 --out runs/sgm
#
# The first time it builds the bridge to that libtorch, in about half a minute, with g++, CMake and ninja or make; neither .NET nor OpenCV
# is needed, and nothing is downloaded. COUNTENANCE_LIBTORCH=/path/to/torch names another libtorch (a folder with include/ and lib/);
# COUNTENANCE_LIBTORCH=system means the one of the system's packages.
set -euo pipefail
bundle=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")" && pwd -P)

say() { printf '%s\n' "$*" >&2; }

# Looks for the package without importing it, which would take seconds.
python_torch() {
    command -v python3 >/dev/null || return 0
    python3 - <<'PYTHON' 2>/dev/null || true
import importlib.util, os
found = importlib.util.find_spec("torch")
if found and found.origin:
    folder = os.path.dirname(found.origin)
    if os.path.exists(os.path.join(folder, "lib", "libtorch.so")):
        print(folder)
PYTHON
}

libtorch=${COUNTENANCE_LIBTORCH:-$(python_torch)}
if [ -z "$libtorch" ]; then
    say "error: no PyTorch was found: python3 has no package 'torch' with lib/libtorch.so in it." \
        "Name one with COUNTENANCE_LIBTORCH=/path/to/torch."
    exit 1
fi
[ "$libtorch" = system ] || libtorch=$(cd -- "$libtorch" && pwd -P)

# ---- the bridge: built anew when its sources or the libtorch changed ----------------------------------------------------------------

state() {
    printf '%s\n' "$libtorch"
    cat "$bundle"/native/torch/*
    [ "$libtorch" = system ] || stat -c '%s %Y' "$libtorch/lib/libtorch.so" "$libtorch/lib/libtorch_cpu.so"
}

library=$bundle/bin/libcountenance_torch.so
stamp=$(state | cksum)
if [ ! -s "$library" ] || [ "$(cat "$bundle/bin/.libtorch" 2>/dev/null)" != "$stamp" ]; then
    for tool in cmake g++; do
        command -v "$tool" >/dev/null || { say "error: $tool is missing; it builds the bridge to libtorch"; exit 1; }
    done
    say "building the bridge to $libtorch"
    build=$(mktemp -d)
    trap 'rm -rf "$build"' EXIT
    generator=()
    ! command -v ninja >/dev/null || generator=(-G Ninja)
    given=
    [ "$libtorch" = system ] || given=$libtorch
    if ! { cmake -S "$bundle/native/torch" -B "$build" "${generator[@]}" -DCMAKE_BUILD_TYPE=Release \
        "-DCOUNTENANCE_LIBTORCH=$given" && cmake --build "$build"; } >"$build/log" 2>&1; then
        tail -n 60 "$build/log" >&2
        say "error: the bridge to $libtorch could not be built"
        exit 1
    fi
    cp -- "$build/libcountenance_torch.so" "$library.$$" # two first runs may be at it at once
    mv -f -- "$library.$$" "$library"
    printf '%s\n' "$stamp" >"$bundle/bin/.libtorch"
    rm -rf "$build"
    trap - EXIT
fi

exec "$bundle/bin/countenance" "$@"
