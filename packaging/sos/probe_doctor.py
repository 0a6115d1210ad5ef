from sos.report.plugins import Plugin, IndependentPlugin, RedHatPlugin, DebianPlugin, UbuntuPlugin


# sos 4.0 knows no plugin that is independent of the distribution.
class ProbeDoctor(Plugin, IndependentPlugin, RedHatPlugin, DebianPlugin, UbuntuPlugin):
    """The diagnosis of this boot and of the one before it, and what the watch has kept. Names are not
    replaced: that is for sos itself (--clean), which does it the same way in all of its report.
    """

    short_desc = 'Device workers that systemd-udevd killed'
    plugin_name = 'probe_doctor'
    profiles = ('system', 'hardware', 'boot', 'storage')
    packages = ('probe-doctor',)
    commands = ('probe-doctor',)

    def setup(self):
        self.add_copy_spec(['/var/lib/probe-doctor', '/run/probe-doctor'])
        for boot in ('0', '-1'):
            self.add_cmd_output(f'probe-doctor --boot={boot} --color=never', timeout=120)
        self.add_cmd_output(
            'probe-doctor --boot=0 --format=ndjson', suggest_filename='findings.ndjson', timeout=120)
