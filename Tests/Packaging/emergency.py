"""emergency.py TRANSCRIPT COMMAND... -- QEMU...

Boots, waits for the shell of an initrd that found no root file system, gives it the commands, and writes
what the console said, with a line `== COMMAND` before each answer. Exit status 1: no shell came.
"""

import os
import select
import subprocess
import sys
import time

BOOT, SHELL, ANSWER = 600, 120, 120


class Console:
    def __init__(self, machine, transcript):
        self.machine = subprocess.Popen(machine, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.transcript = open(transcript, "wb", buffering=0)
        self.unread = b""

    def say(self, line):
        self.machine.stdin.write(line.encode() + b"\n")
        self.machine.stdin.flush()

    def wait(self, seconds, *words):
        """Whether one of the words comes in that time; what is before it is not looked at again."""
        end = time.monotonic() + seconds
        while True:
            for word in words:
                place = self.unread.find(word.encode())
                if place >= 0:
                    self.unread = self.unread[place + len(word):]
                    return True
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.machine.stdout], [], [], left)[0]:
                return False
            data = os.read(self.machine.stdout.fileno(), 65536)
            if not data:
                return False
            self.transcript.write(data)
            self.unread += data


def main(transcript, commands, machine):
    console = Console(machine, transcript)
    try:
        if not console.wait(BOOT, "Entering emergency mode", "(initramfs)"):
            return 1
        # A key may be asked for, and the shell may not listen yet. What it echoes is not yet an answer.
        for _ in range(SHELL // 5):
            console.say("")
            console.say("echo ready-$((40 + 2))")
            if console.wait(5, "ready-42"):
                break
        else:
            return 1
        for number, command in enumerate(commands):
            console.transcript.write(f"\n== {command}\n".encode())
            console.say(f"{command}; echo end-of-$(({number} + 100))")
            console.wait(ANSWER, f"end-of-{number + 100}")
        return 0
    finally:
        console.machine.kill()


if __name__ == "__main__":
    split = sys.argv.index("--")
    sys.exit(main(sys.argv[1], sys.argv[2:split], sys.argv[split + 1:]))
