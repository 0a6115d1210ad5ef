/*
 * Signals as something to poll for: signalfd(2) and its header are not among what Swift's Glibc has.
 */
#pragma once

/*
 * From now on SIGTERM, SIGINT, SIGHUP and SIGCHLD are not delivered but can be read. Returns a
 * descriptor to poll for input, or -1 and errno.
 */
int pd_signals_open(void);

/* The next of them, or 0 if there is none. */
int pd_signals_next(int descriptor);
