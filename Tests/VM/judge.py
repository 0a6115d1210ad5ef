"""What the watch said of a situation, against what really happened: the instrument's record of stalls
and the kernel's trace of signals. No log is the truth."""
import json
import re

ENTRY = re.compile(
    r"([\d.]+) rule=(\d+) module=(\S+) func=(\S+) call=(\d+) phase=(\S+) pid=(\d+) ")
SIGNAL = re.compile(r"\s*(.+)-(\d+)\s+\[\d+\]\s+\S+\s+([\d.]+): signal_generate: (.*)")
SAID = re.compile(r"\[\s*([\d.]+)\] probe-doctor\[\d+\]: (.*)")


def read(path):
    return path.read_text(errors="replace") if path.exists() else ""


class Truth:
    def __init__(self, out):
        self.stalls, inside = [], {}
        for line in read(out / "stalls.txt").splitlines():
            found = ENTRY.match(line)
            if not found:
                continue
            key = (found[2], found[7], found[5])
            if found[6] == "enter":
                inside[key] = dict(
                    module=found[3], function=found[4], pid=int(found[7]), enter=float(found[1]), leave=1e9)
                self.stalls.append(inside[key])
            elif found[6].startswith("leave") and key in inside:
                inside.pop(key)["leave"] = float(found[1])
        self.kills = {}  # of workers by udevd, and when
        self.programs = {}  # workers that killed their program, and when
        for line in read(out / "trace.txt").splitlines():
            found = SIGNAL.match(line)
            target = found and re.search(r"sig=(\d+) errno=\S+ code=\S+ comm=(.*) pid=(\d+) grp", found[4])
            if target and "udev" in found[1]:
                of_worker = "udev" in target[2]
                victims = self.kills if of_worker else self.programs
                victims.setdefault(int(target[3] if of_worker else found[2]), float(found[3]))


def judge(out, row):
    """A list of (what, whether it holds)."""
    truth = Truth(out)
    times = {}
    for line in read(out / "dmesg.txt").splitlines():
        found = SAID.match(line)
        if found:
            times.setdefault(found[2], []).append(float(found[1]))
    said = []
    for line in read(out / "messages.json").splitlines():
        entry = json.loads(line)
        if entry.get("PROBE_DOCTOR_KIND") and entry.get("_TRANSPORT") != "kernel":
            moments = times.get(entry["MESSAGE"], [])
            entry["TIME"] = moments.pop(0) if moments else 0.0
            said.append(entry)
    warnings = [entry for entry in said if entry["PROBE_DOCTOR_KIND"] == "warning"]
    slow = [entry for entry in said if entry["PROBE_DOCTOR_KIND"] == "slow"]
    kills = [entry for entry in said if entry["PROBE_DOCTOR_KIND"] == "kill"]

    def live(entry):
        if row.program:
            return [row.program]
        return [s for s in truth.stalls if s["enter"] <= entry["TIME"] <= s["leave"] + 3]

    false = [e for e in warnings if not live(e) or e.get("DRIVER") and e["DRIVER"] not in row.names]
    timeouts = [e for e in kills if e.get("CAUSE") == "event-timeout"]
    true = truth.kills if not row.program else truth.programs | truth.kills
    invented = [e for e in timeouts if int(e.get("WORKER_PID") or 0) not in true]
    told = [int(e.get("WORKER_PID") or 0) for e in timeouts]
    named = [e for e in warnings if e.get("DRIVER") in row.names]
    functions = {s["function"] for s in truth.stalls}
    checks = [
        (f"{len(false)} of {len(warnings)} warnings are false", not false),
        (f"{len(invented)} of {len(timeouts)} kills had never been", not invented),
        (f"{len(set(told) & set(truth.kills))} of {len(truth.kills)} kills are told",
         set(truth.kills) <= set(told)),
        ("each kill is told once", len(told) == len(set(told))),
        ("nobody is warned of twice", len(warnings) == len({(e.get("DRIVER"), e.get("WORKER_PID")) for e in warnings})),
    ]
    if (row.stall or row.program) and (true or row.kills):
        first = min(true.values(), default=1e9)
        seconds = max((first - e["TIME"] for e in named), default=-1.0)
        checks.append((f"named {seconds:.0f} s before the kill", seconds > 0))
        right = [e for e in named if row.program or e.get("FUNCTION") in functions]
        checks.append((f"{len(right)} of {len(named)} with the function", len(right) == len(named)))
        wrong = [e for e in kills if e.get("DRIVER") not in row.names]
        checks.append((f"{len(wrong)} of {len(kills)} kills name another", not wrong))
    checks.append((f"{len(slow)} devices are told to be slower than ever", len(slow) == bool(row.usual)))
    for entry in slow:
        held = [s for s in live(entry) if s["module"] == entry.get("DRIVER")]
        checks.append((f"after {entry.get('SECONDS')} s", bool(held)))
    if row.kills is not None:
        checks.append((f"{len(truth.kills)} workers were killed", bool(truth.kills) == row.kills))
    for name, limit, unit in (("idle-wakeups", 1, ""), ("rss-kib", 8192, " KiB"), ("stop-ms", 1500, " ms")):
        value = int(read(out / name).strip() or 0)
        checks.append((f"{name} {value}{unit}", value <= limit))
    share = int(read(out / "cpu-ns").strip() or 0) / 1e7 / max(1, int(read(out / "uptime").strip() or 1))
    checks.append((f"{share:.1f} % of a processor", True))
    return checks
