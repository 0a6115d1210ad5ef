/*
 * Reading on where a mapped file has become shorter.
 *
 * journald truncates its files when it puts them away, and libsystemd's readers die of SIGBUS then
 * (systemd issue 33277). A library cannot install a signal handler, so each program has to:
 * journalctl does, with systemd's src/basic/sigbus.c, whose idea this is.
 */
#pragma once

/*
 * From now on a page that is not there any more reads as zeros, unless the process has a handler of
 * its own. Further calls do nothing.
 */
void pd_sigbus_survive(void);

/* How many such pages there were. */
unsigned pd_sigbus_count(void);
