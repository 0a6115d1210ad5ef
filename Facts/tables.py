"""The parts that a file of facts is made of. `Sources/KernelFacts/FactsFile.swift` reads them.

Everything is little-endian and made in a fixed order: the same input gives the same bytes.
"""

import struct

MASK64 = (1 << 64) - 1


def hash64(data, state=0xCBF29CE484222325):
    """FNV-1a; `mixed` spreads the result."""
    for byte in data:
        state = ((state ^ byte) * 0x100000001B3) & MASK64
    return state


def mixed(state):
    """The finalizer of MurmurHash3, for FNV's upper bits alone are poor."""
    state ^= state >> 33
    state = state * 0xFF51AFD7ED558CCD & MASK64
    state ^= state >> 33
    state = state * 0xC4CEB9FE1A85EC53 & MASK64
    return state ^ state >> 33


def key_of(text):
    return mixed(hash64(text.encode()))


def width_of(number):
    return max(number.bit_length(), 1)


def packed(values, width):
    """Numbers of `width` bits one behind the other, lowest bit first, with eight bytes to spare."""
    out, pending, bits = bytearray(), 0, 0
    for value in values:
        pending |= value << bits
        bits += width
        while bits >= 8:
            out.append(pending & 255)
            pending >>= 8
            bits -= 8
    if bits:
        out.append(pending)
    return bytes(out) + b"\0" * 8


def hash_table(pairs, bucket_bits, print_bits, value_bits):
    """(64-bit key, value) pairs, found again by the key's upper bits; keys themselves are not kept.

    The upper `bucket_bits` choose a bucket, the next `print_bits` are stored. A key that is not in it is
    found all the same once in 2^(bucket_bits + print_bits) / number of pairs.
    """
    rows = set()
    for key, value in pairs:
        assert value < 1 << value_bits
        head = key >> (64 - bucket_bits - print_bits)
        rows.add((head, value))
    rows = sorted(rows)
    starts, bucket = [], 0
    for index, (head, _) in enumerate(rows):
        while bucket <= head >> print_bits:
            starts.append(index)
            bucket += 1
    starts += [len(rows)] * ((1 << bucket_bits) + 1 - len(starts))
    low = (1 << print_bits) - 1
    entries = packed(((head & low) | value << print_bits for head, value in rows), print_bits + value_bits)
    return (
        struct.pack("<BBBxI", bucket_bits, print_bits, value_bits, len(rows))
        + struct.pack(f"<{len(starts)}I", *starts)
        + entries
    )


class Strings:
    """Texts, each once, found by number."""

    def __init__(self):
        self.numbers, self.list = {}, []

    def number(self, text):
        if text not in self.numbers:
            self.numbers[text] = len(self.list)
            self.list.append(text)
        return self.numbers[text]

    def section(self):
        encoded = [text.encode() for text in self.list]
        at, offsets = 0, [0]
        for text in encoded:
            at += len(text)
            offsets.append(at)
        return struct.pack("<I", len(encoded)) + struct.pack(f"<{len(offsets)}I", *offsets) + b"".join(encoded)


class Sets:
    """Sets of modules, each with the kernels in which it belongs to the set."""

    MOST = 16

    def __init__(self):
        self.numbers, self.list = {}, []

    def number(self, members):
        """`members`: {module number: bit mask of kernels}. More than MOST are cut; the reader is told."""
        key = tuple(sorted(members.items()))
        if key not in self.numbers:
            self.numbers[key] = len(self.list)
            self.list.append(key)
        return self.numbers[key]

    def section(self):
        offsets, entries = [0], bytearray()
        for key in self.list:
            for module, mask in key[: self.MOST]:
                entries += struct.pack("<HB", module, mask)
            if len(key) > self.MOST:
                entries += struct.pack("<HB", 0xFFFF, 0)
            offsets.append(len(entries) // 3)
        return (
            struct.pack("<I", len(self.list))
            + struct.pack(f"<{len(offsets)}I", *offsets)
            + bytes(entries)
        )


def symbols_for(texts, limit=255):
    """The strings of two to eight bytes that shorten these texts most (a plain form of FSST)."""
    sample = texts[:: max(1, len(texts) // 6000)]
    table = []
    for _ in range(5):
        counts = {}
        coded = {symbol: True for symbol in table}
        longest = max((len(symbol) for symbol in table), default=1)
        for text in sample:
            at, last = 0, None
            while at < len(text):
                for length in range(min(longest, len(text) - at), 0, -1):
                    piece = text[at : at + length]
                    if length == 1 or piece in coded:
                        break
                counts[piece] = counts.get(piece, 0) + 1
                if last is not None and len(last) + len(piece) <= 8:
                    pair = last + piece
                    counts[pair] = counts.get(pair, 0) + 1
                last = piece
                at += len(piece)
        ranked = sorted(counts, key=lambda piece: (-counts[piece] * (len(piece) if len(piece) > 1 else 1), piece))
        table = ranked[:limit]
    return table


def compressed(texts):
    """A table of symbols, then each text as their numbers; 255 stands before a byte that has none."""
    encoded = [text.encode() for text in texts]
    table = symbols_for(sorted(encoded))
    code = {symbol: index for index, symbol in enumerate(table)}
    longest = max(map(len, table))
    out, offsets = bytearray(), [0]
    for text in encoded:
        at = 0
        while at < len(text):
            for length in range(min(longest, len(text) - at), 0, -1):
                number = code.get(text[at : at + length])
                if number is not None:
                    out.append(number)
                    at += length
                    break
            else:
                out += bytes((255, text[at]))
                at += 1
        offsets.append(len(out))
    symbols = b"".join(bytes((len(symbol),)) + symbol.ljust(8, b"\0") for symbol in table)
    return struct.pack("<I", len(table)) + symbols, offsets, bytes(out)
