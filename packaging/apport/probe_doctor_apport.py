"""What probe-doctor says of a boot, for the hooks of apport that other packages have.

from probe_doctor_apport import attach_probe_doctor
def add_info(report, ui): attach_probe_doctor(report)
"""

import subprocess


def attach_probe_doctor(report, *arguments):
    """Adds the diagnosis as ProbeDoctor and ProbeDoctorFindings, of the boot or of what is named.

    Names, addresses and serial numbers of the machine are replaced. Returns whether udevd killed a worker.
    """
    arguments = ["--redact", *(arguments or ("--boot", "0"))]
    text = _said("--color", "never", *arguments)
    if text is None:
        return False
    report["ProbeDoctor"] = text.stdout or text.stderr
    found = text.returncode == 1
    if found:
        report["ProbeDoctorFindings"] = _said("--format", "ndjson", *arguments).stdout
        tags = report.get("Tags", "").split()
        report["Tags"] = " ".join([*tags, "udevd-killed-worker"])
    return found


def _said(*arguments):
    try:
        return subprocess.run(
            ["probe-doctor", *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
