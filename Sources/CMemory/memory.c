#define _GNU_SOURCE
#include "memory.h"

#include <link.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int release_code(struct dl_phdr_info *info, size_t size, void *context) {
  (void)size;
  uintptr_t page = (uintptr_t)*(long *)context;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *header = &info->dlpi_phdr[i];
    if (header->p_type != PT_LOAD || !(header->p_flags & PF_X) || (header->p_flags & PF_W)) continue;
    uintptr_t start = info->dlpi_addr + header->p_vaddr;
    uintptr_t end = (start + header->p_memsz) & ~(page - 1);
    start = (start + page - 1) & ~(page - 1);
    if (start < end) madvise((void *)start, end - start, MADV_DONTNEED);
  }
  return 0;
}

void pd_memory_release(void) {
  long page = sysconf(_SC_PAGESIZE);
  malloc_trim(0);
  dl_iterate_phdr(release_code, &page);
}

void pd_memory_release_files(void) {
  FILE *maps = fopen("/proc/self/maps", "re");
  if (!maps) return;
  char line[512];
  while (fgets(line, sizeof line, maps)) {
    unsigned long start, end;
    char mode[5];
    /* Of a long line the rest is no line of its own, but does not look like one either. */
    if (sscanf(line, "%lx-%lx %4s ", &start, &end, mode) != 3 || strcmp(mode, "r--s")) continue;
    madvise((void *)start, end - start, MADV_DONTNEED);
  }
  fclose(maps);
}

void pd_memory_keep_none(void) { mallopt(M_MMAP_THRESHOLD, 128 << 10); }
