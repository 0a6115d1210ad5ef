#!/bin/bash
# Runs in the guest: lets the situation happen, waits until it is over, saves what the watcher left and
# what really happened, and powers off. /etc/vm-test names the situation.
exec </dev/null
out=/var/vm-test
mkdir -p "$out"
situation=$(</etc/vm-test)

uptime_is() { read -r now _ </proc/uptime; ((${now%.*} >= $1)); }
count() { grep -c "$1" /proc/vm_stall 2>/dev/null || true; }
# A device that comes: its driver was kept from it until now.
plug() { rm -f /etc/modprobe.d/vm-later.conf && echo 1 >/sys/bus/pci/rescan; }
unplug() { echo 1 >/sys/bus/pci/devices/0000:00:05.0/remove; }
# $1 seconds of about a thousand uevents a second, as far as the machine comes
storm() {
  local end=$((SECONDS + $1)) file
  while ((SECONDS < end)); do
    for file in /sys/class/tty/tty[0-9]*/uevent; do echo change >"$file"; done
    sleep 0.06
  done
}
# All but the last step of going to sleep: every process is frozen for some seconds.
freeze() {
  echo devices >/sys/power/pm_test && echo freeze >/sys/power/state
  echo none >/sys/power/pm_test
}
until_stall() { until (($(count ' phase=enter ') > 0)) || uptime_is 240; do sleep 1; done; }

case $situation in
reloaded)
  until_stall
  for _ in 1 2 3 4 5; do
    udevadm control --reload
    udevadm trigger
    sleep 6
  done
  udevadm trigger --action=add
  ;;
udevd-restarted)
  until_stall
  sleep 12
  systemctl restart systemd-udevd.service
  ;;
watch-restarted)
  until_stall
  sleep 14
  systemctl restart probe-doctor-watch.service
  sleep 25
  systemctl restart probe-doctor-watch.service
  ;;
hot-plugged)
  udevadm settle --timeout=120
  unplug
  sleep 10
  plug
  ;;
limit-lowered)
  udevadm settle --timeout=120
  unplug
  echo "event_timeout=$(</etc/vm-limit)" >>/etc/udev/udev.conf
  systemctl restart systemd-udevd.service
  sleep 10
  plug
  ;;
asleep)
  udevadm settle --timeout=120
  unplug
  udevadm trigger
  freeze
  udevadm settle --timeout=120
  plug
  until_stall
  sleep 4
  freeze
  ;;
udevd-crashed)
  until_stall
  sleep 12
  kill -KILL "$(systemctl show -p MainPID --value systemd-udevd.service)"
  ;;
queue-stopped)
  udevadm settle --timeout=120
  udevadm control --stop-exec-queue
  udevadm trigger
  sleep 75
  udevadm control --start-exec-queue
  ;;
storm)
  until_stall
  storm 20
  ;;
storm-clean)
  udevadm settle --timeout=120
  storm 20
  ;;
esac
[[ -e /proc/vm_stall ]] && until_stall
[[ $situation == slow-program ]] && until uptime_is 150; do sleep 1; done
quiet=0
until ((quiet >= 6)) || uptime_is 400; do
  (($(count '^inside ') > 0)) && quiet=0 || quiet=$((quiet + 1))
  sleep 1
done
udevadm settle --timeout=120
# The last diagnosis comes when the lines of the kill have had time to come.
sleep 20

watcher=$(systemctl show -p MainPID --value probe-doctor-watch.service)
switches() { awk '/^voluntary_ctxt/ { print $2 }' "/proc/$watcher/status"; }
before=$(switches)
sleep 15
echo "$(($(switches) - before))" >"$out/idle-wakeups"
awk '/^VmRSS/ { print $2 }' "/proc/$watcher/status" >"$out/rss-kib"
systemctl show -p CPUUsageNSec --value probe-doctor-watch.service >"$out/cpu-ns"
awk '{ print int($1) }' /proc/uptime >"$out/uptime"

cat /proc/vm_stall >"$out/stalls.txt" 2>/dev/null
cat /sys/kernel/tracing/trace >"$out/trace.txt"
probe-doctor --format json >"$out/diagnosis.json"
journalctl -b -o json -t probe-doctor >"$out/messages.json"
cp -a /var/lib/probe-doctor "$out/state"
cp /run/probe-doctor/probe-doctor.prom "$out/metrics.prom"
dmesg >"$out/dmesg.txt"
start=$(date +%s%N)
systemctl stop probe-doctor-watch.service
echo "$((($(date +%s%N) - start) / 1000000))" >"$out/stop-ms"
sync
systemctl poweroff
