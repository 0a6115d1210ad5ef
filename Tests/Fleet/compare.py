#!/usr/bin/env python3
"""compare.py TRUTH FLEET [FLEET...]: what `probe-doctor fleet --format json` says beside what simulate.py
made. Of an intact machine all must be right; of a damaged one nothing may be told that is not true, but
its culprits may not be known any more."""
import collections, json, pathlib, sys

truth = json.loads(pathlib.Path(sys.argv[1]).read_text())["machines"]
intact = {m["hostname"] for m in truth if not m["damage"]}
wanted = collections.defaultdict(set)
for machine in truth:
    for kill in machine["kills"]:
        wanted[kill["culprit"]].add(machine["hostname"])
kills = sum(len(m["kills"]) for m in truth if m["hostname"] in intact)
most = sum(len(m["kills"]) for m in truth)
faults = 0

for name in sys.argv[2:]:
    fleet = json.loads(pathlib.Path(name).read_text())
    found = {}
    for row in fleet["rows"]:
        key = (row["key"] or "unknown").rsplit("/", 1)[-1]
        found.setdefault(key, set()).update(row["machine_names"])
    for culprit in sorted(set(wanted) | set(found)):
        true, said = wanted[culprit], found.get(culprit, set())
        missed, wrong = (true - said) & intact, said - true
        if culprit == "unknown":
            wrong &= intact
        if not true and not any(r["kills"] for r in fleet["rows"] if (r["key"] or "unknown") == culprit):
            continue
        lost = len(true - said - intact)
        print(f"{culprit:16} {len(true):5} machines, {len(said):5} told, {lost:3} lost to damage", end="")
        if missed or wrong:
            faults += 1
            print(f"  MISSED {sorted(missed)[:5]} WRONG {sorted(wrong)[:5]}", end="")
        print()
    told = fleet["totals"]["kills"]
    print(f"{told} kills; {kills} in intact journals, {most} in all before the damage")
    if not kills <= told <= most:
        faults += 1
        print("WRONG")
sys.exit(1 if faults else 0)
