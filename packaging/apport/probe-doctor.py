"""apport's hook for reports on probe-doctor itself."""

from probe_doctor_apport import attach_probe_doctor


def add_info(report, ui):
    attach_probe_doctor(report)
