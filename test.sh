#!/usr/bin/env bash
# Builds everything and runs the tests; the last line is "N passed, N failed" (", N skipped" when some were).
#
#   ./test.sh                                    all test projects
#   ./test.sh Vision                             the test projects whose name contains "Vision"
#   ./test.sh Countenance.Tests -class '*Sgm*'   one of them, with xunit's own filters
#
# Formatting is part of the build (code style, IDE0055) and of the architecture tests (every other text file). A project that does not
# build, crashes or prints no summary counts as one failed test, and is named.
set -uo pipefail
root=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")" && pwd -P)
cd -- "$root" || exit 1

filter=${1:-}
[ $# -eq 0 ] || shift

passed=0 failed=0 skipped=0 broken=() failures=()

finish() {
    local line="$passed passed, $failed failed"
    [ "$skipped" -eq 0 ] || line+=", $skipped skipped"
    [ ${#failures[@]} -eq 0 ] || printf 'FAILED: %s\n' "${failures[@]}"
    [ ${#broken[@]} -eq 0 ] || printf 'did not finish: %s\n' "${broken[@]}"
    echo "$line"
    [ "$failed" -eq 0 ]
    exit
}

# A figure of the summary line; 0 when the line does not name it.
count() {
    local number=${summary#*" $1: "}
    [ "$number" != "$summary" ] || number=0
    echo "${number%%[!0-9]*}"
}

broke() {
    broken+=("$1")
    failed=$((failed + 1))
}

if ! scripts/setup.sh all </dev/null; then
    broke "set-up or build (artifacts/setup.log)"
    finish
fi

output=$(mktemp)
trap 'rm -f "$output"' EXIT
found=no
for project in tests/*/*.csproj; do
    name=$(basename "$project" .csproj)
    case $name in
        "$filter") ;;
        *"$filter"*) [ ! -e "tests/$filter/$filter.csproj" ] || continue ;;
        *) continue ;;
    esac
    found=yes
    echo "== $name"
    dotnet "artifacts/bin/$name/release/$name.dll" -noLogo -noColor "$@" </dev/null 2>&1 | tee "$output"
    status=${PIPESTATUS[0]}
    # Named again at the end, with the first line of what went wrong: a log of thousands of lines may be kept in part only.
    while IFS= read -r line; do failures+=("$line"); done < <(
        awk '/ \[FAIL\]$/ { name = $1; next } name != "" { sub(/^ +/, ""); print name ": " $0; name = "" }' "$output")
    # Countenance.Tests  Total: 2, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, Time: 0.208s
    if summary=$(grep -E "^ *$name +Total: [0-9]+" "$output" | tail -n 1) && [ -n "$summary" ]; then
        total=$(count Total) bad=$(($(count Failed) + $(count Errors))) left=$(count Skipped)
        passed=$((passed + total - $(count Failed) - left - $(count 'Not Run')))
        failed=$((failed + bad))
        skipped=$((skipped + left))
        [ "$status" -eq 0 ] || [ "$bad" -gt 0 ] || broke "$name (exit code $status)"
    else
        broke "$name (exit code $status, no summary)"
    fi
done
[ "$found" = no ] || [ $((passed + failed + skipped)) -gt 0 ] || broke "no test ran"
[ "$found" = yes ] || broke "no test project's name contains '$filter'"
finish
