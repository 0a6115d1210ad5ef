#include "arguments.h"

static int count;
static char **words;

/* glibc gives main's arguments to constructors, too (_dl_init in elf/dl-init.c). */
__attribute__((constructor)) static void remember(int argc, char **argv) {
  count = argc;
  words = argv;
}

int pd_argument_count(void) { return count; }

const char *pd_argument(int number) { return words[number]; }
