#!/usr/bin/env python3
"""simulate.py OUTPUT [--machines 1000] [--damaged 0.1] [--seed 1] [--cases FOLDER]

Makes what a collector has of many machines, out of the recordings in Tests/Fixtures/lab: each
machine has its own id, hostname and boot ids, and one to three recorded boots at times of its own.
systemd-journal-remote writes the journals, one for each machine, to OUTPUT/journals. A share of
them is damaged: cut off, with flipped bits, or emptied.

OUTPUT/truth.json has what was recorded, for each machine; what can be known of a damaged machine is
anything between nothing and that.
"""
import argparse, collections, concurrent.futures, glob, json, os, pathlib, random, re, subprocess, sys

REMOTE = "/usr/lib/systemd/systemd-journal-remote"
DAY = 86_400_000_000
MACHINE = re.compile(rb"^_MACHINE_ID=([0-9a-f]{32})$", re.M)
BOOT = re.compile(rb"^_BOOT_ID=([0-9a-f]{32})$", re.M)
HOSTNAME = re.compile(rb"^_HOSTNAME=.*$", re.M)
CURSOR = re.compile(rb"^__(CURSOR|SEQNUM|SEQNUM_ID)=.*\n", re.M)
TIME = re.compile(rb"^(__REALTIME_TIMESTAMP|_SOURCE_REALTIME_TIMESTAMP)=(\d+)$", re.M)


class Case:
    """A recording, and what there is to find in it."""

    def __init__(self, folder):
        self.name = os.path.basename(folder)
        truth = json.loads(pathlib.Path(folder, "truth.json").read_text())
        export = subprocess.run(["zstd", "-dcq", f"{folder}/journal-export.txt.zst"], check=True,
                                capture_output=True).stdout
        self.export = CURSOR.sub(b"", export)
        self.machine = MACHINE.search(export)[1]
        self.boots = sorted(set(BOOT.findall(export)))
        self.first = min(int(t) for _, t in TIME.findall(export))
        self.kernel = re.search(rb"Linux version (\S+)", export)[1].decode()
        self.kills = [{"culprit": self.culprit(k), "seqnum": k.get("seqnum"),
                       "device": k["sysname"], "outcome": k["outcome"]} for k in truth["timeout_kills"]]
        # Whether the journal alone states all that is true, and nothing else is.
        self.is_plain = (not truth.get("more_kills") and not truth["warnings_only"]
                         and all(k["cause"] != "stop-timeout" for k in truth["other_kills"])
                         and all(k["certainty"] == "stated" for k in truth["timeout_kills"])
                         and self.name.split("-", 1)[1] not in ("a-never-returns", "k-initrd", "k-initrd-timeout"))

    @staticmethod
    def culprit(kill):
        """Whom the log can name: a driver that says nothing stays unknown."""
        culprit = kill["culprit"]
        return (culprit.get("derivable", True) and culprit["name"] or "unknown").rsplit("/", 1)[-1]

    def as_boots_of(self, machine, hostname, start, ids):
        text = self.export.replace(self.machine, machine.encode())
        renamed = []
        for boot in self.boots:
            renamed.append(ids())
            text = text.replace(boot, renamed[-1].encode())
        text = HOSTNAME.sub(b"_HOSTNAME=" + hostname.encode(), text)
        shift = start - self.first
        return TIME.sub(lambda m: m[1] + b"=%d" % (int(m[2]) + shift), text), renamed


def damage(path, chance):
    """What happens to files: gives how it was done."""
    how = chance.choice(["cut", "flipped", "zeroed", "emptied"])
    size = os.path.getsize(path)
    with open(path, "r+b") as file:
        if how == "cut":
            file.truncate(chance.randrange(size // 10, size))
        elif how == "emptied":
            file.truncate(chance.choice([0, 100, 4096]))
        elif how == "zeroed":
            file.seek(chance.randrange(size // 8))
            file.write(bytes(65536))
        else:
            # where the last object begins; what lies behind it is room for more
            file.seek(136)
            used = int.from_bytes(file.read(8), "little")
            for _ in range(20):
                place = chance.randrange(used)
                file.seek(place)
                byte = file.read(1)[0]
                file.seek(place)
                file.write(bytes([byte ^ 1 << chance.randrange(8)]))
    return how


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser()
    parser.add_argument("output")
    parser.add_argument("--machines", type=int, default=1000)
    parser.add_argument("--damaged", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", default=f"{here}/../Fixtures/lab")
    wanted = parser.parse_args()
    chance = random.Random(wanted.seed)
    cases = [c for c in map(Case, sorted(glob.glob(f"{wanted.cases}/*/"[:-1]))) if c.is_plain]
    quiet = [c for c in cases if not c.kills]
    ids = lambda: f"{chance.getrandbits(128):032x}"
    os.makedirs(f"{wanted.output}/journals", exist_ok=True)

    def write(machine, text):
        path = f"{wanted.output}/journals/remote-{machine['hostname']}.journal"
        subprocess.run([REMOTE, f"--output={path}", "--split-mode=none", "-"], input=text, check=True,
                       stderr=subprocess.DEVNULL)
        return path

    machines, jobs = [], []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for number in range(wanted.machines):
            machine = {"id": ids(), "hostname": f"host{number:04d}.example", "boots": [], "kills": [], "damage": None}
            start, text = 1_790_000_000_000_000 + chance.randrange(60 * DAY), b""
            for _ in range(chance.choice([1, 1, 2, 3])):
                case = chance.choice(quiet if chance.random() < 0.7 else cases)
                part, boots = case.as_boots_of(machine["id"], machine["hostname"], start, ids)
                text += part
                start += DAY + chance.randrange(5 * DAY)
                machine["boots"] += [{"id": b, "kernel": case.kernel, "case": case.name} for b in boots]
                machine["kills"] += [dict(k, case=case.name) for k in case.kills]
            machines.append(machine)
            jobs.append(pool.submit(write, machine, text))
            while len(jobs) > 8 and not all(j.done() for j in jobs[:-8]):
                jobs[-9].result()
    for machine, job in zip(machines, jobs):
        path = job.result()
        if chance.random() < wanted.damaged:
            machine["damage"] = damage(path, chance)
    pathlib.Path(wanted.output, "truth.json").write_text(json.dumps({"machines": machines}, indent=1))
    kills = collections.Counter(k["culprit"] for m in machines for k in m["kills"])
    print(f"{len(machines)} machines, {sum(len(m['boots']) for m in machines)} boots, "
          f"{sum(m['damage'] is not None for m in machines)} damaged, kills: {dict(kills)}", file=sys.stderr)


if __name__ == "__main__":
    main()
