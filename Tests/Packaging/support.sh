# What the tests of the integrations share. Sourced with the program as the first argument.
set -euo pipefail
program=$1
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
packaging=$project/packaging
# A log with a kill, whose culprit is vortex_fc, and a journal's export with one, of acme_daq.
recording=$project/Tests/Fixtures/demo.log
recorded_export=$project/Tests/Fixtures/export/bookworm-s-default-180.export
work=$(mktemp -d "${TMPDIR:-/tmp}/packaging.XXXXXX")
chmod 755 "$work"
remove=("$work")
trap 'rm -rf "${remove[@]}"' EXIT

skip() {
  echo "  skipped: $*"
  exit 77
}

# need COMMAND PACKAGE...: installs the packages where the command is not there.
need() {
  PATH=$PATH:/usr/sbin:/sbin
  command -v "$1" >/dev/null && return
  "$project/.ci/need" "${@:2}" >&2 || true
  command -v "$1" >/dev/null || skip "there is no $1 here, and it cannot be installed from ${*:2}"
}

check() {
  local what=$1
  shift
  if "$@" >"$work/said" 2>&1; then
    echo "  ok      $what"
  else
    echo "  FAILED  $what"
    sed 's/^/          /' "$work/said" | tail -n 20
    exit 1
  fi
}

# Puts a probe-doctor where every program looks for it, which finds the recording where the journal would
# be read. Until the test ends.
recorded_machine() {
  ((EUID == 0)) || skip "it needs root"
  local path=/usr/local/bin/probe-doctor
  [[ ! -e $path ]] || skip "there is a $path already"
  remove+=("$path")
  cat >"$path" <<END
#!/bin/sh
case " \$* " in *" --version "*) exec $program --version ;; esac
exec $program "\$@" $recording
END
  chmod 755 "$path"
}
