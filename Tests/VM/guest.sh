#!/bin/bash
# Runs in the guest: waits until both workers are killed and the slow probe has ended, saves what the
# watcher left, and powers off.
exec </dev/null
out=/var/vm-test
mkdir -p "$out"

uptime_is() { read -r now _ </proc/uptime; ((${now%.*} >= $1)); }
until { dmesg | grep -q 'vm_lockhold.*: ready' && dmesg | grep -q 'probe of .* failed\|probe with driver .* failed'; } ||
  uptime_is 300; do
  sleep 1
done
# The last diagnosis comes when the lines of the kill have had time to come.
sleep 25

watcher=$(systemctl show -p MainPID --value probe-doctor-watch.service)
switches() { awk '/^voluntary_ctxt/ { print $2 }' "/proc/$watcher/status"; }
before=$(switches)
sleep 20
echo "$(($(switches) - before))" >"$out/idle-wakeups"
awk '/^VmRSS/ { print $2 }' "/proc/$watcher/status" >"$out/rss-kib"

probe-doctor --format json >"$out/diagnosis.json"
probe-doctor >"$out/diagnosis.txt"
journalctl -b -o export -t probe-doctor >"$out/messages.export"
journalctl -b -x -t probe-doctor >"$out/messages.txt"
cp -a /var/lib/probe-doctor "$out/state"
cp /run/probe-doctor/probe-doctor.prom "$out/metrics.prom"
systemctl status probe-doctor-watch.service --no-pager >"$out/status.txt"
dmesg >"$out/dmesg.txt"
start=$(date +%s%N)
systemctl stop probe-doctor-watch.service
echo "$((($(date +%s%N) - start) / 1000000))" >"$out/stop-ms"
sync
systemctl poweroff
