"""Fetches Debian packages by name, through apt and the mirror that this machine uses already."""

import glob
import hashlib
import json
import os
import re
import subprocess

# Label of the kernel, suites in which it may be, names of its packages (the number of an ABI is found).
KERNELS = [
    ("5.10", "bullseye", [r"linux-image-5\.10\.0-\d+-{arch}"]),
    ("6.1", "bookworm", [r"linux-image-6\.1\.0-\d+-{arch}"]),
    ("6.12", "trixie", [r"linux-image-6\.12\.\d+\+deb13-{arch}"]),
    ("7.2", "sid", [r"linux-(?:binary|base|modules)-7\.2\.\d+\+deb14-{arch}"]),
]
ARCHITECTURES = ["amd64", "arm64"]
# Packages of all architectures: what they are for, name.
OTHERS = [("maintainers", "linux-source-7.2"), ("pci.ids", "pci.ids"), ("usb.ids", "usb.ids")]


class Archive:
    """Debian's archive, asked through apt with a configuration of its own below a folder."""

    def __init__(self, folder):
        self.folder = folder
        self.packages = os.path.join(folder, "packages")
        for name in ("etc/apt.conf.d", "etc/preferences.d", "state/lists/partial", "cache/archives/partial", "packages"):
            os.makedirs(os.path.join(folder, name), exist_ok=True)
        main, security = mirrors()
        keys = sorted(glob.glob("/usr/share/keyrings/debian-archive-keyring.*"))[:1]
        signed = f" signed-by={keys[0]}" if keys else ""
        options = f"[arch={','.join(ARCHITECTURES)}{signed}]"
        lines = []
        for _, suite, _ in KERNELS:
            lines.append(f"deb {options} {main} {suite} main")
            if suite != "sid":
                lines.append(f"deb {options} {security} {suite}-security main")
        with open(os.path.join(folder, "etc/sources.list"), "w") as file:
            file.write("\n".join(lines) + "\n")
        open(os.path.join(folder, "status"), "a").close()
        with open(os.path.join(folder, "apt.conf"), "w") as file:
            file.write(
                f'Dir "{folder}"; Dir::Etc "{folder}/etc"; Dir::Etc::sourcelist "sources.list";'
                f'Dir::Etc::sourceparts "-"; Dir::State "{folder}/state"; Dir::State::status "{folder}/status";'
                f'Dir::Cache "{folder}/cache"; Dir::Etc::trustedparts "/etc/apt/trusted.gpg.d";'
                f'APT::Architecture "{ARCHITECTURES[0]}"; APT::Architectures {{ "amd64"; "arm64"; }};'
                'Acquire::Languages "none"; Acquire::Check-Valid-Until "false"; APT::Sandbox::User "root";'
                'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";'
                "#clear APT::Update::Post-Invoke-Success; #clear APT::Update::Post-Invoke;"
            )
        self.known = {}

    def apt(self, *arguments):
        return subprocess.run(
            ["apt-get", "-q", *arguments], cwd=self.packages, capture_output=True, text=True,
            env={**os.environ, "APT_CONFIG": os.path.join(self.folder, "apt.conf"), "LC_ALL": "C"},
        )  # fmt: skip

    def update(self):
        result = self.apt("update")
        for line in result.stderr.splitlines():
            print(line)

    def index(self):
        """(name, version, architecture) → checksum, of all packages that apt knows of."""
        if not self.known:
            for path in sorted(glob.glob(os.path.join(self.folder, "state/lists/*_Packages"))):
                with open(path, encoding="utf-8") as file:
                    for block in file.read().split("\n\n"):
                        if not re.match(r"Package: (?:linux-|pci\.ids|usb\.ids)", block):
                            continue
                        field = dict(re.findall(r"^(Package|Version|Architecture|SHA256): (.*)$", block, re.M))
                        key = (field["Package"], field["Version"], field["Architecture"])
                        self.known[key] = field["SHA256"]
        return self.known

    def fetch(self, name, version, architecture):
        """The package's file, of the checksum in apt's index; None where it cannot be had."""
        checksum = self.index().get((name, version, architecture))
        escaped = version.replace(":", "%3a")
        path = os.path.join(self.packages, f"{name}_{escaped}_{architecture}.deb")
        if not os.path.exists(path):
            suffix = "" if architecture == "all" else ":" + architecture
            self.apt("download", f"{name}{suffix}={version}")
        if not os.path.exists(path) or (checksum and digest(path) != checksum):
            return None
        return path

    def newest(self, pattern, architecture):
        """Versions of the packages with such names, newest first: [(name, version)]."""
        found = [key[:2] for key in self.index() if key[2] == architecture and re.fullmatch(pattern, key[0])]
        return sorted(found, key=lambda key: [int(n) for n in re.findall(r"\d+", key[1] + " " + key[0])], reverse=True)


def apt_sources():
    """The archives that apt on this machine has: (address, suites)."""
    found = []
    for path in ["/etc/apt/sources.list", *sorted(glob.glob("/etc/apt/sources.list.d/*"))]:
        try:
            text = open(path, encoding="utf-8").read()
        except OSError:
            continue
        found += re.findall(r"^deb(?:\s+\[[^]]*\])?\s+(\S+)\s+(\S+)", text, re.M)
        for block in re.split(r"\n\s*\n", text):
            field = dict(re.findall(r"^(URIs|Suites):\s*(.*)$", block, re.M))
            found += [(address, field.get("Suites", "")) for address in field.get("URIs", "").split()]
    return found


def mirrors():
    """The addresses from which this machine has Debian, and its security updates."""
    found = apt_sources()
    main = [a for a, suites in found if re.search(r"/debian/?$", a) and "-security" not in suites]
    security = [a for a, suites in found if "-security" in suites]
    if not main:
        raise SystemExit("apt on this machine does not have Debian's own archive among its sources.")
    return main[0], (security or [main[0].rstrip("/") + "-security"])[0]


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def gathered(archive, manifest):
    """What the facts are made of: [{for, name, version, architecture, sha256, path}], and what is missing.

    With a manifest just its packages; without, the newest of each kernel that can be had.
    """
    found, missing = [], []

    def take(purpose, name, version, architecture, required=True):
        path = archive.fetch(name, version, architecture)
        if path is None:
            missing.append(f"{name} {version} {architecture}")
            return False
        found.append(
            {"for": purpose, "name": name, "version": version, "architecture": architecture,
             "sha256": digest(path), "path": path}
        )  # fmt: skip
        return True

    if manifest:
        for row in manifest["packages"]:
            if take(row["for"], row["name"], row["version"], row["architecture"]) and found[-1]["sha256"] != row["sha256"]:
                missing.append(f"{row['name']} {row['version']} {row['architecture']} as it was (its checksum differs)")
                found.pop()
        return found, missing
    for label, _, patterns in KERNELS:
        for architecture in ARCHITECTURES:
            for pattern in patterns:
                wanted = archive.newest(pattern.format(arch=architecture), architecture)
                several = "(?:" in pattern
                for name, version in wanted:
                    if several and version != wanted[0][1]:
                        break
                    if take(f"{label}-{architecture}", name, version, architecture) and not several:
                        break
    for purpose, name in OTHERS:
        for _, version in archive.newest(re.escape(name), "all")[:1]:
            take(purpose, name, version, "all")
    return found, missing


def load(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return None
