#!/usr/bin/env python3
"""completion_test.py PROGRAM: asks bash, zsh and fish themselves what they offer, and the program what it says of it."""

import json
import os
import pty
import select
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = os.path.abspath(sys.argv.pop())
SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "packaging", "completion")
# what is typed, and what has to be among what is offered
TYPED = [
    ("probe-doctor --for", ["--format"]),
    ("probe-doctor --format ", ["text", "ndjson", "svg"]),
    ("probe-doctor --fail-on ", ["kill", "stuck", "harm"]),
    ("probe-doctor --boot ", ["all"]),
    ("probe-doctor fl", ["fleet"]),
    ("probe-doctor annotate --aro", ["--around"]),
    ("probe-doctor explain --format ", ["json"]),
    ("probe-doctor --messages not", ["notes.messages"]),
    ("probe-doctor notes", ["notes.messages"]),
    ("probe-doctor bundle notes", ["notes.messages"]),
    ("probe-doctor fleet notes", ["notes.messages"]),
    ("probe-doctor info notes", ["notes.messages"]),
    ("probe-doctor explain cul", ["culprit"]),
]


class Completion(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="completion-")
        os.symlink(PROGRAM, os.path.join(self.folder, "probe-doctor"))
        open(os.path.join(self.folder, "notes.messages"), "w").close()
        self.environment = {**os.environ, "PATH": f"{self.folder}:{os.environ['PATH']}", "TERM": "dumb", "HOME": self.folder}

    def tearDown(self):
        shutil.rmtree(self.folder)

    def script(self, shell):
        name = os.path.join(self.folder, "_probe-doctor")
        with open(name, "w") as file:
            subprocess.run([SCRIPT, PROGRAM, shell], stdout=file, check=True)
        return name

    def needs(self, shell):
        if not shutil.which(shell):
            self.skipTest(f"{shell} is not here")

    def ask(self, command, line):
        answer = subprocess.run([*command, line], capture_output=True, text=True, cwd=self.folder, env=self.environment)
        return answer.stdout.split()

    def test_each_option_has_a_text_of_its_own(self):
        dump = subprocess.run([PROGRAM, "--experimental-dump-help"], capture_output=True, text=True, check=True)
        commands = [json.loads(dump.stdout)["command"]]
        commands += [command for command in commands[0]["subcommands"] if command["commandName"] != "help"]
        self.assertGreater(len(commands), 6)
        for command in commands:
            texts = {}
            for argument in command.get("arguments", []):
                name = argument.get("preferredName", {}).get("name", argument["valueName"])
                with self.subTest(command["commandName"], name=name):
                    text = argument.get("abstract", "")
                    self.assertTrue(text)
                    self.assertNotIn(text, texts, f"also that of {texts.get(text)}")
                texts[text] = name

    def test_bash(self):
        self.needs("bash")
        name = self.script("bash")
        program = f"""source {name}
            line=$1; read -ra COMP_WORDS <<<"$line"; [[ $line == *' ' ]] && COMP_WORDS+=('')
            COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)) COMP_LINE=$line COMP_POINT=${{#line}} COMPREPLY=()
            _probe-doctor probe-doctor "${{COMP_WORDS[COMP_CWORD]}}" "${{COMP_WORDS[COMP_CWORD-1]}}"
            printf '%s\\n' "${{COMPREPLY[@]}}" """
        for line, wanted in TYPED:
            with self.subTest(line):
                offered = self.ask(["bash", "-c", program, "bash"], line)
                self.assertLessEqual(set(wanted), set(offered))

    def test_fish(self):
        self.needs("fish")
        name = self.script("fish")
        for line, wanted in TYPED:
            if line.endswith("--boot "):
                continue  # there fish asks its terminal, and has none here
            with self.subTest(line):
                offered = self.ask(["fish", "--no-config", "-c", f"source {name}; complete -C $argv[1] | string split -f1 \\t"], line)
                self.assertLessEqual(set(wanted), set(offered))

    def test_zsh(self):
        self.needs("zsh")
        name = self.script("zsh")
        for line, wanted in TYPED:
            with self.subTest(line):
                shown = self.typed(
                    f"fpath=({os.path.dirname(name)} $fpath); autoload -Uz compinit; compinit -u; setopt autolist\n", line)
                for word in wanted:
                    self.assertIn(word, shown)

    def typed(self, setup, line):
        """What zsh shows on its terminal when the line is typed, and the tabulator twice."""
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.folder)
            os.execvpe("zsh", ["zsh", "-f", "-i"], self.environment)
        try:
            os.write(terminal, f"PROMPT=ready; {setup}".encode())
            self.read(terminal, 3)
            os.write(terminal, f"{line}\t\t".encode())
            return self.read(terminal, 4)
        finally:
            os.kill(pid, 9)
            os.waitpid(pid, 0)
            os.close(terminal)

    @staticmethod
    def read(terminal, quiet):
        shown, end = b"", time.monotonic() + 20
        while time.monotonic() < end and select.select([terminal], [], [], quiet)[0]:
            try:
                shown += os.read(terminal, 65536)
            except OSError:
                break
        return shown.decode(errors="replace")


if __name__ == "__main__":
    unittest.main()
