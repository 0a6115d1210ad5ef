#include "systemd.h"

#include <errno.h>
#include <loader.h>

#define MAKERS(F)                                                                               \
  F(int, sd_journal_open, (sd_journal **journal, int flags), (journal, flags), -ELIBACC)        \
  F(int, sd_journal_open_files, (sd_journal **journal, const char **paths, int flags),          \
    (journal, paths, flags), -ELIBACC)                                                          \
  F(int, sd_journal_sendv, (const struct iovec *fields, int count), (fields, count), -ELIBACC)  \
  F(int, sd_notify, (int unset, const char *state), (unset, state), -ELIBACC)

#define JOURNAL sd_journal *j
#define OTHERS(F)                                                                                 \
  F(void, sd_journal_close, (JOURNAL), (j))                                                       \
  F(int, sd_journal_set_data_threshold, (JOURNAL, size_t size), (j, size))                        \
  /* Matches */                                                                                   \
  F(int, sd_journal_add_match, (JOURNAL, const void *data, size_t size), (j, data, size))         \
  F(int, sd_journal_add_conjunction, (JOURNAL), (j))                                              \
  F(int, sd_journal_add_disjunction, (JOURNAL), (j))                                              \
  F(void, sd_journal_flush_matches, (JOURNAL), (j))                                               \
  /* Position */                                                                                  \
  F(int, sd_journal_next, (JOURNAL), (j))                                                         \
  F(int, sd_journal_previous, (JOURNAL), (j))                                                     \
  F(int, sd_journal_seek_head, (JOURNAL), (j))                                                    \
  F(int, sd_journal_seek_tail, (JOURNAL), (j))                                                    \
  F(int, sd_journal_seek_monotonic_usec, (JOURNAL, sd_id128_t boot, uint64_t usec),               \
    (j, boot, usec))                                                                              \
  F(int, sd_journal_seek_cursor, (JOURNAL, const char *cursor), (j, cursor))                      \
  F(int, sd_journal_get_cursor, (JOURNAL, char **cursor), (j, cursor))                            \
  F(int, sd_journal_test_cursor, (JOURNAL, const char *cursor), (j, cursor))                      \
  /* The current entry */                                                                         \
  F(int, sd_journal_get_realtime_usec, (JOURNAL, uint64_t *usec), (j, usec))                      \
  F(int, sd_journal_get_monotonic_usec, (JOURNAL, uint64_t *usec, sd_id128_t *boot),              \
    (j, usec, boot))                                                                              \
  F(int, sd_journal_get_data, (JOURNAL, const char *field, const void **data, size_t *size),      \
    (j, field, data, size))                                                                       \
  F(int, sd_journal_enumerate_data, (JOURNAL, const void **data, size_t *size), (j, data, size))  \
  F(void, sd_journal_restart_data, (JOURNAL), (j))                                                \
  /* The file as a whole */                                                                       \
  F(int, sd_journal_query_unique, (JOURNAL, const char *field), (j, field))                       \
  F(int, sd_journal_enumerate_unique, (JOURNAL, const void **data, size_t *size),                 \
    (j, data, size))                                                                              \
  F(int, sd_journal_get_cutoff_realtime_usec, (JOURNAL, uint64_t *from, uint64_t *to),            \
    (j, from, to))                                                                                \
  /* Following */                                                                                 \
  F(int, sd_journal_get_fd, (JOURNAL), (j))                                                       \
  F(int, sd_journal_get_events, (JOURNAL), (j))                                                   \
  F(int, sd_journal_get_timeout, (JOURNAL, uint64_t *usec), (j, usec))                            \
  F(int, sd_journal_process, (JOURNAL), (j))

/* It has had this number since systemd 183, and all of these functions since 209. */
PD_LIBRARY("libsystemd.so.0", MAKERS, OTHERS)

const char *pd_systemd_absence(void) { return pd_library_absence(&library); }
