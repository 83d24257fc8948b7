#!/usr/bin/env bash
# Brings this checkout to the point where it runs: system packages, native libraries, managed code.
#
#   scripts/setup.sh [cli|all|faces] [--peers] [--browser]
#
#   cli        what ./countenance needs: the native libraries and the command line (the default)
#   all        the whole solution, tests and benchmarks too: what ./test.sh needs
#   faces      the weights that find faces in photos, and nothing else (scripts/fetch_faces.sh)
#   --peers    also Debian's Python libraries that benchmarks/peers and the golden-file generators use
#   --browser  also the headless browser that the tests of the web page drive
#
# It does nothing, in a few hundredths of a second, when nothing changed since the last time; it may be run twice at once. It asks for
# root only when a package is missing. What the tools print goes to artifacts/setup.log and is shown when something fails.
#
# COUNTENANCE_LIBTORCH=/path/to/torch builds against another libtorch (a folder with include/ and lib/) in place of Debian's.
set -euo pipefail
shopt -s nullglob

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
cd -- "$root"

target=cli
peers=no
browser=no
for argument in "$@"; do
    case $argument in
        cli | all | faces) target=$argument ;;
        --peers) peers=yes ;;
        --browser) browser=yes ;;
        *)
            echo "error: scripts/setup.sh does not know '$argument'; it takes: cli, all, faces, --peers, --browser" >&2
            exit 2
            ;;
    esac
done

say() { printf '%s\n' "$*" >&2; }

# ---- what is there, and what was there the last time ----------------------------------------------------------------------------

wanted_packages() {
    if [ "$target" = faces ]; then
        command -v npm >/dev/null || echo npm
        return
    fi
    echo g++ cmake ninja-build pkg-config libopencv-dev libopenblas0-pthread
    [ -n "${COUNTENANCE_LIBTORCH:-}" ] || echo libtorch-dev
    [ "$peers" = no ] || echo python3-torch python3-torchvision python3-sklearn python3-faiss python3-numpy python3-pil python3-fonttools
    [ "$browser" = no ] || echo chromium
}

# The state the packages were last found complete in: any installation or removal on this machine changes it.
package_state() {
    echo "$(wanted_packages | tr '\n' ' ')" "$(stat -c %Y /var/lib/dpkg/status 2>/dev/null || echo none)"
}

# The state of everything a build reads: one line per file, with its size and time.
source_state() {
    local trees=(native src)
    [ "$1" = cli ] || trees+=(tests benchmarks)
    echo "$root ${COUNTENANCE_LIBTORCH:-}"
    # A file may go away while find looks: that is a change, not an error.
    { find "${trees[@]}" scripts/setup.sh global.json Directory.*.props .editorconfig ./*.slnx \
        -type f -printf '%p %s %T@\n' 2>/dev/null || true; } | LC_ALL=C sort
}

unchanged() { [ -e "artifacts/setup/$1" ] && [ "$(cat "artifacts/setup/$1")" = "$2" ]; }

remember() {
    printf '%s\n' "$2" >"artifacts/setup/$1.new"
    mv -f "artifacts/setup/$1.new" "artifacts/setup/$1"
}

packages=$(package_state)
sources=$(source_state "$target")
packages_stamp=packages-peers-$peers-browser-$browser
if [ "$target" = faces ]; then
    packages_stamp=packages-faces
elif [ "$target" = all ] && [ -x scripts/fetch_faces.sh ] && command -v npm >/dev/null; then
    # Not worth failing for: a machine without a network still builds and tests.
    scripts/fetch_faces.sh --photos </dev/null || say "note: the tests that look for faces in photos will be skipped"
fi
if unchanged "$packages_stamp" "$packages" && unchanged "build-$target" "$sources"; then
    exit 0
fi

# ---- from here on there is work: one process at a time --------------------------------------------------------------------------

mkdir -p artifacts/setup artifacts/native
log=$root/artifacts/setup.log
exec 9>artifacts/setup/lock
flock 9
: >"$log"

# Runs a step into the log; shows the log and stops when it fails. The lock is not handed down: compilers leave servers behind.
step() {
    local what=$1
    shift
    printf '\n== %s\n' "$*" >>"$log"
    if ! "$@" >>"$log" 2>&1 </dev/null 9>&-; then
        say "error: $what failed; the end of artifacts/setup.log:"
        tail -n 40 "$log" >&2
        exit 1
    fi
}

# ---- the .NET SDK, before root is asked for anything -----------------------------------------------------------------------------

require_sdk() {
    local sdk
    if ! command -v dotnet >/dev/null; then
        say "error: the .NET 10 SDK is missing (no 'dotnet' on PATH): install it from https://dot.net/10 and run this again"
        exit 1
    fi
    if ! sdk=$(dotnet --version 2>&1); then
        say "error: global.json asks for the .NET 10 SDK, which this 'dotnet' does not have: install it from https://dot.net/10"
        say "$sdk"
        exit 1
    fi
}

if [ "$target" != faces ]; then
    require_sdk
fi

# ---- system packages ------------------------------------------------------------------------------------------------------------

installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

missing_packages() {
    local package
    for package in $(wanted_packages); do
        installed "$package" || echo "$package"
    done
}

install_packages() {
    local install=(env DEBIAN_FRONTEND=noninteractive apt-get -y -q -o DPkg::Lock::Timeout=300)
    [ "$(id -u)" = 0 ] || install=(sudo -- "${install[@]}")
    # The lists may be absent or old on a fresh machine: refresh them only when the first attempt says so.
    "${install[@]}" install --no-install-recommends "$@" \
        || { "${install[@]}" update && "${install[@]}" install --no-install-recommends "$@"; }
}

require_packages() {
    local missing
    if ! command -v dpkg-query >/dev/null; then
        say "note: not a Debian system; taking for granted that these are installed: $(wanted_packages | tr '\n' ' ')"
        return
    fi
    mapfile -t missing < <(missing_packages)
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        say "error: missing packages, and installing them needs root: apt-get install ${missing[*]}"
        exit 1
    fi
    say "set-up: installing ${missing[*]}"
    step "installing ${missing[*]}" install_packages "${missing[@]}"
}

unchanged "$packages_stamp" "$packages" || require_packages
remember "$packages_stamp" "$(package_state)"

if [ "$target" = faces ]; then
    step "fetching the weights that find faces" scripts/fetch_faces.sh
    exit 0
fi

# ---- a PostgreSQL for the tests of albums ----------------------------------------------------------------------------------------

# Only where npm is there: without it those tests are skipped, and say so.
pglite=tests/Countenance.Album.Tests/Fixtures/pglite
install_pglite() {
    mkdir -p artifacts/pglite
    cp "$pglite/package.json" "$pglite/package-lock.json" artifacts/pglite/
    printf '\n== npm ci in artifacts/pglite\n' >>"$log"
    if (cd artifacts/pglite && npm ci --no-audit --no-fund) >>"$log" 2>&1 </dev/null 9>&-; then
        cp "$pglite/package-lock.json" artifacts/setup/pglite
    else
        say "note: npm could not install PGlite; tests on PostgreSQL are skipped (artifacts/setup.log)"
    fi
}

if [ "$target" = all ] && [ -e "$pglite/package-lock.json" ] && command -v npm >/dev/null \
    && ! cmp -s "$pglite/package-lock.json" artifacts/setup/pglite; then
    install_pglite
fi

# ---- native and managed code ----------------------------------------------------------------------------------------------------

build_native() {
    local name=$1 build=artifacts/native/$1-build
    # A checkout that was moved leaves a cache of another place behind.
    grep -qsxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root/native/$name" "$build/CMakeCache.txt" || rm -rf "$build"
    step "configuring native/$name" cmake -S "native/$name" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release \
        "-DCMAKE_LIBRARY_OUTPUT_DIRECTORY=$root/artifacts/native" "-DCOUNTENANCE_LIBTORCH=${COUNTENANCE_LIBTORCH:-}"
    step "building native/$name" cmake --build "$build"
    [ -s "artifacts/native/libcountenance_$name.so" ] \
        || { say "error: native/$name was built, but artifacts/native/libcountenance_$name.so is not there"; exit 1; }
}

# Another process may have done the work while this one waited for the lock.
sources=$(source_state "$target")
if unchanged "build-$target" "$sources"; then
    exit 0
fi
cli_sources=$(source_state cli)

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false MSBUILDDISABLENODEREUSE=1
if [ -e artifacts/setup/build-cli ]; then
    say "set-up: sources changed, building"
else
    say "set-up: building (the first time takes a minute or two)"
fi
for cmake_lists in native/*/CMakeLists.txt; do
    name=${cmake_lists#native/}
    build_native "${name%/CMakeLists.txt}"
done
if [ "$target" = all ]; then
    step "building the solution" dotnet build Countenance.slnx -c Release
    remember build-all "$sources"
else
    step "building the command line" dotnet build src/Countenance.Cli -c Release
fi
remember build-cli "$cli_sources"
