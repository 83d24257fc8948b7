#!/usr/bin/env bash
# Makes one self-contained archive to train on a machine with a GPU that has Python with PyTorch, g++ and CMake, but no .NET, no OpenCV and
# no way out: the command line without its runtime's unused parts, the native sources, packed data, and run.sh.
#
#   scripts/bundle-cuda.sh --data ferplus.zip [--out FILE.tar.xz] [--format NAME] [--labels RULE]
#                          [--splits "train valid"] [--no-setup]
#
#   --out       the archive; by default artifacts/countenance-cuda.tar.xz
#   --splits    the splits to pack; by default train and valid
#   --no-setup  take for granted that scripts/setup.sh has just run
#
# There: tar -xf countenance-cuda.tar.xz && countenance-cuda/run.sh info
set -euo pipefail
shopt -s nullglob

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
limit_mib=60
out=$root/artifacts/countenance-cuda.tar.xz
data=
setup=yes
pack=()
splits="train valid"

say() { printf '%s\n' "$*" >&2; }

usage() {
    say "error: $1"
    sed -n '5,10s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
    exit 2
}

while [ $# -gt 0 ]; do
    case $1 in
        --no-setup)
            setup=no
            shift
            continue
            ;;
        --data | --out | --format | --labels | --splits)
            [ $# -ge 2 ] || usage "$1 needs a value"
            ;;
        *) usage "there is no option '$1'" ;;
    esac
    case $1 in
        --data) data=$2 ;;
        --out) out=$(realpath -m -- "$2") ;;
        --format | --labels) pack+=("$1" "$2") ;;
        --splits) splits=$2 ;;
    esac
    shift 2
done
[ -n "$data" ] || usage "--data is needed"
case $data in synthetic*) ;; *) [ -e "$data" ] || usage "$data: there is no such file or folder" ;; esac

[ "$setup" = no ] || "$root/scripts/setup.sh" cli </dev/null

stage=$(mktemp -d)
trap 'rm -rf "$stage" "$out.new"' EXIT
bundle=$stage/countenance-cuda
mkdir -p "$bundle/data" "$bundle/native"

say "publishing the command line"
if ! DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 dotnet publish "$root/src/Countenance.Cli" -c Release -r linux-x64 --self-contained \
    -p:PublishTrimmed=true -p:PublishSingleFile=true -p:WithPage=false -o "$stage/bin" >"$stage/publish.log" 2>&1 </dev/null; then
    { grep -E "error|warn" "$stage/publish.log" || tail -n 20 "$stage/publish.log"; } | sort -u | head -n 20 >&2
    say "error: the command line could not be published"
    exit 1
fi

# The published program packs the data itself, with the native libraries of this machine, which do not travel.
say "packing $data"
read -ra names <<<"$splits"
packed=$(basename -- "$data")
packed=${packed%.*}
"$stage/bin/Countenance.Cli" pack --data "$data" "${pack[@]}" --split "${names[@]}" \
    --out "$bundle/data/${packed//:/-}.safetensors" >/dev/null

mkdir "$bundle/bin"
mv -- "$stage/bin/Countenance.Cli" "$bundle/bin/countenance"
cp -r -- "$root/native/torch" "$bundle/native/torch"
cp -- "$root/scripts/bundle/run.sh" "$root/LICENSE" "$bundle/"
chmod 755 "$bundle/run.sh" "$bundle/bin/countenance"

say "compressing"
mkdir -p -- "$(dirname -- "$out")"
XZ_OPT=-6e tar -C "$stage" --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -cJf "$out.new" countenance-cuda
size=$(stat -c %s "$out.new")
if [ "$size" -gt $((limit_mib * 1024 * 1024)) ]; then
    say "error: the archive would have $((size / 1024 / 1024)) MiB, more than $limit_mib: pack fewer splits"
    rm -f -- "$out.new"
    exit 1
fi
mv -f -- "$out.new" "$out"
say "$((size / 1024)) KiB"
echo "$out"
