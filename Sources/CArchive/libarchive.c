#include "libarchive.h"

#include <loader.h>

#define MAKERS(F)                                          \
  F(struct archive *, archive_read_new, (void), (), NULL)  \
  F(struct archive *, archive_write_new, (void), (), NULL) \
  F(struct archive_entry *, archive_entry_new, (void), (), NULL)

#define ARCHIVE struct archive *a
#define ENTRY struct archive_entry *e
#define OTHERS(F)                                                                              \
  F(const char *, archive_error_string, (ARCHIVE), (a))                                        \
  /* Reading */                                                                                \
  F(int, archive_read_append_filter, (ARCHIVE, int code), (a, code))                           \
  F(int, archive_read_support_format_empty, (ARCHIVE), (a))                                    \
  F(int, archive_read_support_format_raw, (ARCHIVE), (a))                                      \
  F(int, archive_read_support_format_tar, (ARCHIVE), (a))                                      \
  F(int, archive_read_support_format_zip, (ARCHIVE), (a))                                      \
  F(int, archive_read_set_callback_data, (ARCHIVE, void *data), (a, data))                     \
  F(int, archive_read_set_read_callback, (ARCHIVE, archive_read_callback *read), (a, read))    \
  F(int, archive_read_set_seek_callback, (ARCHIVE, archive_seek_callback *seek), (a, seek))    \
  F(int, archive_read_open1, (ARCHIVE), (a))                                                   \
  F(int, archive_read_next_header, (ARCHIVE, struct archive_entry **e), (a, e))                \
  F(int, archive_read_data_block,                                                              \
    (ARCHIVE, const void **data, size_t *size, la_int64_t *offset), (a, data, size, offset))   \
  F(la_int64_t, archive_filter_bytes, (ARCHIVE, int filter), (a, filter))                      \
  F(int, archive_read_free, (ARCHIVE), (a))                                                    \
  /* Writing */                                                                                \
  F(int, archive_write_add_filter_by_name, (ARCHIVE, const char *name), (a, name))             \
  F(int, archive_write_set_format_mtree, (ARCHIVE), (a))                                       \
  F(int, archive_write_set_format_pax_restricted, (ARCHIVE), (a))                              \
  F(int, archive_write_set_bytes_in_last_block, (ARCHIVE, int count), (a, count))              \
  F(int, archive_write_set_options, (ARCHIVE, const char *options), (a, options))              \
  F(int, archive_write_open,                                                                   \
    (ARCHIVE, void *data, archive_open_callback *open, archive_write_callback *write,          \
     archive_close_callback *close),                                                           \
    (a, data, open, write, close))                                                             \
  F(int, archive_write_open_memory,                                                            \
    (ARCHIVE, void *buffer, size_t size, size_t *used), (a, buffer, size, used))               \
  F(int, archive_write_header, (ARCHIVE, ENTRY), (a, e))                                       \
  F(la_ssize_t, archive_write_data, (ARCHIVE, const void *data, size_t size), (a, data, size)) \
  F(int, archive_write_close, (ARCHIVE), (a))                                                  \
  F(int, archive_write_free, (ARCHIVE), (a))                                                   \
  /* Members */                                                                                \
  F(mode_t, archive_entry_filetype, (ENTRY), (e))                                              \
  F(const char *, archive_entry_hardlink, (ENTRY), (e))                                        \
  F(const char *, archive_entry_pathname, (ENTRY), (e))                                        \
  F(const char *, archive_entry_pathname_utf8, (ENTRY), (e))                                   \
  F(la_int64_t, archive_entry_size, (ENTRY), (e))                                              \
  F(const char *, archive_entry_symlink, (ENTRY), (e))                                         \
  F(void, archive_entry_set_filetype, (ENTRY, unsigned type), (e, type))                       \
  F(void, archive_entry_set_mtime, (ENTRY, time_t time, long rest), (e, time, rest))           \
  F(void, archive_entry_set_pathname, (ENTRY, const char *name), (e, name))                    \
  F(void, archive_entry_set_pathname_utf8, (ENTRY, const char *name), (e, name))               \
  F(void, archive_entry_set_perm, (ENTRY, mode_t mode), (e, mode))                             \
  F(void, archive_entry_set_size, (ENTRY, la_int64_t size), (e, size))                         \
  F(void, archive_entry_free, (ENTRY), (e))

/* All of libarchive 3 has this number: its CMakeLists.txt works it out. */
_Static_assert(ARCHIVE_VERSION_NUMBER / 1000000 == 3, "libarchive.so.13 is libarchive 3");
PD_LIBRARY("libarchive.so.13", MAKERS, OTHERS)

const char *pd_archive_absence(void) { return pd_library_absence(&library); }
