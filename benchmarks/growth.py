#!/usr/bin/python3
"""What growth.sh measures and draws.

    growth.py memory PART ROWS COMMAND...   the most memory a command takes, as a line of JSON
    growth.py draw FIGURES OUT.svg          seconds and memory by rows on logarithmic axes; prints the slopes between sizes
"""
import json
import math
import resource
import subprocess
import sys

# Part: name, colour in light and in dark, marker's corners, dashes.
PARTS = {
    "index": ("album index, vectors only", "#0b62c4", "#6cb2ff", 0, ""),
    "batch": ("1,000 queries, K = 11", "#b3470b", "#ff9d5c", 4, "6 3"),
    "kmeans": ("k-means, 40 × 10 starts", "#0c7a43", "#55cf8f", 3, "2 3"),
    "mixture20": ("Gaussian mixture, 40, 20 iterations", "#8a2aa8", "#dc8cf5", 6, "9 3 2 3"),
    "tsne": ("t-SNE", "#b00f3c", "#ff7f9d", 5, "12 4"),
    "training": ("training", "#55606e", "#b4c0cf", 8, "1 3"),
}
WIDTH, HEIGHT, TOP, BOTTOM = 460, 390, 48, 330


def memory(part, rows, command):
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if run.returncode:
        sys.exit(run.stdout)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps({"part": part, "rows": int(rows), "peakMegabytes": used.ru_maxrss * 1024 // 1_000_000}))


def read(path):
    lines = {}
    for figures in map(json.loads, open(path)):
        part, rows = figures.get("part", "tsne"), figures.get("rows") or figures["points"]
        for key in ["seconds", "peakMegabytes"]:
            if key in figures:
                lines.setdefault(key, {}).setdefault(part, {})[rows] = figures[key]
    return lines


def decades(values):
    low = math.floor(math.log10(min(values)) + 0.05)
    return low, max(low + 1, math.ceil(math.log10(max(values)) - 0.05))


def panel(left, title, lines):
    x = decades([rows for line in lines.values() for rows in line])
    y = decades([value for line in lines.values() for value in line.values()])
    inner, right = left + 62, left + WIDTH - 40

    def place(rows, value):
        return (inner + (math.log10(rows) - x[0]) / (x[1] - x[0]) * (right - inner),
                BOTTOM - (math.log10(value) - y[0]) / (y[1] - y[0]) * (BOTTOM - TOP))

    svg = [f'<text x="{inner}" y="30" class="title">{title}</text>']
    for power in range(y[0], y[1] + 1):
        at = place(10 ** x[0], 10 ** power)[1]
        label = f"{10 ** power:,}" if power >= 0 else f"{10.0 ** power:.{-power}f}"
        svg.append(f'<path class="grid" d="M{inner} {at:.1f}H{right}"/><text x="{inner - 8}" y="{at + 4:.1f}" class="end">{label}</text>')
    for power in range(x[0], x[1] + 1):
        at = place(10 ** power, 10 ** y[0])[0]
        svg.append(f'<path class="grid" d="M{at:.1f} {TOP}V{BOTTOM}"/><text x="{at:.1f}" y="{BOTTOM + 18}" class="mid">{10 ** power:,}</text>')
    svg.append(f'<text x="{(inner + right) / 2}" y="{BOTTOM + 40}" class="mid">rows (training: images)</text>')
    for part, line in lines.items():
        points = [place(*point) for point in sorted(line.items())]
        svg.append(f'<path class="line {part}" d="M{"L".join(f"{px:.1f} {py:.1f}" for px, py in points)}"/>')
        svg += [marker(part, *point) for point in points]
    return svg


def marker(part, x, y):
    corners = PARTS[part][3]
    if not corners:
        return f'<circle class="mark {part}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
    angles = [2 * math.pi * i / corners - math.pi / 2 for i in range(corners)]
    points = " ".join(f"{x + 5 * math.cos(a):.1f},{y + 5 * math.sin(a):.1f}" for a in angles)
    return f'<polygon class="mark {part}" points="{points}"/>'


def style():
    def colours(dark):
        base = "#1b1f24", "#ffffff", "#d9dde3"
        ink, paper, grid = ("#e6e9ee", "#14171c", "#343a44") if dark else base
        rules = [f"text{{fill:{ink}}}.paper{{fill:{paper}}}.grid{{stroke:{grid}}}"]
        for part, values in PARTS.items():
            rules.append(f".line.{part}{{stroke:{values[1 + dark]};stroke-dasharray:{values[4] or 'none'}}}.mark.{part}{{fill:{values[1 + dark]}}}")
        return "".join(rules)
    return ("<style>text{font:13px sans-serif}.title{font-size:15px;font-weight:600}.end{text-anchor:end}.mid{text-anchor:middle}"
            ".line{fill:none;stroke-width:2}.grid{fill:none}" + colours(False)
            + "@media(prefers-color-scheme:dark){" + colours(True) + "}</style>")


def legend(parts):
    svg = []
    for i, part in enumerate(parts):
        left, y = 40 + (i % 3) * 300, HEIGHT + 10 + (i // 3) * 24
        svg.append(f'<path class="line {part}" d="M{left} {y}h36"/>' + marker(part, left + 18, y)
                   + f'<text x="{left + 46}" y="{y + 4}">{PARTS[part][0]}</text>')
    return svg


def draw(path, out):
    lines = read(path)
    for key, parts in lines.items():
        for part, line in parts.items():
            points = sorted(line.items())
            slopes = [math.log(b[1] / a[1]) / math.log(b[0] / a[0]) for a, b in zip(points, points[1:])]
            print(f"{part:10} {key:14} " + ", ".join(f"{rows:,}: {value:g}" for rows, value in points)
                  + "; slopes " + " ".join(f"{slope:.2f}" for slope in slopes))
    width, height = 2 * WIDTH, HEIGHT + 50
    used = [part for part in PARTS if any(part in parts for parts in lines.values())]
    panels = [(key, title) for key, title in (("seconds", "Seconds"), ("peakMegabytes", "Most memory, MB")) if key in lines]
    svg = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">',
           "<title>Seconds and most memory by number of rows, on logarithmic axes</title>", style(),
           f'<rect class="paper" width="{width}" height="{height}" rx="6"/>',
           *(line for i, (key, title) in enumerate(panels) for line in panel(i * WIDTH, title, lines[key])), *legend(used), "</svg>"]
    with open(out, "w") as file:
        file.write("\n".join(svg) + "\n")


if sys.argv[1:2] == ["memory"] and len(sys.argv) > 4:
    memory(sys.argv[2], sys.argv[3], sys.argv[4:])
elif sys.argv[1:2] == ["draw"] and len(sys.argv) == 4:
    draw(*sys.argv[2:])
else:
    sys.exit(__doc__)
