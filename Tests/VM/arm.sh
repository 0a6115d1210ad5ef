#!/bin/sh
# Before udevd: what will stall, and a record of every SIGKILL and SIGABRT, by whom and to whom, that no
# log can lose. The kernel's command line is in every log: it says nothing of it.
mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null
cd /sys/kernel/tracing || exit 0
echo mono >trace_clock
echo 'sig==9 || sig==6' >events/signal/signal_generate/filter
echo 1 >events/signal/signal_generate/enable
[ -e /etc/modprobe.d/vm-stall.conf ] && modprobe vm_stall
exit 0
