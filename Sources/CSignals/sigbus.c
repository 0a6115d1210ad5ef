#define _GNU_SOURCE
#include "sigbus.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static atomic_uint count;
static long page_size;

static void replace_page(int signal, siginfo_t *info, void *context) {
  (void)context;
  uintptr_t page = (uintptr_t)info->si_addr & ~((uintptr_t)page_size - 1);
  /* The memory itself may be broken, or the kernel say nothing: then it is no file of ours. */
  if (info->si_code == BUS_ADRERR && page &&
      mmap((void *)page, (size_t)page_size, PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == (void *)page) {
    atomic_fetch_add(&count, 1);
    return;
  }
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = SIG_DFL;
  sigaction(signal, &action, NULL);
  raise(signal);
}

void pd_sigbus_survive(void) {
  struct sigaction action;
  if (sigaction(SIGBUS, NULL, &action) < 0) return;
  if ((action.sa_flags & SA_SIGINFO) || action.sa_handler != SIG_DFL) return;
  page_size = sysconf(_SC_PAGESIZE);
  memset(&action, 0, sizeof action);
  action.sa_sigaction = replace_page;
  action.sa_flags = SA_SIGINFO;
  sigemptyset(&action.sa_mask);
  sigaction(SIGBUS, &action, NULL);
}

unsigned pd_sigbus_count(void) { return atomic_load(&count); }
