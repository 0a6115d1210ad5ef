#!/bin/bash
# Puts probe-doctor into the initrd.

check() {
    require_binaries probe-doctor || return 1
    return 0
}

install() {
    local program
    program=$(find_binary probe-doctor)
    inst "$program" /usr/lib/probe-doctor/probe-doctor
    inst_script /usr/lib/probe-doctor/initrd /usr/bin/probe-doctor
    # These are loaded when there is a journal, or a compressed one: no program asks for them.
    inst_libdir_file 'libsystemd.so.0*' 'libzstd.so.1*' 'liblz4.so.1*' 'liblzma.so.5*'
    inst_multiple -o timeout
    inst_hook emergency 50 "$moddir/emergency.sh"
    if dracut_module_included systemd; then
        inst_simple "$moddir/probe-doctor-watch.service" "$systemdsystemunitdir/probe-doctor-watch.service"
        $SYSTEMCTL -q --root "$initdir" add-wants sysinit.target probe-doctor-watch.service
    fi
}
