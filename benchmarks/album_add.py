"""What album_add.sh measures and compares.

    album_add.py ours OUT.json COMMAND...                           wall-clock and processor seconds of a command, and what it said
    album_add.py peer OUT.json MODULES ssd|tiny PROCESSES PHOTO...  the photos dealt to so many processes at once
    album_add.py tell TRUTH.csv ALBUM OURS.json PEER.json...        figures, ratios, and faces found by each, on the lines of a table
"""
import csv
import json
import os
import re
import resource
import sqlite3
import subprocess
import sys
import time


def ours(out, command):
    started = time.monotonic()
    said = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    seconds = time.monotonic() - started
    if said.returncode:
        sys.exit(said.stderr)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    stages = dict(re.findall(r"([a-z ]+?) ([\d.]+)[,;]", re.search(r"seconds of work: (.*)", said.stderr).group(1)))
    photos, faces = (int(re.search(pattern, said.stdout).group(1)) for pattern in [r"(\d+) new or changed", r"(\d+) faces found"])
    save(out, {
        "library": "countenance", "photos": photos, "faces": faces, "seconds": round(seconds, 2),
        "photosPerSecond": round(photos / seconds, 2), "facesPerSecond": round(faces / seconds, 2), "cores": cores(),
        "processorSeconds": round(used.ru_utime + used.ru_stime, 2),
        "processorUse": round((used.ru_utime + used.ru_stime) / seconds / cores(), 3),
        "peakMegabytes": used.ru_maxrss * 1024 // 1_000_000,
        "stageSeconds": {name.strip(): float(value) for name, value in stages.items()}})


def peer(out, modules, detector, processes, photos):
    script = os.path.join(os.path.dirname(__file__), "peers", "face-api", "expressions.mjs")
    running = [subprocess.Popen(["node", script, modules, detector, *photos[i::processes]], stdout=subprocess.PIPE, text=True)
               for i in range(processes)]
    lines = [[json.loads(line) for line in process.communicate()[0].splitlines()] for process in running]
    if any(process.returncode for process in running):
        sys.exit("face-api failed")
    totals = [part[-1] for part in lines]
    save(out, {
        "library": totals[0]["library"], "backend": totals[0]["backend"], "detector": detector, "processes": processes,
        "photos": len(photos), "faces": sum(total["faces"] for total in totals),
        "photosPerSecond": round(sum(total["photos"] / total["seconds"] for total in totals), 3),
        "processorSeconds": round(sum(total["processorSeconds"] for total in totals), 2),
        "found": {photo["photo"]: [face["box"] for face in photo["faces"]] for part in lines for photo in part[:-1]}})


def tell(truth, album, run, peers):
    pasted = {}
    with open(truth) as file:
        for row in csv.DictReader(file):
            pasted.setdefault(row["photo"], []).append([float(row[side]) for side in ("left", "top", "width", "height")])
    mine = {}
    for path, *box in sqlite3.connect(album).execute(
            "SELECT files.path, box_left, box_top, box_width, box_height FROM files LEFT JOIN faces ON faces.photo = files.photo"):
        mine.setdefault(os.path.basename(path), []).extend([box] if box[0] is not None else [])
    run = load(run)
    print(json.dumps(run))
    parts = ", ".join(f"{name} {100 * value / sum(run['stageSeconds'].values()):.1f} %" for name, value in run["stageSeconds"].items())
    print(f"ours: {run['photosPerSecond']:.2f} photos/s, {run['facesPerSecond']:.1f} faces/s, start included; "
          f"{100 * run['processorUse']:.0f} % of {run['cores']} core(s); work: {parts}")
    for theirs in map(load, peers):
        found = theirs.pop("found")
        print(json.dumps(theirs))
        print(f"{theirs['library']} {theirs['detector']}: {theirs['photosPerSecond']:.2f} photos/s on {theirs['photos']} of them; "
              f"ours {run['photosPerSecond'] / theirs['photosPerSecond']:.2f} x, by processor time (what to go by when the machine is busy) "
              f"{theirs['processorSeconds'] / theirs['photos'] / (run['processorSeconds'] / run['photos']):.2f} x")
        print(f"ratio album-add:face-api-{theirs['detector']} {run['photosPerSecond'] / theirs['photosPerSecond']:.2f}")
        for who, boxes in [("ours", mine), (theirs["detector"], found)]:
            known = [photo for photo in found if photo in pasted]
            hits, wrong = map(sum, zip(*(hit(pasted[photo], boxes.get(photo, [])) for photo in known)))
            others = sum(len(boxes.get(photo, [])) for photo in found if photo not in pasted)
            print(f"  {who:4} on the same photos: {hits} of {sum(len(pasted[photo]) for photo in known)} pasted faces, "
                  f"{wrong} elsewhere; {others} in the group photos")


def hit(places, boxes):
    """Pasted squares with the middle of a box inside, and boxes whose middle is in none."""
    def inside(box, place):
        return all(place[i] <= box[i] + box[i + 2] / 2 <= place[i] + place[i + 2] for i in (0, 1))
    return (sum(any(inside(box, place) for box in boxes) for place in places),
            sum(not any(inside(box, place) for place in places) for box in boxes))


def cores():
    return len(os.sched_getaffinity(0))


def save(path, figures):
    with open(path, "w") as file:
        json.dump(figures, file)


def load(path):
    with open(path) as file:
        return json.load(file)


if sys.argv[1] == "ours":
    ours(sys.argv[2], sys.argv[3:])
elif sys.argv[1] == "peer":
    peer(sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5]), sys.argv[6:])
else:
    tell(sys.argv[2], sys.argv[3], sys.argv[4], sys.argv[5:])
