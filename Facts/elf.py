"""The little of ELF that a kernel module needs: sections, symbols, relocations, strings.

Little-endian ELF64 only, which is what amd64 and arm64 modules are. The file is not trusted to be
whole: whatever is out of range raises `Damaged`.
"""

import re
import struct

SHT_SYMTAB, SHT_RELA, SHT_NOBITS = 2, 4, 8
STT_OBJECT, STT_FUNC, STT_SECTION = 1, 2, 3

# NUL-terminated runs of what printk can be given; a level mark (SOH and a digit) may stand in front.
STRING = re.compile(rb"(?:\x01[0-7cd])?[\t\n\r\x20-\x7e]{3,1024}(?=\0)")

# Objects in .rodata that are names of functions or parameters, not words that anybody prints.
NOT_TEXT = re.compile(r"__(func|FUNCTION|PRETTY_FUNCTION)__|__param_str_|__UNIQUE_ID|str__|print_fmt_")


class Damaged(Exception):
    """Not an ELF file that this reader understands."""


class Module:
    """One relocatable object, a kernel module."""

    def __init__(self, data):
        if data[:4] != b"\x7fELF" or data[4] != 2 or data[5] != 1:
            raise Damaged("no little-endian ELF64")
        self.data = data
        offset, = struct.unpack_from("<Q", data, 0x28)
        size, count, names = struct.unpack_from("<HHH", data, 0x3A)
        if size != 64 or offset + 64 * count > len(data) or names >= count:
            raise Damaged("section table out of range")
        # (name offset, type, flags, address, offset, size, link, info, alignment, entry size)
        self.headers = [struct.unpack_from("<IIQQQQIIQQ", data, offset + 64 * i) for i in range(count)]
        table = self.content(names)
        self.names = [text_at(table, header[0]) for header in self.headers]
        self.symbols = []
        for index, header in enumerate(self.headers):
            if header[1] == SHT_SYMTAB:
                strings = self.content(header[6])
                for name, info, _, section, value, length in struct.iter_unpack(
                    "<IBBHQQ", self.content(index)
                ):
                    self.symbols.append((text_at(strings, name), info & 15, section, value, length))

    def content(self, index):
        """The bytes of a section."""
        header = self.headers[index]
        if header[1] == SHT_NOBITS:
            return b""
        if header[4] + header[5] > len(self.data):
            raise Damaged("section out of range")
        return self.data[header[4] : header[4] + header[5]]

    def modinfo(self):
        """The pairs of .modinfo, in their order."""
        for index, name in enumerate(self.names):
            if name == ".modinfo":
                return pairs(self.content(index))
        return []

    def texts(self):
        """Every string that may be printed, with the level mark in front where it has one."""
        found = set()
        for index, name in enumerate(self.names):
            if not name.startswith((".rodata", ".data", ".init.rodata", ".init.data")):
                continue
            hidden = sorted(
                (symbol[3], symbol[3] + symbol[4])
                for symbol in self.symbols
                if symbol[2] == index and symbol[1] == STT_OBJECT and NOT_TEXT.match(symbol[0])
            )
            content = self.content(index)
            for start, end in hidden:
                content = content[:start] + b"\0" * (min(end, len(content)) - start) + content[end:]
            found.update(strings(content))
        return found

    def functions(self):
        """The names of the functions that the module defines."""
        return {s[0] for s in self.symbols if s[1] == STT_FUNC and s[2] != 0 and not s[0].startswith(("__pfx_", "__cfi_"))}

    def wants(self):
        """The names of the symbols that it takes from elsewhere."""
        return {s[0] for s in self.symbols if s[2] == 0 and s[0]}

    def driver_names(self):
        """The identifiers that its objects called `…driver` or `…drv` point to, in order."""
        found = []
        for index, header in enumerate(self.headers):
            if header[1] != SHT_RELA or not self.names[header[7]].startswith(".data"):
                continue
            spans = [
                (s[3], s[3] + s[4])
                for s in self.symbols
                if s[1] == STT_OBJECT and s[2] == header[7] and re.search(r"driver|_drv\b|_drv$|^drv_", s[0])
            ]
            if not spans:
                continue
            content = self.content(index)
            for place, info, addend in struct.iter_unpack("<QQq", content[: len(content) // 24 * 24]):
                if not any(start <= place < end for start, end in spans):
                    continue
                symbol = self.symbols[info >> 32]
                if symbol[2] == 0 or symbol[2] >= len(self.names):
                    continue
                if not self.names[symbol[2]].startswith(".rodata"):
                    continue
                name = text_at(self.content(symbol[2]), symbol[3] + addend)
                if re.fullmatch(r"[A-Za-z0-9][\w.+/ -]{1,39}", name) and name not in found:
                    found.append(name)
        return found


def text_at(table, offset):
    """The string that begins at an offset of a string table."""
    if offset >= len(table) or offset < 0:
        return ""
    end = table.find(b"\0", offset)
    return table[offset : end if end >= 0 else len(table)].decode("utf-8", "replace")


def pairs(content):
    """`key=value` pairs between NULs."""
    found = []
    for item in content.split(b"\0"):
        if b"=" in item:
            key, value = item.split(b"=", 1)
            found.append((key.decode("utf-8", "replace"), value.decode("utf-8", "replace")))
    return found


def strings(content):
    """The strings of some bytes that begin where another ended."""
    for match in STRING.finditer(content):
        start = match.start()
        if start == 0 or content[start - 1] == 0:
            yield match.group().decode("ascii")


def is_driver(symbol):
    """Whether an object of that name describes a driver, going by how drivers are written."""
    return bool(re.search(r"driver|_drv$|^drv_", symbol)) and not re.search(r"attr|_dai|dai_|_ops$|param", symbol)
