"""probe-doctor fleet with the real programs around it: systemd-journal-upload and -remote over
loopback, and a signal in the middle.

    python3 Tests/Fleet/fleet_test.py PROGRAM
"""

import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
LAB = ROOT / "Tests/Fixtures/lab"
REMOTE = "/usr/lib/systemd/systemd-journal-remote"
UPLOAD = "/usr/lib/systemd/systemd-journal-upload"
PROGRAM = ""


def export(case):
    file = LAB / case / "journal-export.txt.zst"
    return subprocess.run(["zstd", "-dcq", file], check=True, capture_output=True).stdout


def as_machine(record, number):
    """The same record of another machine: its ids, its name and, by days, its time."""
    mine = random.Random(number)
    for field in (b"_BOOT_ID", b"_MACHINE_ID"):
        for old in set(re.findall(rb"^" + field + rb"=([0-9a-f]{32})$", record, re.M)):
            record = record.replace(old, uuid.UUID(int=mine.getrandbits(128)).hex.encode())
    record = re.sub(rb"^_HOSTNAME=.*$", b"_HOSTNAME=host%d" % number, record, flags=re.M)
    back = number * 86_400_000_000
    return re.sub(
        rb"^(__REALTIME_TIMESTAMP|_SOURCE_REALTIME_TIMESTAMP)=(\d+)$",
        lambda found: found[1] + b"=%d" % (int(found[2]) - back), record, flags=re.M)


def journal(path, *records):
    subprocess.run(
        [REMOTE, "-o", path, "--split-mode=none", "-"], input=b"".join(records), check=True,
        capture_output=True)


def run(*arguments, expecting=(0, 1), **options):
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, **options)
    if done.returncode not in expecting:
        raise AssertionError(f"status {done.returncode}: {done.stderr.decode()}")
    return done.stdout


def fleet(*arguments, **options):
    return json.loads(run("fleet", "--format", "json", *arguments, **options))


def rows(report):
    return {row["key"]: (row["machines"], row["boots"], row["kills"]) for row in report["rows"]}


def truth(cases):
    """Machines and kills by driver, as the recordings' own truth files have them."""
    table = {}
    for case in cases:
        kills = json.loads((LAB / case / "truth.json").read_text())["timeout_kills"]
        for driver in {kill["culprit"]["name"] for kill in kills if kill["visible"]}:
            machines, count = table.get(driver, (0, 0))
            mine = sum(kill["culprit"]["name"] == driver for kill in kills)
            table[driver] = (machines + 1, count + mine)
    return table


CASES = [
    "bookworm-b-killable", "bookworm-p-clean", "trixie-b-killable", "trixie-a-uninterruptible",
    "trixie-p-clean", "trixie-c-kthread-sysfs",
]


class FleetTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="probe-doctor-fleet-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.records = [as_machine(export(case), number) for number, case in enumerate(CASES)]
        cls.machines = cls.folder / "machines"
        cls.machines.mkdir()
        for number, record in enumerate(cls.records):
            journal(cls.machines / f"remote-host{number}.journal", record)

    def agrees_with_truth(self, report):
        found = {key: (row[0], row[2]) for key, row in rows(report).items() if row[2]}
        self.assertEqual(found, truth(CASES))
        self.assertEqual(report["totals"]["machines"], len(CASES))

    def test_one_file_a_machine_and_all_in_one_are_the_same(self):
        apart = fleet(self.machines)
        self.agrees_with_truth(apart)
        both = self.folder / "one"
        both.mkdir()
        journal(both / "remote.journal", *self.records)
        together = fleet(both)
        self.assertEqual(apart["rows"], together["rows"])
        # and what is read twice is counted once
        twice = fleet(both, self.machines)
        self.assertEqual(apart["rows"], twice["rows"])

    def test_findings_made_elsewhere_are_the_same_findings(self):
        lines = b"".join(
            run("--format", "ndjson", path) for path in sorted(self.machines.iterdir()))
        report = fleet("-", input=lines)
        self.agrees_with_truth(report)
        mixed = fleet("-", self.machines, input=lines)
        self.assertEqual(rows(report), rows(mixed))
        self.assertEqual(mixed["totals"]["boots"], len(CASES))
        cut = fleet("-", input=lines[:-1000])
        self.assertFalse(cut["totals"]["complete"])

    def test_a_message_of_the_watcher_is_a_finding(self):
        def said(number, **fields):
            kept = []
            for name in (b"__REALTIME_TIMESTAMP", b"__MONOTONIC_TIMESTAMP", b"_BOOT_ID",
                         b"_MACHINE_ID", b"_HOSTNAME"):
                lines = re.findall(rb"^" + name + rb"=.*$", self.records[number], re.M)
                kept.append(lines[-1])
            kept += [f"{name}={value}".encode() for name, value in fields.items()]
            return b"\n".join(kept) + b"\n\n"

        known = fleet(self.machines / "remote-host0.journal")
        seqnum = json.loads(
            run("--format", "json", self.machines / "remote-host0.journal")
        )["boots"][0]["kills"][0]["seqnum"]
        kill = {
            "MESSAGE_ID": "b1a197dad79643aabc5b4d9e40c3f17a", "DRIVER": "vortex_fc",
            "CULPRIT_KIND": "driver", "CONFIDENCE": "certain", "CAUSE": "event-timeout",
            "OUTCOME": "unbound", "DEVICE": "0000:00:06.0", "SEQNUM": seqnum,
            "MESSAGE": "killed",
        }
        path = self.folder / "watched.journal"
        journal(path, self.records[0], said(0, **kill))
        self.assertEqual(rows(fleet(path)), rows(known))
        # where the kernel's and udev's own messages were not sent along
        path = self.folder / "watch-only.journal"
        journal(path, said(0, **kill))
        self.assertEqual(rows(fleet(path)), {"vortex_fc": (1, 1, 1)})

    def test_only_what_is_new_is_read(self):
        folder = self.folder / "nightly"
        folder.mkdir()
        for number in (0, 1, 2):
            journal(folder / f"remote-host{number}.journal", self.records[number])
        state = self.folder / "nightly.state"
        first = fleet(folder, "--state", state)
        # a rotated file keeps what it holds and gets another name
        os.rename(folder / "remote-host0.journal", folder / "remote-host0@0-1-2.journal")
        journal(folder / "remote-host0.journal", as_machine(export(CASES[3]), 0))
        for number in (3, 4, 5):
            journal(folder / f"remote-host{number}.journal", self.records[number])
        second = fleet(folder, "--state", state)
        self.assertEqual(second, fleet(folder))
        self.assertNotEqual(first["rows"], second["rows"])
        # what was read stays known when it is gone
        (folder / "remote-host2.journal").unlink()
        self.assertEqual(fleet(folder, "--state", state)["rows"], second["rows"])

    def test_whoever_is_killed_half_way_loses_nothing(self):
        state = self.folder / "killed.state"
        expected = fleet(self.machines)
        for wait in (0.01, 0.05, 0.1, 0.2, 0.4):
            process = subprocess.Popen(
                [PROGRAM, "fleet", self.machines, "--state", state], stdout=subprocess.DEVNULL)
            time.sleep(wait)
            process.send_signal(signal.SIGKILL)
            process.wait()
        self.assertEqual(fleet(self.machines, "--state", state), expected)
        self.assertEqual(fleet(self.machines, "--state", state), expected)

    def test_a_reader_that_is_killed_costs_one_file(self):
        """Several processes read a journal's files; one of them dies at some point or other."""
        folder = self.folder / "journals"
        folder.mkdir()
        records = export("bookworm-s-default-180")
        for number in range(24):
            journal(folder / f"{number}.journal", as_machine(records, number))
        whole = json.loads(run("--format", "json", folder))
        kills = [len(boot["kills"]) for boot in whole["boots"]]
        self.assertEqual(len(kills), 24)
        self.assertTrue(all(kills))
        struck = 0
        for delay in range(12):
            reading = subprocess.Popen(
                [PROGRAM, "--quiet", "--format", "json", folder], stdout=subprocess.PIPE)
            children = pathlib.Path(f"/proc/{reading.pid}/task/{reading.pid}/children")
            wanted = time.monotonic() + 5
            while not (found := children.read_text().split()) and time.monotonic() < wanted:
                time.sleep(0.0005)
            time.sleep(delay * 0.01)
            if found:
                try:
                    os.kill(int(found[0]), signal.SIGKILL)
                except ProcessLookupError:
                    pass
            rest = json.loads(reading.communicate()[0])
            self.assertEqual(reading.returncode, 1)
            skipped = [one for one in rest["coverage"]["sources"] if one.get("skipped")]
            self.assertLessEqual(len(skipped), 1)
            told = sum(len(boot["kills"]) for boot in rest["boots"])
            self.assertGreaterEqual(told, sum(kills) - len(skipped) * max(kills))
            struck += len(skipped)
        self.assertGreater(struck, 0)

    def test_what_is_no_state_is_not_overwritten(self):
        state = self.folder / "letter"
        state.write_text("Dear all\n")
        run("fleet", self.machines, "--state", state, expecting=(2,))
        self.assertEqual(state.read_text(), "Dear all\n")

    # systemd's own way from the machines to the collector

    def test_upload_and_remote(self):
        collected = self.folder / "collected"
        collected.mkdir()
        port = free_port()
        collector = subprocess.Popen(
            [REMOTE, f"--listen-http=127.0.0.1:{port}", "--split-mode=host", "-o", collected],
            stderr=subprocess.DEVNULL)
        try:
            wait_for(port)
            for number, path in enumerate(sorted(self.machines.iterdir())):
                state = self.folder / f"upload-{number}.state"
                if number == 2:
                    size = len(self.records[number])
                    with Cut(port, size // 2) as through:
                        self.assertNotEqual(self.upload(path, state, through.port), 0)
                self.assertEqual(self.upload(path, state, port), 0)
        finally:
            collector.terminate()
            collector.wait()
        self.agrees_with_truth(fleet(collected))

    def upload(self, path, state, port):
        return subprocess.run(
            [UPLOAD, f"--url=http://127.0.0.1:{port}", f"--file={path}", f"--save-state={state}",
             "--follow=no"], capture_output=True, timeout=120).returncode


def free_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


def wait_for(port):
    for _ in range(100):
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("systemd-journal-remote does not listen")


class Cut:
    """A line to a port that breaks after some bytes."""

    def __init__(self, port, limit):
        self.target, self.limit = port, limit
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.close()

    def serve(self):
        client, _ = self.server.accept()
        with client, socket.create_connection(("127.0.0.1", self.target)) as target:
            threading.Thread(target=self.back, args=(target, client), daemon=True).start()
            left = self.limit
            while left > 0 and (piece := client.recv(min(left, 65536))):
                target.sendall(piece)
                left -= len(piece)
            for end in (client, target):
                end.shutdown(socket.SHUT_RDWR)

    @staticmethod
    def back(target, client):
        try:
            while piece := target.recv(65536):
                client.sendall(piece)
        except OSError:
            pass


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
