"""What else the facts are made of: MAINTAINERS, pci.ids and usb.ids, the hand-made table."""

import re
import subprocess
import tarfile


class Maintainers:
    """For a place in the source: the mailing lists to write to (MAINTAINERS: L:, F: and X:)."""

    def __init__(self, text):
        self.lists_of = []  # for each entry
        self.excluded = []
        self.plain = {}  # file or folder → entries
        self.wild = []  # (pattern as an expression, pattern, entry)
        self.known = {}
        for block in text.split("\n\n"):
            fields = {"L": [], "F": [], "X": []}
            for line in block.splitlines():
                if line[1:2] == ":" and line[0] in fields:
                    fields[line[0]].append(line[2:].strip())
            if not fields["L"] or not fields["F"]:
                continue
            entry = len(self.lists_of)
            self.lists_of.append([re.split(r"[\s(]", value)[0] for value in fields["L"]])
            self.excluded.append([expression(pattern) for pattern in fields["X"]])
            for pattern in fields["F"]:
                if re.search(r"[*?\[]", pattern):
                    self.wild.append((expression(pattern), len(pattern), entry))
                else:
                    self.plain.setdefault(pattern.rstrip("/"), []).append(entry)

    def lists(self, directory, module):
        """The lists, that of the narrowest entry first, at most three; linux-kernel only where there is no other."""
        key = (directory, module)
        if key not in self.known:
            self.known[key] = self.find(directory, module) if directory else []
        return self.known[key]

    def find(self, directory, module):
        paths = [directory + "/"]
        if module:
            paths = [f"{directory}/{module}.c", f"{directory}/{module.replace('_', '-')}.c"]
        weights = {}
        for path in paths:
            place = path.rstrip("/")
            while place:
                for entry in self.plain.get(place, ()):
                    weights[entry] = max(weights.get(entry, 0), len(place))
                place = place.rpartition("/")[0]
            for matcher, length, entry in self.wild:
                if length > 2 and matcher.match(path):
                    weights[entry] = max(weights.get(entry, 0), length)
        found = []
        for entry, weight in weights.items():
            if not any(matcher.match(path) for matcher in self.excluded[entry] for path in paths):
                found += [(-weight, entry, index, name) for index, name in enumerate(self.lists_of[entry])]
        names = list(dict.fromkeys(name for *_, name in sorted(found)))
        special = [name for name in names if name != "linux-kernel@vger.kernel.org"]
        return (special or names)[:3]


def expression(pattern):
    """As get_maintainer.pl has it: a folder covers all below it, a wildcard does not cross a slash."""
    translated = "".join(
        "[^/]*" if c == "*" else "[^/]" if c == "?" else c if c in "[]" else re.escape(c) for c in pattern
    )
    return re.compile(translated + ("" if pattern.endswith("/") else "(?:/|$)"))


def ids(text):
    """{vendor: (name, {device: name})} of pci.ids or usb.ids; classes and subsystems are left out."""
    found, products = {}, {}
    for line in text.splitlines():
        match = re.match(r"([0-9a-fA-F]{4})  (.+)", line)
        if match:
            products = {}
            found[int(match.group(1), 16)] = (match.group(2).strip(), products)
        elif re.match(r"[A-Z]+ ", line):
            products = {}
        else:
            match = re.match(r"\t([0-9a-fA-F]{4})  (.+)", line)
            if match:
                products[int(match.group(1), 16)] = match.group(2).strip()
    return found


def hand_made(text):
    """Rows of (module, kind, value, source)."""
    rows = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            rows.append(tuple(line.split("\t")))
            assert len(rows[-1]) == 4, line
    return rows


def file_in_package(package, ending):
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", package], stdout=subprocess.PIPE) as child:
        with tarfile.open(fileobj=child.stdout, mode="r|") as archive:
            for member in archive:
                if member.isfile() and member.name.endswith(ending):
                    content = archive.extractfile(member).read()
                    child.kill()
                    return content.decode("utf-8", "replace")
    raise FileNotFoundError(f"{package} has no {ending}")


def maintainers_in_package(package):
    """MAINTAINERS out of the archive of sources in a linux-source package."""
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", package], stdout=subprocess.PIPE) as child:
        with tarfile.open(fileobj=child.stdout, mode="r|") as outer:
            for member in outer:
                if re.search(r"/linux-source-[^/]*\.tar\.xz$", member.name):
                    with tarfile.open(fileobj=outer.extractfile(member), mode="r|xz") as inner:
                        for file in inner:
                            if re.fullmatch(r"[^/]+/MAINTAINERS", file.name):
                                content = inner.extractfile(file).read()
                                child.kill()
                                return content.decode("utf-8", "replace")
    raise FileNotFoundError(f"{package} has no MAINTAINERS")
