#include "systemd.h"

#include <errno.h>
#include <loader.h>

#define MAKERS(F) F(int, sd_hwdb_new, (sd_hwdb **database), (database), -ELIBACC)

#define OTHERS(F)                                                                          \
  F(sd_hwdb *, sd_hwdb_unref, (sd_hwdb *database), (database))                             \
  F(int, sd_hwdb_get,                                                                      \
    (sd_hwdb *database, const char *modalias, const char *key, const char **value),        \
    (database, modalias, key, value))

/* Apart from the journal, for it is public since systemd 240 only. */
PD_LIBRARY("libsystemd.so.0", MAKERS, OTHERS)
