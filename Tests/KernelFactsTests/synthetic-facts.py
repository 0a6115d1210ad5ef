"""Writes a small file of facts from made-up kernels: `synthetic-facts.py OUTPUT`.

Modules are handed over in an order that Python's hash seed chooses, as sets are: the file must not depend on it.
"""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Facts"))

import compile as compiler
import extract
import sources

MAINTAINERS = """\
ACME DATA ACQUISITION
L:\tacme-daq@lists.example.org
L:\tlinux-kernel@vger.kernel.org
F:\tdrivers/acme/daq*

ACME
L:\tacme@lists.example.org (subscribers-only)
F:\tdrivers/acme/
X:\tdrivers/acme/old/
"""


def module(path, builtin=False, **facts):
    entry = extract.fact(path, builtin)
    for key, value in facts.items():
        entry[key] = set(value) if key in ("texts", "functions") else value
    return entry


def kernel(release, modules, **image):
    made = extract.Kernel()
    made.release = release
    made.modules = {name: modules[name] for name in {*modules}}
    made.builtin_texts = set(image.get("texts", ()))
    made.builtin_functions = set(image.get("functions", ()))
    return made


def main(output):
    core = module(
        "kernel/drivers/acme/acme_core.ko",
        texts=["\x013link lost after %d tries, shelf %s\n", "%s: board says nothing at all\n"],
        functions=["acme_core_wait", "acme_common"],
    )
    daq = module(
        "kernel/drivers/acme/daq_main.ko",
        aliases=["pci:v00001234d00000001sv*sd*bc*sc*i*", "acpi*:ACME0001:*"],
        depends=["acme_core"],
        firmware=["acme/daq-3.fw"],
        texts=["\x013link lost after %d tries, shelf %s\n", "calibration of channel %d failed: %d\n", "acme/daq-%s.bin"],
        functions=["daq_probe", "acme_common.isra.0"],
        drivers=["acme-daq"],
        asks=True,
    )
    cards = {
        name: module(
            f"kernel/drivers/acme/old/{name}.ko",
            aliases=["pci:v00001234d*sv*sd*bc*sc*i*"],
            texts=["both cards print this sentence\n", f"only {name} prints this sentence\n"],
            functions=[f"{name}_probe"],
        )
        for name in ("card_a", "card_b")
    }
    older = kernel("5.10.0-1-amd64", {"acme_core": core, "daq_main": daq, **cards}, texts=["\x016booting the shelf now\n"])
    built_in = module("kernel/drivers/acme/acme_core.ko", builtin=True)
    newer = kernel(
        "6.1.0-1-amd64",
        {"acme_core": built_in, "daq_main": {**daq, "depends": []}},
        texts=["\x013link lost after %d tries, shelf %s\n"],
        functions=["start_kernel"],
    )
    hand_made = sources.hand_made("outsider\tprefix\tOUTS\tnowhere\noutsider\talias\tpci:v00005678d*sv*sd*bc*sc*i*\tnowhere\n")
    pci = sources.ids("1234  Acme Corporation\n\t0001  Data Acquisition Board\n\t\t1234 0002  Another\nC 01  Storage\n\t06  SATA\n")
    usb = sources.ids("0abc  Acme Corporation\n\t0002  Émetteur\n")
    content = compiler.Compiler(
        [("5.10-amd64", older), ("6.1-amd64", newer)], hand_made, sources.Maintainers(MAINTAINERS), pci, usb
    ).file()
    with open(output, "wb") as file:
        file.write(content)


main(sys.argv[1])
