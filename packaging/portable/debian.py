"""Fetches packages from the archives of Debian and Ubuntu, checks them, and unpacks them into a folder."""

import hashlib
import lzma
import os
import re
import subprocess
import sys
import urllib.request

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Facts"))
import packages


class Missing(Exception):
    """What cannot be had, in a sentence."""


def mirror(name):
    """Where a distribution's archive is: as DEBIAN_MIRROR or UBUNTU_MIRROR says, or as apt on this machine has it."""
    given = os.environ.get(f"{name.upper()}_MIRROR")
    known = [address for address, _ in packages.apt_sources() if re.search(rf"/{name}/?$", address)]
    if not given and not known:
        raise Missing(f"apt has no archive of {name} here; {name.upper()}_MIRROR may name one")
    return (given or known[0]).rstrip("/")


def read(url):
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return answer.read()
    except OSError as error:
        raise Missing(f"{url}: {error}") from error


def fetch(url, sha256, folder):
    """The file of this checksum, from the folder or from the archive."""
    path = os.path.join(folder, os.path.basename(url))
    if not os.path.exists(path) or checksum(path) != sha256:
        os.makedirs(folder, exist_ok=True)
        data = read(url)
        if hashlib.sha256(data).hexdigest() != sha256:
            raise Missing(f"{url}: is not the file of checksum {sha256}")
        with open(path, "wb") as file:
            file.write(data)
    return path


def checksum(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def unpack(package, root):
    os.makedirs(root, exist_ok=True)
    for name in ("bin", "lib", "lib64", "sbin"):
        # one tree below /usr, which packages of today take for granted
        if not os.path.lexists(os.path.join(root, name)):
            os.makedirs(os.path.join(root, "usr", name), exist_ok=True)
            os.symlink(f"usr/{name}", os.path.join(root, name))
    subprocess.run(["dpkg-deb", "-x", package, root], check=True)


def keep_links_inside(root):
    """What points to the root of a file system is to stay in this one."""
    for place, folders, files in os.walk(root):
        for name in folders + files:
            link = os.path.join(place, name)
            if os.path.islink(link) and os.readlink(link).startswith("/"):
                target = os.path.relpath(root + os.readlink(link), place)
                os.remove(link)
                os.symlink(target, link)


class Suite:
    """The packages of a suite, as its index has them."""

    def __init__(self, distribution, suite, architecture="amd64", components=("main",)):
        self.archive = archive = mirror(distribution)
        self.packages = {}
        for component in components:
            index = read(f"{archive}/dists/{suite}/{component}/binary-{architecture}/Packages.xz")
            for block in lzma.decompress(index).decode().split("\n\n"):
                fields = dict(re.findall(r"^([A-Z][\w-]*): (.*)$", block, re.M))
                if fields:
                    self.packages.setdefault(fields["Package"], fields)

    def closure(self, names):
        """The packages and all that they depend on, the first of each choice."""
        wanted, found = list(names), {}
        while wanted:
            name = wanted.pop()
            if name in found or name not in self.packages:
                continue
            fields = self.packages[name]
            found[name] = fields
            depends = ", ".join(fields.get(key, "") for key in ("Pre-Depends", "Depends"))
            for choice in depends.split(","):
                names = [part.split()[0].split(":")[0] for part in choice.split("|") if part.strip()]
                if names and not any(name in found for name in names):
                    wanted.append(next((name for name in names if name in self.packages), names[0]))
        return found

    def install(self, names, root, cache):
        for fields in self.closure(names).values():
            unpack(fetch(f"{self.archive}/{fields['Filename']}", fields["SHA256"], cache), root)
