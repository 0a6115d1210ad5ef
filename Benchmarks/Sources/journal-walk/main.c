/*
 * Bare walks over what an index offers: what libsystemd itself takes. They stand here because no
 * command does only that, journalctl prints; and in C, for what starts before main() would else be a
 * good part of it.
 *
 *     journal-walk DIRECTORY MATCH ...
 *         the entries of a directory that have one of these fields
 *     journal-walk --around TEXT SECONDS DIRECTORY SPEAKER MATCH
 *         the entries of the speaker; around each whose message has the text, those of both, file by
 *         file
 *     journal-walk --fields ...
 *         and looks at all fields of those around
 */
#define _GNU_SOURCE
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-journal.h>

struct span {
  sd_id128_t boot;
  uint64_t from, to;
};

static int walk_all(const char *directory, char **matches) {
  sd_journal *journal;
  if (sd_journal_open_directory(&journal, directory, 0) < 0) return 1;
  for (; *matches; matches++) sd_journal_add_match(journal, *matches, 0);
  unsigned long entries = 0;
  while (sd_journal_next(journal) > 0) entries++;
  printf("%lu\n", entries);
  return 0;
}

static unsigned long walk_span(
    sd_journal *journal, const struct span *span, const char *match, int with_fields) {
  unsigned long entries = 0;
  sd_journal_flush_matches(journal);
  sd_journal_add_match(journal, match, 0);
  sd_journal_seek_monotonic_usec(journal, span->boot, span->from);
  while (sd_journal_next(journal) > 0) {
    uint64_t time;
    sd_id128_t boot;
    if (sd_journal_get_monotonic_usec(journal, &time, &boot) < 0 || time > span->to) break;
    entries++;
    const void *data;
    size_t size;
    sd_journal_restart_data(journal);
    while (with_fields && sd_journal_enumerate_data(journal, &data, &size) > 0) {}
  }
  return entries;
}

/* The spans are in the order of the file; those that touch become one. */
static void add(struct span *spans, size_t *count, struct span span) {
  struct span *last = *count ? &spans[*count - 1] : NULL;
  if (last && sd_id128_equal(last->boot, span.boot) && last->to >= span.from)
    last->to = span.to;
  else
    spans[(*count)++] = span;
}

static unsigned long walk_around(
    const char *file, const char *text, uint64_t distance, char **matches, int with_fields) {
  const char *paths[] = {file, NULL};
  sd_journal *journal;
  if (sd_journal_open_files(&journal, paths, 0) < 0) return 0;
  sd_journal_add_match(journal, matches[0], 0);
  static struct span spans[1 << 16];
  size_t count = 0;
  unsigned long entries = 0;
  while (sd_journal_next(journal) > 0 && count < sizeof spans / sizeof spans[0]) {
    entries++;
    const void *data;
    size_t size;
    struct span span;
    uint64_t time;
    if (sd_journal_get_data(journal, "MESSAGE", &data, &size) < 0) continue;
    if (!memmem(data, size, text, strlen(text))) continue;
    if (sd_journal_get_monotonic_usec(journal, &time, &span.boot) < 0) continue;
    span.from = time > distance ? time - distance : 0;
    span.to = time + distance;
    add(spans, &count, span);
  }
  for (size_t i = 0; i < count; i++)
    for (char **match = matches; *match; match++)
      entries += walk_span(journal, &spans[i], *match, with_fields);
  sd_journal_close(journal);
  return entries;
}

int main(int count, char **arguments) {
  int with_fields = count > 1 && !strcmp(arguments[1], "--fields");
  if (with_fields) count--, arguments++;
  if (count > 2 && strcmp(arguments[1], "--around")) return walk_all(arguments[1], arguments + 2);
  if (count < 6) return 1;
  uint64_t distance = strtoull(arguments[3], NULL, 10) * 1000000;
  char pattern[4096];
  snprintf(pattern, sizeof pattern, "%s/*.journal", arguments[4]);
  glob_t files;
  if (glob(pattern, 0, NULL, &files)) return 1;
  unsigned long entries = 0;
  for (size_t i = 0; i < files.gl_pathc; i++)
    entries +=
        walk_around(files.gl_pathv[i], arguments[2], distance, arguments + 5, with_fields);
  printf("%lu\n", entries);
  return 0;
}
