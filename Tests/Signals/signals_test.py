"""signals_test.py PROGRAM: whatever signal ends it, and whenever, the program leaves no temporary file and
no process behind."""

import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

LAB = pathlib.Path(__file__).resolve().parents[1] / "Fixtures/lab"
REMOTE = "/usr/lib/systemd/systemd-journal-remote"
SIGNALS = ["QUIT", "ALRM", "XFSZ", "XCPU", "TERM", "HUP", "INT"]
PROGRAM = ""


def of_session(leader):
    """The processes of a session that are no zombies."""
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, session, *_ = path.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(session) == leader and state != "Z":
            found.append(path.parent.name)
    return found


class SignalsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="probe-doctor-signals-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.journals = cls.folder / "journals"
        cls.journals.mkdir()
        export = subprocess.run(
            ["zstd", "-dcq", LAB / "trixie-b-killable/journal-export.txt.zst"], check=True,
            capture_output=True).stdout
        for number in range(8):
            subprocess.run(
                [REMOTE, "-o", cls.journals / f"{number}.journal", "--split-mode=none", "-"],
                input=export, check=True, capture_output=True)
        cls.archive = cls.folder / "journals.tar.gz"
        subprocess.run(["tar", "-czf", cls.archive, "-C", cls.folder, "journals"], check=True)

    def start(self, arguments, limits=()):
        self.temporary = self.folder / "tmp"
        self.output = self.folder / "output"
        for folder in (self.temporary, self.output):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()

        def limit():
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            for which, value in limits:
                resource.setrlimit(which, value)

        return subprocess.Popen(
            [PROGRAM, *map(str, arguments)], env={**os.environ, "TMPDIR": str(self.temporary)},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True, preexec_fn=limit)

    def left_nothing(self, leader, kept, what):
        self.assertEqual(list(self.temporary.iterdir()), [], what)
        self.assertLessEqual({path.name for path in self.output.iterdir()}, kept, what)
        # what was killed may need a moment to be gone
        end = time.monotonic() + 2
        while (left := of_session(leader)) and time.monotonic() < end:
            time.sleep(0.01)
        self.assertEqual(left, [], what)

    def strike(self, arguments, kept=frozenset()):
        struck = 0
        for name in SIGNALS:
            for delay in (0.01, 0.05, 0.12):
                process = self.start(arguments)
                time.sleep(delay)
                process.send_signal(getattr(signal, f"SIG{name}"))
                status = process.wait(30)
                struck += status == -getattr(signal, f"SIG{name}")
                self.left_nothing(process.pid, kept, f"SIG{name} after {delay} s: {status}")
        self.assertGreater(struck, len(SIGNALS))

    def test_journals_in_an_archive(self):
        self.strike(["--format", "json", self.archive])

    def test_a_folder_of_journals(self):
        self.strike(["--format", "json", self.journals])

    def test_a_bundle_and_a_state(self):
        output = self.folder / "output"
        self.strike(["bundle", "-o", output / "bundle.tar.zst", self.archive], {"bundle.tar.zst"})
        self.strike(["fleet", "--state", output / "state", self.journals], {"state"})

    def test_limits(self):
        output = self.folder / "output"
        size = [(resource.RLIMIT_FSIZE, (20_000, 20_000))]
        for arguments in (
            ["--format", "json", self.archive],
            ["bundle", "-o", output / "bundle.tar.zst", self.journals],
            ["--format", "json", "-o", output / "report.json", self.journals],
        ):
            process = self.start(arguments, size)
            status = process.wait(60)
            self.assertNotEqual(status, 0)
            self.left_nothing(process.pid, set(), f"{arguments} with a limit on files: {status}")
        process = self.start(["--format", "json", self.archive], [(resource.RLIMIT_CPU, (1, 2))])
        process.wait(60)
        self.left_nothing(process.pid, set(), "a limit on time")


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
