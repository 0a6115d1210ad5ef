/*
 * libarchive, which unpacks all formats at once, as Swift sees it.
 *
 * It is loaded by the first call of archive_read_new or archive_write_new, which return NULL if it
 * is not there.
 */
#pragma once
#include <archive.h>
#include <archive_entry.h>

/* Why libarchive cannot be used, as the dynamic linker says it; NULL if it can. Loads it. */
const char *pd_archive_absence(void);
