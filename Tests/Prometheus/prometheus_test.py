#!/usr/bin/env python3
"""prometheus_test.py PROGRAM: the watch's metrics, the alert rules and every query of the dashboard, against
Debian's Prometheus that has scraped Debian's node exporter with our file. Skipped, with a word, where they
are not installed (apt-get install prometheus prometheus-node-exporter; or $PROMETHEUS_BIN names a folder)."""
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

PACKAGING = pathlib.Path(__file__).resolve().parents[2] / "packaging" / "prometheus"
SAMPLES = """probe_doctor_kills_total{driver="acme_daq",cause="event-timeout"} 1
probe_doctor_warnings_total{driver="acme_daq",cause="event-timeout"} 2
probe_doctor_event_longest_seconds{driver="acme_daq"} 181.5
"""


def tool(name):
    return shutil.which(name, path=os.environ.get("PROMETHEUS_BIN", "") + ":" + os.environ["PATH"])


def port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def get(address):
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.read().decode()


def expressions():
    rules = (PACKAGING / "alerts.yml").read_text()
    yield from re.findall(r"^ *expr: (.*)$", rules, re.M)
    for panel in json.loads((PACKAGING / "dashboard.json").read_text())["panels"]:
        for target in panel["targets"]:
            yield target["expr"].replace("$__rate_interval", "1m").replace("$instance", ".*")


def main():
    tools = {name: tool(name) for name in ("promtool", "prometheus", "prometheus-node-exporter")}
    if missing := [name for name, path in tools.items() if not path]:
        print(f"prometheus_test is skipped: there is no {', '.join(missing)} here "
              "(apt-get install prometheus prometheus-node-exporter).", file=sys.stderr)
        return
    run = [tools["promtool"], "check", "rules", str(PACKAGING / "alerts.yml")]
    subprocess.run(run, check=True, capture_output=True)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        metrics = folder / "probe-doctor.prom"
        subprocess.run(
            [sys.argv[1], "watch", "--quiet", "--timeout", "1s", "--metrics", str(metrics),
             "--state-directory", str(folder / "state")], stderr=subprocess.DEVNULL)
        assert metrics.stat().st_mode & 0o044 == 0o044, "the node exporter's user cannot read it"
        # what no machine shows that is well
        text = metrics.read_text()
        for sample in SAMPLES.splitlines():
            family = sample.split("{")[0]
            text = re.sub(rf"(# TYPE {family} .*\n)", lambda found: found[1] + sample + "\n", text)
            assert sample in text, f"there is no {family}"
        metrics.write_text(text)
        subprocess.run([tools["promtool"], "check", "metrics"], input=text.encode(), check=True)
        exporter, prometheus = port(), port()
        (folder / "prometheus.yml").write_text(
            "global: {scrape_interval: 1s, evaluation_interval: 1s}\n"
            f"rule_files: ['{PACKAGING}/alerts.yml']\n"
            "scrape_configs: [{job_name: node, static_configs: "
            f"[{{targets: ['127.0.0.1:{exporter}']}}]}}]\n")
        servers = [
            subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for command in (
                [tools["prometheus-node-exporter"], "--collector.disable-defaults",
                 "--collector.textfile", f"--collector.textfile.directory={folder}",
                 f"--web.listen-address=127.0.0.1:{exporter}"],
                [tools["prometheus"], f"--config.file={folder}/prometheus.yml",
                 f"--storage.tsdb.path={folder}/data", f"--web.listen-address=127.0.0.1:{prometheus}"])]
        try:
            api = f"http://127.0.0.1:{prometheus}/api/v1/"

            def query(expression):
                return json.loads(get(api + "query?" + urllib.parse.urlencode({"query": expression})))

            end = time.time() + 60
            while True:
                try:
                    if query("probe_doctor_kills_total")["data"]["result"]:
                        break
                except OSError:
                    pass
                assert time.time() < end, "nothing was scraped"
                time.sleep(0.5)
            count = 0
            for expression in expressions():
                assert query(expression)["status"] == "success", expression
                count += 1
            time.sleep(3)
            alerts = json.loads(get(api + "alerts"))["data"]["alerts"]
            names = {alert["labels"]["alertname"] for alert in alerts}
            assert {"DeviceWorkerKilled", "DeviceEventsSlow"} <= names, names
            print(f"prometheus_test: {count} expressions, and the alerts fire: {', '.join(sorted(names))}")
        finally:
            for server in servers:
                server.kill()
                server.wait()


main()
