"""From what the kernels say to one file of facts."""

import collections
import fnmatch
import re
import struct

import texts
from tables import Sets, Strings, compressed, hash64, hash_table, key_of, mixed, width_of

VERSION = 1
CORE = 0xFFFE  # stands for the kernel's image in a set of modules
MOST_CLAIMANTS = 6  # a function that more modules define says nothing

# Where, besides the beginning, what is fixed in a pattern of a bus may begin (see `anchored`).
STARTS = {"of": "C", "acpi": ":", "dmi": ":", "hid": "v", "pci": "b", "usb": "di", "pcmcia": "p"}

# Made from empty entries of a table: they would match every device.
NO_ALIASES = {"acpi*::*", "pnp:d*"}

# How long an anchor may be: up to vendor and device, for what follows is often not known to who asks.
IDS = {"pci": len("pci:v00000000d00000000sv"), "usb": len("usb:v0000p0000d")}

FIRMWARE_ENDINGS = (
    "bin fw ucode sfi ddc hex dat mbn mdt elf img ri ldc tplg dsp inf bts cld ldr pnvm hcd txt clm_blob "
    "txcap_blob jed rom eeprom cis itb seq bseq csp tlv wmfw bit out nffw bddata sbin hwm b00 ihex pkg pds"
).split()


class Compiler:
    def __init__(self, kernels, hand_made, maintainers, pci_ids, usb_ids):
        """`kernels`: (label such as "6.1-amd64", extract.Kernel), oldest first, at most eight."""
        assert len(kernels) <= 8
        self.kernels = kernels
        self.hand_made = hand_made
        self.maintainers = maintainers
        self.ids = {"pci": pci_ids, "usb": usb_ids}
        self.strings = Strings()
        self.strings.number("")
        self.sets = Sets()
        names = {name for _, kernel in kernels for name in kernel.modules}
        names |= {row[0] for row in hand_made}
        self.names = sorted(names)
        self.numbers = {name: number for number, name in enumerate(self.names)}

    def set_of(self, members):
        """The number of a set, given {name of a module, or "" for the kernel's image: mask}."""
        return self.sets.number({self.numbers[name] if name else CORE: mask for name, mask in members.items()})

    def each_module(self):
        for bit, (_, kernel) in enumerate(self.kernels):
            for name in sorted(kernel.modules):
                yield kernel, 1 << bit, name, kernel.modules[name]

    def gathered(self, pick):
        """{fact: {module: mask}} for the facts that `pick` yields for a module."""
        found = collections.defaultdict(dict)
        for _, mask, name, module in self.each_module():
            for fact in pick(name, module):
                claims = found[fact]
                claims[name] = claims.get(name, 0) | mask
        return found

    # One method a section.

    def kernel_section(self):
        rows = b""
        for label, kernel in self.kernels:
            version, architecture = label.rsplit("-", 1)
            major, minor = version.split(".")[:2]
            rows += struct.pack(
                "<HHII", int(major), int(minor), self.strings.number(architecture), self.strings.number(kernel.release)
            )
        return struct.pack("<I", len(self.kernels)) + rows

    def module_section(self):
        depended = collections.defaultdict(set)
        facts = {name: {"present": 0, "builtin": 0, "paths": [], "depends": [], "aliases": False, "drivers": []} for name in self.names}
        for _, mask, name, module in self.each_module():
            fact = facts[name]
            fact["present"] |= mask
            if module["builtin"]:
                fact["builtin"] |= mask
            if module["path"]:
                fact["paths"].append(module["path"])
            fact["depends"] += [other for other in module["depends"] if other in self.numbers]
            fact["drivers"] += module["drivers"]
            fact["aliases"] |= any(is_device(alias) for alias in module["aliases"])
            for other in module["depends"]:
                depended[other].add(name)
        rows, lists = bytearray(), []

        def listed(numbers):
            lists.append(numbers)
            return sum(1 + len(other) for other in lists[:-1])

        at = 0
        for name in self.names:
            fact = facts[name]
            path = fact["paths"][-1] if fact["paths"] else ""
            directory = re.sub(r"^kernel/", "", path).rpartition("/")[0]
            hand = next((row for row in self.hand_made if row[0] == name), None)
            if not directory and hand and hand[1] == "directory":
                directory = hand[2]
            depends = sorted({self.numbers[other] for other in fact["depends"]})
            drivers = [self.strings.number(driver) for driver in dict.fromkeys(fact["drivers"]) if name in self.drivers.get(driver, ())]
            library = bool(depended[name]) and not fact["aliases"] and not fact["drivers"]
            rows += struct.pack(
                "<IIIIBBBxII",
                self.strings.number(name),
                self.strings.number(directory),
                self.strings.number(self.mailing_lists(directory, name)),
                0,
                fact["present"],
                fact["builtin"],
                (1 if library else 0) | (2 if not fact["present"] else 0),
                at,
                at + 1 + len(depends),
            )
            for numbers in (depends, drivers):
                lists += [len(numbers), *numbers]
                at += 1 + len(numbers)
        return (
            struct.pack("<II", len(self.names), at) + bytes(rows) + struct.pack(f"<{at}I", *lists)
        )

    def mailing_lists(self, directory, module):
        return " ".join(self.maintainers.lists(directory, module))

    def directory_section(self):
        """Directories and their lists, in alphabetical order, for what is no module."""
        directories = set()
        for _, _, _, module in self.each_module():
            directory = re.sub(r"^kernel/", "", module["path"]).rpartition("/")[0]
            while directory:
                directories.add(directory)
                directory = directory.rpartition("/")[0]
        rows = b"".join(
            struct.pack("<II", self.strings.number(d), self.strings.number(self.mailing_lists(d, "")))
            for d in sorted(directories)
        )
        return struct.pack("<I", len(directories)) + rows

    def text_section(self):
        """Shapes of messages, in buckets by the hash of their anchors."""
        raw = collections.defaultdict(dict)
        for bit, (_, kernel) in enumerate(self.kernels):
            for name, module in kernel.modules.items():
                for text in module["texts"]:
                    raw[text][name] = raw[text].get(name, 0) | 1 << bit
            for text in kernel.builtin_texts:
                raw[text][""] = raw[text].get("", 0) | 1 << bit
        shapes = collections.defaultdict(dict)
        self.words = collections.Counter()
        for text in sorted(raw):
            if not is_message(text):
                continue
            claims = raw[text]
            for word in set(re.findall(r"[A-Za-z]{3,24}", texts.CONVERSION.sub(" ", text))):
                self.words[word.lower()] += 1
            shared = list(texts.formats(text, ""))
            for name, mask in claims.items():
                own = shared
                if name and ":" in text:
                    own = list(texts.formats(text, name))
                for shape in own:
                    members = shapes[shape]
                    members[name] = members.get(name, 0) | mask
        builtin = {name: 0 for name in self.names}
        for _, mask, name, module in self.each_module():
            if module["builtin"]:
                builtin[name] |= mask
        rows = []
        merged = collections.defaultdict(dict)
        plain = {}
        for shape, members in shapes.items():
            for name, mask in members.items():
                merged[shape[:-1]][name] = merged[shape[:-1]].get(name, 0) | mask
            plain[shape[:-1]] = plain.get(shape[:-1], True) and shape[-1]
        for shape in sorted(merged):
            anchor, before, after, count_before, count_after, starts, ends = shape
            members = dict(merged[shape])
            if "" in members:
                # The image has the text because the module is built in there.
                for name in members:
                    if name:
                        members[""] &= ~builtin[name]
                if not members[""]:
                    del members[""]
            number = self.set_of(members)
            assert number < 1 << 17
            word = (
                number | starts << 17 | ends << 18 | plain[shape] << 19 | len(before) << 20 | len(after) << 22
            )
            counts = (7 if count_before == texts.UNKNOWN_BEFORE or count_before > 6 else count_before) | min(count_after, 31) << 3
            key = mixed(hash64(" ".join(anchor).encode()))
            body = struct.pack("<I", word)[:3] + bytes((counts,))
            for piece in before + after:
                body += struct.pack("<H", (mixed(hash64(" ".join(piece).encode())) >> 52) | len(piece) << 12)
            rows.append((key, body))
        rows.sort()
        bits = 15
        starts, bucket, out = [], 0, bytearray()
        for key, body in rows:
            while bucket <= key >> (64 - bits):
                starts.append(len(out))
                bucket += 1
            out += struct.pack("<I", key >> (64 - bits - 24) & 0xFFFFFF)[:3] + body
        starts += [len(out)] * ((1 << bits) + 1 - len(starts))
        return struct.pack("<II", bits, len(rows)) + struct.pack(f"<{len(starts)}I", *starts) + bytes(out) + b"\0" * 8

    def function_section(self):
        found = self.gathered(lambda name, module: {function_name(f) for f in module["functions"]})
        for bit, (_, kernel) in enumerate(self.kernels):
            for function in {function_name(f) for f in kernel.builtin_functions}:
                found[function][""] = found[function].get("", 0) | 1 << bit
            for module, function in kernel.initcalls:
                if module in self.numbers:
                    found[function].pop("", None)
                    found[function][module] = found[function].get(module, 0) | 1 << bit
        pairs = []
        for function in sorted(found):
            members = found[function]
            if function and len(members) <= MOST_CLAIMANTS:
                for part in function.split("_"):
                    if re.fullmatch(r"[a-z]{3,24}", part):
                        self.words[part] += 0
                pairs.append((key_of(function), self.set_of(members)))
        return hash_table(pairs, 15, 17, width_of(max(value for _, value in pairs)))

    def alias_section(self):
        found = self.gathered(lambda name, module: set(module["aliases"]) - NO_ALIASES)
        # Aliases of what is built in are told from some version on only: they held before as well.
        built_in = collections.Counter()
        for _, mask, name, module in self.each_module():
            if module["builtin"] and not any(is_device(alias) for alias in module["aliases"]):
                built_in[name] |= mask
        for members in found.values():
            for name in members:
                members[name] |= built_in[name]
        for name, kind, value, _ in self.hand_made:
            if kind == "alias":
                found[value].setdefault(name, 0)
        rests, pairs = Strings(), []
        lengths = 0
        for pattern in sorted(found):
            anchor, rest = anchored(pattern)
            lengths |= 1 << min(len(anchor), 63)
            value = rests.number(rest) << 16 | self.set_of(found[pattern])
            pairs.append((key_of(anchor), value))
        rest_section = rests.section()
        table = hash_table(pairs, 13, 24, width_of(max(value for _, value in pairs)))
        return struct.pack("<II", len(rest_section), lengths & 0xFFFFFFFF) + rest_section, table

    def firmware_section(self):
        claims = collections.defaultdict(dict)

        def add(key, name, mask):
            claims[key][name] = claims[key].get(name, 0) | mask

        patterns = collections.defaultdict(dict)
        bases, places = collections.defaultdict(dict), collections.defaultdict(set)
        folders, stems = collections.defaultdict(collections.Counter), collections.defaultdict(collections.Counter)
        below, digitless = collections.defaultdict(set), {}
        for kernel, mask, name, module in self.each_module():
            literal = {f for f in module["firmware"]}
            asks = module["asks"] or bool(literal)
            if asks:
                add("@" + name, name, mask)
                add("/" + name, name, mask)
            # A driver that leaves the asking to a library names the file all the same.
            library = any(kernel.modules[other]["asks"] for other in module["depends"] if other in kernel.modules)
            for text in module["texts"]:
                # Others only hand the name on: then the folder must be in it.
                if is_firmware(text) and (asks or library or ("/" in text and "%" not in text)):
                    literal.add(texts.LEVEL.sub("", text))
            for file in literal:
                if "%" in file:
                    pattern = texts.CONVERSION.sub("*", file)
                    folder, _, base = pattern.rpartition("/")
                    if folder and not any(c.isalpha() for c in base.partition(".")[0]):
                        below[folder].add(name)
                    elif sum(c.isalpha() for c in pattern.rpartition(".")[0] or pattern) >= 3:
                        patterns[pattern][name] = patterns[pattern].get(name, 0) | mask
                elif "*" in file or "?" in file:
                    patterns[file][name] = patterns[file].get(name, 0) | mask
                else:
                    folder, _, base = file.rpartition("/")
                    add("=" + file, name, mask)
                    add("#" + numberless(file), name, mask)
                    if versionless(base) != base:
                        add("*" + versionless(base), name, mask)
                    bases[base][name] = bases[base].get(name, 0) | mask
                    places[base].add(folder)
                    digitless.setdefault(re.sub(r"\d+", "#", file), set()).add(name)
                    if file in module["firmware"]:
                        stems[stem(file)][name] += 1
                        folders[folder][name] += 1
                    while folder:
                        folder = folder.rpartition("/")[0]
                        below[folder].add(name)
        for base, members in bases.items():
            # `firmware.fw` is in many folders: there the name alone says nothing of who asks.
            kind = "," if len(places[base]) > 1 and len(members) > 1 else "."
            for name, mask in members.items():
                add(kind + base, name, mask)
        owners = {"~" + text: most_of(counter) for text, counter in stems.items() if text}
        owners |= {"/" + text: most_of(counter) for text, counter in folders.items() if text}
        # Another chip of a driver that alone has such names.
        owners |= {"%" + text: names for text, names in digitless.items() if "#" in text and len(names) == 1}
        for text, names in below.items():
            if text and (len(names) <= 2 or all(name.startswith(text.rpartition("/")[2]) for name in names)):
                owners["^" + text] = names
        for name, kind, value, _ in self.hand_made:
            if kind == "firmware":
                patterns[value].setdefault(name, 0)
        owned = collections.defaultdict(list)
        for key, names in owners.items():
            for name in names:
                owned[name].append(key)
        for _, mask, name, _ in self.each_module():
            for key in owned[name]:
                add(key, name, mask)
        pairs = [(key_of(key), self.set_of(members)) for key, members in sorted(claims.items()) if len(members) <= 12]
        table = hash_table(pairs, 11, 26, width_of(max(value for _, value in pairs)))
        rows = b"".join(
            struct.pack("<II", self.strings.number(pattern), self.set_of(members))
            for pattern, members in sorted(patterns.items())
        )
        return table, struct.pack("<I", len(patterns)) + rows

    def driver_section(self):
        """Names that a line may begin with → modules: drivers', and what the hand-made table has."""
        found = self.gathered(lambda name, module: module["drivers"])
        for name, kind, value, _ in self.hand_made:
            if kind == "prefix":
                found[value].setdefault(name, 0)
        self.drivers = {driver: members for driver, members in found.items() if len(members) <= 4 and not driver.isspace()}
        pairs = [(key_of(driver), self.set_of(members)) for driver, members in sorted(self.drivers.items())]
        return hash_table(pairs, 10, 28, width_of(max(value for _, value in pairs)))

    def word_section(self):
        for name in self.names:
            for part in re.findall(r"[a-z]{3,24}", name):
                self.words[part] += 1
        for driver in self.drivers:
            for part in re.findall(r"[a-z]{3,24}", driver.lower()):
                self.words[part] += 1
        pairs = [(key_of(word), min(count.bit_length(), 7)) for word, count in sorted(self.words.items())]
        return hash_table(pairs, 14, 16, 3)

    def id_sections(self):
        """Vendors and devices of PCI and USB, their names in one compressed table."""
        names = sorted({name for ids in self.ids.values() for entry in ids.values() for name in [entry[0], *entry[1].values()]})
        numbers = {name: number for number, name in enumerate(names)}
        symbols, offsets, coded = compressed(names)
        sections = {}
        for bus, ids in self.ids.items():
            vendors, devices = bytearray(), bytearray()
            count = 0
            for vendor, (name, products) in sorted(ids.items()):
                vendors += struct.pack("<HxxII", vendor, numbers[name], count)
                for product, title in sorted(products.items()):
                    devices += struct.pack("<HI", product, numbers[title])[:5]
                    count += 1
            vendors += struct.pack("<HxxII", 0xFFFF, 0, count)
            sections[bus] = struct.pack("<II", len(ids), count) + bytes(vendors) + bytes(devices) + b"\0" * 8
        block = struct.pack("<I", len(names))
        # Offsets of every eighth name; the names between are found by their lengths.
        lengths = bytes(min(offsets[i + 1] - offsets[i], 255) for i in range(len(names)))
        assert all(offsets[i + 1] - offsets[i] < 256 for i in range(len(names)))
        every = [offsets[i] for i in range(0, len(names), 8)]
        block += struct.pack(f"<{len(every)}I", *every) + lengths + coded
        return symbols, block, sections["pci"], sections["usb"]

    def file(self):
        drivers = self.driver_section()
        text = self.text_section()
        rests, aliases = self.alias_section()
        functions = self.function_section()
        firmware, patterns = self.firmware_section()
        symbols, names, pci, usb = self.id_sections()
        sections = [
            (1, self.kernel_section()),
            (2, self.module_section()),
            (3, self.directory_section()),
            (6, text),
            (7, functions),
            (8, rests),
            (9, aliases),
            (10, firmware),
            (11, patterns),
            (12, drivers),
            (13, self.word_section()),
            (14, symbols),
            (15, names),
            (16, pci),
            (17, usb),
        ]
        sections += [(4, self.strings.section()), (5, self.sets.section())]
        sections.sort()
        head = 16 + 12 * len(sections)
        table, body, at = b"", b"", (head + 15) & ~15
        for kind, content in sections:
            table += struct.pack("<III", kind, at, len(content))
            content += b"\0" * (-len(content) % 16)
            body += content
            at += len(content)
        header = b"KFACTS\r\n" + struct.pack("<HHI", VERSION, len(sections), at)
        return (header + table).ljust((head + 15) & ~15, b"\0") + body


def is_message(text):
    """Whether a string may be printed as a line: words with blanks between, or one behind a level mark."""
    if "REC->" in text or not any(c.isalpha() for c in text):
        return False
    return " " in text.strip() or bool(texts.LEVEL.match(text)) or "%" in text or "\n" in text


def is_firmware(text):
    if not 4 <= len(text) <= 80 or not re.fullmatch(r"[\w./%+*-]+", text):
        return False
    stem, dot, ending = text.rpartition(".")
    if dot and ending in FIRMWARE_ENDINGS and len(stem) >= 2:
        return True
    return "%" in text and bool(re.match(r"[a-z][\w-]{2,}/", text))


def numberless(file):
    """`iwlwifi-7265D-29.ucode` → `iwlwifi-7265D-#.ucode`: its last number, if that is a version's."""
    return re.sub(r"(?<=[-_.vr])\d+(?=\D*$)", "#", file)


def versionless(base):
    """`ibt-20-1-3.sfi` → `ibt-#-#-#.sfi`; but not what a chip is called by (`rtw8852c_fw.bin`)."""
    return re.sub(r"(?<=[-_.])([vr]?)\d+", r"\1#", base)


def most_of(counter):
    """Those who have nearly all of it between them, or nobody."""
    total = sum(counter.values())
    owners = {name for name, count in counter.items() if count >= 0.25 * total}
    return owners if sum(counter[name] for name in owners) >= 0.9 * total else set()


def stem(file):
    """What the names of one driver's files begin with."""
    base = file.rpartition("/")[2]
    match = re.match(r"([A-Za-z][A-Za-z0-9]{2,}?)[-_]", base)
    return match.group(1) if match and match.group(1) not in ("board", "boot", "firmware") else ""


def function_name(name):
    """Without what the compiler puts behind it; empty for what every module has."""
    name = name.split(".")[0]
    return "" if name in ("init_module", "cleanup_module") or not re.fullmatch(r"[A-Za-z_]\w+", name) else name


def is_device(alias):
    return ":" in alias and not alias.startswith(("fs-", "crypto", "net-", "devname", "char-major", "block-major", "dmi", "cpu:"))


def anchored(pattern):
    """What is fixed in a pattern, for its hash, and the rest: text before, a NUL, text behind.

    Fixed is the longest run without wildcards that begins where the reader looks: at the start, or at one of
    its bus's letters. `Sources/KernelFacts/Modalias.swift` knows the same letters.
    """
    bus = re.match(r"[^:*]*", pattern).group()
    ids = re.search(r"v[0-9A-F]{8}p[^*?\[]*", pattern) if bus == "hid" else None
    if ids:
        return ids.group(), pattern[: ids.start()] + "\0" + pattern[ids.end() :]
    best = None
    for match in re.finditer(r"[^*?\[\]]+", pattern):
        if in_class(pattern, match.start()):
            continue
        for at in range(match.start(), match.end()):
            if at == 0 or (at == match.start() and pattern[at] in STARTS.get(bus, "")):
                run = (match.end() - at, -at)
                if best is None or run > best:
                    best = run
    if best is None:
        return "", "\0" + pattern
    start, end = -best[1], best[0] - best[1]
    if start == 0 and bus in IDS:
        end = min(end, IDS[bus])
    return pattern[start:end], pattern[:start] + "\0" + pattern[end:]


def in_class(pattern, at):
    return pattern.count("[", 0, at) > pattern.count("]", 0, at)
