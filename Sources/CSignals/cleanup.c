#define _GNU_SOURCE
#include "cleanup.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* Shared with children, so that their parent can clean up after them. */
static struct directory {
  /* 0 is free, 1 is being filled in, 2 counts. */
  atomic_int state;
  atomic_uint files;
  pid_t owner;
  char path[PATH_MAX];
} *directories;

/* Those that end a process, and that it may have been sent or have brought upon itself by a limit. */
static const int signals[] = {SIGINT,  SIGTERM, SIGHUP,  SIGQUIT, SIGALRM,
                              SIGXFSZ, SIGXCPU, SIGUSR1, SIGUSR2, SIGVTALRM};
enum { SIGNALS = sizeof signals / sizeof signals[0] };

static size_t write_decimal(char *to, unsigned number) {
  char digits[12];
  size_t count = 0;
  do {
    digits[count++] = (char)('0' + number % 10);
    number /= 10;
  } while (number);
  for (size_t i = 0; i < count; i++) to[i] = digits[count - 1 - i];
  return count;
}

/* All, or those of one process. */
static void remove_directories(pid_t owner) {
  for (int i = 0; directories && i < PD_DIRECTORIES; i++) {
    if (atomic_load(&directories[i].state) != 2) continue;
    if (owner && directories[i].owner != owner) continue;
    char path[PATH_MAX + 16];
    size_t length = strlen(directories[i].path);
    memcpy(path, directories[i].path, length);
    path[length] = '/';
    for (unsigned file = atomic_load(&directories[i].files); file > 0; file--) {
      size_t digits = write_decimal(path + length + 1, file);
      path[length + 1 + digits] = 0;
      unlink(path);
    }
    rmdir(directories[i].path);
    if (owner) atomic_store(&directories[i].state, 0);
  }
}

/* Files that are being written under a name of their own; of this process alone. */
static struct draft {
  atomic_int state;
  pid_t owner;
  int folder;
  char name[NAME_MAX + 1];
} drafts[PD_DRAFTS];

static void remove_drafts(void) {
  for (int i = 0; i < PD_DRAFTS; i++)
    if (atomic_load(&drafts[i].state) == 2 && drafts[i].owner == getpid())
      unlinkat(drafts[i].folder, drafts[i].name, 0);
}

/* Whether this is a child: then what its parent has made is its parent's. */
static int is_child;

/* Those of this process that may still make a directory, or a file in one. */
static _Atomic pid_t children[PD_CHILDREN];

static void replace_child(pid_t from, pid_t to) {
  for (int i = 0; i < PD_CHILDREN; i++) {
    pid_t expected = from;
    if (atomic_compare_exchange_strong(&children[i], &expected, to)) return;
  }
}

void pd_children_add(pid_t child) { replace_child(0, child); }

void pd_children_remove(pid_t child) {
  replace_child(child, 0);
  remove_directories(child);
}

void pd_children_forget(void) {
  is_child = 1;
  for (int i = 0; i < PD_CHILDREN; i++) atomic_store(&children[i], 0);
}

/* One that hangs in the kernel is not waited for: it makes no file either. */
static void end_children(void) {
  int left = 0;
  for (int i = 0; i < PD_CHILDREN; i++) {
    if (children[i] && kill(children[i], SIGKILL) < 0) children[i] = 0;
    if (children[i]) left++;
  }
  for (int wait = 0; left && wait < 100; wait++) {
    for (int i = 0; i < PD_CHILDREN; i++) {
      if (!children[i] || waitpid(children[i], NULL, WNOHANG) == 0) continue;
      children[i] = 0;
      left--;
    }
    if (left) poll(NULL, 0, 1);
  }
}

static void remove_all(int signal) {
  end_children();
  remove_drafts();
  remove_directories(is_child ? getpid() : 0);
  /* SA_RESETHAND and SA_NODEFER: this time it ends the process, as whoever waits for it expects. */
  raise(signal);
}

static void handle_signals(void) {
  for (int i = 0; i < SIGNALS; i++) {
    struct sigaction action;
    if (sigaction(signals[i], NULL, &action) < 0) continue;
    if ((action.sa_flags & SA_SIGINFO) || action.sa_handler != SIG_DFL) continue;
    memset(&action, 0, sizeof action);
    action.sa_handler = remove_all;
    action.sa_flags = SA_RESETHAND | SA_NODEFER;
    sigemptyset(&action.sa_mask);
    sigaction(signals[i], &action, NULL);
  }
}

/* To be called before there is a child, and again where that was not done. */
static void share_directories(void) {
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&lock);
  if (!directories) {
    void *pages = mmap(NULL, PD_DIRECTORIES * sizeof *directories, PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (pages != MAP_FAILED) directories = pages;
  }
  pthread_mutex_unlock(&lock);
}

void pd_directory_prepare(void) {
  share_directories();
  handle_signals();
}

int pd_draft_add(int folder, const char *name) {
  if (strlen(name) > NAME_MAX) return PD_DRAFTS;
  handle_signals();
  for (int i = 0; i < PD_DRAFTS; i++) {
    int expected = 0;
    if (!atomic_compare_exchange_strong(&drafts[i].state, &expected, 1)) continue;
    drafts[i].owner = getpid();
    drafts[i].folder = folder;
    strcpy(drafts[i].name, name);
    atomic_store(&drafts[i].state, 2);
    return i;
  }
  return PD_DRAFTS;
}

void pd_draft_forget(int number) {
  if (number >= 0 && number < PD_DRAFTS) atomic_store(&drafts[number].state, 0);
}

int pd_directory_make(char *pattern) {
  sigset_t blocked, before;
  sigemptyset(&blocked);
  for (int i = 0; i < SIGNALS; i++) sigaddset(&blocked, signals[i]);
  pthread_sigmask(SIG_BLOCK, &blocked, &before);

  int number = PD_DIRECTORIES, error = 0;
  share_directories();
  if (!mkdtemp(pattern)) {
    number = -1;
    error = errno;
  } else if (strlen(pattern) < PATH_MAX) {
    handle_signals();
    for (int i = 0; directories && i < PD_DIRECTORIES; i++) {
      int expected = 0;
      if (!atomic_compare_exchange_strong(&directories[i].state, &expected, 1)) continue;
      strcpy(directories[i].path, pattern);
      directories[i].owner = getpid();
      atomic_store(&directories[i].files, 0);
      atomic_store(&directories[i].state, 2);
      number = i;
      break;
    }
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  errno = error;
  return number;
}

void pd_directory_holds(int number, unsigned files) {
  if (number >= 0 && number < PD_DIRECTORIES && directories) atomic_store(&directories[number].files, files);
}

void pd_directory_forget(int number) {
  if (number >= 0 && number < PD_DIRECTORIES && directories) atomic_store(&directories[number].state, 0);
}
