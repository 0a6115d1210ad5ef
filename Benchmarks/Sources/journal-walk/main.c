/*
 * A bare walk over the entries of a directory that an index offers: what libsystemd itself takes.
 * It stands here because no command does only that, journalctl prints; and in C, for what starts
 * before main() would else be a good part of it.
 *
 *     journal-walk DIRECTORY FIELD=VALUE ...
 */
#include <stdio.h>
#include <string.h>
#include <systemd/sd-journal.h>

int main(int count, char **arguments) {
  sd_journal *journal;
  if (count < 3 || sd_journal_open_directory(&journal, arguments[1], 0) < 0) return 1;
  for (int i = 2; i < count; i++) sd_journal_add_match(journal, arguments[i], strlen(arguments[i]));
  unsigned long entries = 0;
  while (sd_journal_next(journal) > 0) entries++;
  printf("%lu\n", entries);
  return 0;
}
