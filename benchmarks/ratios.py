#!/usr/bin/python3
"""The ratios the benchmarks print (`ratio NAME VALUE`: how many times as long the peer takes), gathered and judged by ratios.json.

    ratios.py summary OUTPUT OUT.md ["NAME WHY"...]   a table of ratios and aims, as Markdown, and rows of scenarios that have none
    ratios.py guard OUTPUT                            fails, with names, where a ratio fell below what is expected by more than the tolerance
"""
import json
import pathlib
import re
import sys

KNOWN = json.loads(pathlib.Path(__file__).with_name("ratios.json").read_text())
EXPECTED = "expected" if "avx512f" in pathlib.Path("/proc/cpuinfo").read_text() else "withoutAvx512"


def ratios(path):
    return {name: float(value) for name, value in re.findall(r"^ratio (\S+) ([\d.]+)$", pathlib.Path(path).read_text(), re.M)}


def summary(path, out, without):
    lines = ["| scenario and peer | times as long as ours | aim | |", "|---|--:|--:|---|"]
    for name, ratio in ratios(path).items():
        aim = KNOWN["aims"].get(name)
        verdict = "" if aim is None else "met" if ratio >= aim else "**not met**"
        lines.append(f"| {name} | {ratio:.2f} | {'' if aim is None else aim} | {verdict} |")
    lines += [f"| {name} | | | {why} |" for name, why in (entry.split(" ", 1) for entry in without)]
    pathlib.Path(out).write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


def guard(path):
    found, faults = ratios(path), []
    print(f"{'':24} {'ratio':>7} {'expected':>9} {'at least':>9}")
    for name, known in KNOWN["guard"].items():
        least, ratio = known[EXPECTED] * (1 - known["tolerance"]), found.get(name)
        fell = ratio is None or ratio < least
        print(f"{name:24} {'-' if ratio is None else f'{ratio:.2f}':>7} {known[EXPECTED]:9.2f} {least:9.2f}{'  FELL' if fell else ''}")
        if fell:
            faults.append(name)
    for name in sorted(found.keys() - KNOWN["guard"].keys()):
        print(f"{name:24} {found[name]:7.2f}  nothing expected yet")
    sys.exit(f"fell behind: {', '.join(faults)}" if faults else None)


if sys.argv[1:2] == ["summary"] and len(sys.argv) > 3:
    summary(sys.argv[2], sys.argv[3], sys.argv[4:])
elif sys.argv[1:2] == ["guard"] and len(sys.argv) == 3:
    guard(sys.argv[2])
else:
    sys.exit(__doc__)
