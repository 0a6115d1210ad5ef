/*
 * libsystemd's journal and hardware database, as Swift sees them.
 *
 * It is loaded by the first call that opens a journal or a database or sends something: those answer
 * -ELIBACC if it is not there.
 */
#pragma once
#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-daemon.h>
#include <systemd/sd-hwdb.h>
#include <systemd/sd-id128.h>
#include <systemd/sd-journal.h>

/* Why the journal's functions cannot be used, as the dynamic linker says it; NULL if they can. */
const char *pd_systemd_absence(void);
