"""What one kernel's packages say, as plain values."""

import lzma
import re
import struct
import subprocess
import tarfile
import zlib

import elf

FIRMWARE_CALLS = re.compile(r"request_firmware|firmware_request|request_partial_firmware|snd_sof_|fw_upload")


class Kernel:
    """The facts of one kernel: a version on one architecture."""

    def __init__(self):
        self.release = ""
        self.modules = {}  # name → fact
        self.builtin_texts = set()
        self.builtin_functions = set()
        self.initcalls = []  # (module, function)


def fact(path, builtin):
    return {
        "path": path, "builtin": builtin, "aliases": [], "depends": [], "firmware": [],
        "texts": set(), "functions": set(), "drivers": [], "asks": False,
    }  # fmt: skip


def module_name(path):
    """`kernel/drivers/scsi/mpt3sas/mpt3sas.ko.xz` → `mpt3sas`; hyphens become underscores."""
    return re.sub(r"\.ko(\.\w+)?$", "", path.rsplit("/", 1)[-1]).replace("-", "_")


def package_files(package):
    """Name and content of each file of a Debian package that is of use here."""
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", package], stdout=subprocess.PIPE) as child:
        with tarfile.open(fileobj=child.stdout, mode="r|") as archive:
            for member in archive:
                if member.isfile() and wanted(member.name):
                    yield member.name, archive.extractfile(member).read()


def wanted(name):
    return bool(
        re.search(r"\.ko(\.\w+)?$|/modules\.builtin(\.modinfo)?$|/vmlinuz", name)
    )


def unpacked(data):
    """Undoes what a single file was compressed with."""
    if data[:6] == b"\xfd7zXZ\0":
        return lzma.decompress(data)
    if data[:2] == b"\x1f\x8b":
        return zlib.decompressobj(31).decompress(data)
    if data[:4] == b"\x28\xb5\x2f\xfd":
        return subprocess.run(["zstd", "-dcq"], input=data, capture_output=True).stdout
    return data


def read(packages):
    """Reads the packages that hold one kernel."""
    kernel = Kernel()
    image = None
    modinfo = builtin = b""
    for package in packages:
        for name, data in package_files(package):
            place = re.search(r"modules/([^/]+)/(.*)$", name)
            if place:
                kernel.release = place.group(1)
            if "/vmlinuz" in name:
                image = data
            elif name.endswith("modules.builtin"):
                builtin = data
            elif name.endswith("modules.builtin.modinfo"):
                modinfo = data
            elif place:
                add_module(kernel, place.group(2), unpacked(data))
    add_builtin(kernel, builtin.decode(), modinfo)
    add_image(kernel, image)
    return kernel


def add_module(kernel, path, data):
    name = module_name(path)
    module = elf.Module(data)
    entry = fact(re.sub(r"\.(xz|zst|gz)$", "", path), False)
    for key, value in module.modinfo():
        add_pair(entry, key, value)
    entry["texts"] = module.texts()
    entry["functions"] = module.functions()
    entry["drivers"] = module.driver_names()
    entry["asks"] = any(FIRMWARE_CALLS.match(symbol) for symbol in module.wants())
    kernel.modules[name] = entry


def add_pair(entry, key, value):
    if key == "alias":
        entry["aliases"].append(value)
    elif key == "depends":
        entry["depends"] = [word.replace("-", "_") for word in value.split(",") if word]
    elif key == "firmware":
        entry["firmware"].append(value)


def add_builtin(kernel, listing, modinfo):
    for path in listing.split():
        kernel.modules.setdefault(module_name(path), fact(path, True))
    for key, value in elf.pairs(modinfo):
        name, _, key = key.partition(".")
        name = name.replace("-", "_")
        if key == "file":
            continue
        entry = kernel.modules.setdefault(name, fact("", True))
        if entry["builtin"]:
            add_pair(entry, key, value)


def add_image(kernel, image):
    """Strings and symbols of what is built in. Debian ships no map of symbols: kallsyms is in the image."""
    data = unpacked(image)
    if data[:4] != b"\x7fELF":
        data = decompressed_image(data)
    for name in symbols_of(data):
        kind, name = name[0], name[1:]
        if kind in "tTwW" and not name.startswith(("__pfx_", "__cfi_")):
            kernel.builtin_functions.add(name)
        match = re.match(r"__initcall__kmod_(\w+?)__\d+_\d+_(\w+?)(?:\ds?|early|rootfs|con)$", name)
        if match:
            kernel.initcalls.append((match.group(1), match.group(2)))
    if data[:4] == b"\x7fELF":
        kernel.builtin_texts = elf.Module(data).texts()
    else:
        kernel.builtin_texts = set(elf.strings(data))


def symbols_of(data):
    """The names in kallsyms' tables, each with its type's letter in front (kernel/kallsyms.c)."""
    digits = b"".join(b"%d\0" % digit for digit in range(10))
    at = data.find(digits)
    while at >= 0:
        names = symbols_at(data, at)
        if names:
            return names
        at = data.find(digits, at + 1)
    raise ValueError("the image holds no kallsyms")


def symbols_at(data, digits):
    # The table of tokens: 256 strings; the digits stand at their own codes, from 48.
    table = digits
    for _ in range(48):
        table = data.rfind(b"\0", 0, table - 1) + 1
    tokens = [token.decode("latin-1") for token in data[table : table + 8192].split(b"\0")[:256]]
    if len(tokens) < 256 or not any(len(token) > 2 for token in tokens):
        return None
    # The names stand before it, their number in front of them. Versions differ in what else is between.
    first = max(table - (1 << 24), 0) & ~7
    words = struct.unpack_from(f"<{(table - first) // 4}I", data, first)
    for index in range(len(words) - 1, -1, -1):
        if 20_000 < words[index] < 2_000_000:
            for start in (first + 4 * index + 4, first + 4 * index + 8):
                names = expanded(data, start, words[index], tokens, table)
                if names:
                    return names
    return None


def expanded(data, at, number, tokens, end):
    names = []
    for _ in range(number):
        if at >= end - 2:
            return None
        length = data[at]
        at += 1
        if length >= 128:
            length = (length & 127) | data[at] << 7
            at += 1
        name = "".join([tokens[code] for code in data[at : at + length]])
        if len(name) < 2 or name[0] not in "tTrRdDbBaAwWvVuUnNiI?":
            return None
        names.append(name)
        at += length
    # The markers follow: where every 256th name begins, from 0.
    for place in ((at + 3) & ~3, (at + 7) & ~7):
        zero, second = struct.unpack_from("<II", data, place)
        if zero == 0 and 512 < second < 256 * 128:
            return names
    return None


def decompressed_image(data):
    """Finds what a self-extracting image holds: the longest stream that unpacks."""
    best = data if b"Linux version " in data else b""
    for mark in (b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"\x1f\x8b\x08"):
        at = data.find(mark)
        while at >= 0:
            try:
                if mark[0] == 0xFD:
                    found = lzma.LZMADecompressor().decompress(data[at:])
                elif mark[0] == 0x28:
                    found = unpacked(data[at:])
                else:
                    found = zlib.decompressobj(31).decompress(data[at:])
            except (lzma.LZMAError, zlib.error):
                found = b""
            if len(found) > max(len(best), 1 << 22):
                best = found
                return best
            at = data.find(mark, at + 1)
    if not best:
        raise ValueError("the kernel's image could not be unpacked")
    return best
