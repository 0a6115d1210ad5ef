#define _GNU_SOURCE
#include "child.h"
#include "cleanup.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

/* What a child is at. It alone writes to it; a cache line of its own, for steps are many. */
struct child {
  alignas(64) atomic_long file;
  atomic_uint steps;
};

/* Shared by the parent and all children. */
static struct watch {
  struct child children[PD_CHILDREN];
  alignas(64) atomic_uint taken;
} *watch;
/* A child's own place in it; null elsewhere. */
static struct child *self;

static int share(void) {
  if (watch) return 1;
  void *page = mmap(NULL, sizeof *watch, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return 0;
  watch = page;
  for (int i = 0; i < PD_CHILDREN; i++) atomic_store(&watch->children[i].file, -1);
  return 1;
}

static int has_one_thread(void) {
  DIR *tasks = opendir("/proc/self/task");
  if (!tasks) return 0;
  int count = 0;
  for (struct dirent *task; (task = readdir(tasks));) count += task->d_name[0] != '.';
  closedir(tasks);
  return count == 1;
}

void pd_child_share(void) {
  if (share()) atomic_store(&watch->taken, 0);
}

pid_t pd_child_fork(int number) {
  if (!has_one_thread() || !share()) return -1;
  atomic_store(&watch->children[number].file, -1);
  pd_directory_prepare();
  pid_t parent = getpid();
  pid_t child = fork();
  if (child != 0) return child;

  self = &watch->children[number];
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  prctl(PR_SET_DUMPABLE, 0);
  int silent = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (silent >= 0) dup2(silent, STDERR_FILENO);
  return 0;
}

long pd_child_take(unsigned count) {
  if (!self) return -1;
  unsigned taken = atomic_fetch_add(&watch->taken, 1);
  return taken < count ? (long)taken : -1;
}

void pd_child_reads(unsigned file) {
  if (self) atomic_store(&self->file, file);
}

void pd_child_steps(void) {
  if (!self) return;
  unsigned steps = atomic_load_explicit(&self->steps, memory_order_relaxed);
  atomic_store_explicit(&self->steps, steps + 1, memory_order_relaxed);
}

long pd_child_file(int number) { return watch ? atomic_load(&watch->children[number].file) : -1; }

unsigned pd_child_progress(void) {
  unsigned steps = 0;
  for (int i = 0; watch && i < PD_CHILDREN; i++) steps += atomic_load(&watch->children[i].steps);
  return steps;
}
