#define _GNU_SOURCE
#include "fork.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

static int has_one_thread(void) {
  DIR *tasks = opendir("/proc/self/task");
  if (!tasks) return 0;
  int count = 0;
  for (struct dirent *task; (task = readdir(tasks));) count += task->d_name[0] != '.';
  closedir(tasks);
  if (count != 1) errno = EDEADLK;
  return count == 1;
}

pid_t pd_fork(void) {
  if (!has_one_thread()) return -1;
  pid_t parent = getpid();
  pid_t child = fork();
  if (child != 0) return child;

  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  prctl(PR_SET_DUMPABLE, 0);
  int silent = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (silent >= 0) dup2(silent, STDERR_FILENO);
  return 0;
}

void pd_fork_isolate(int keep) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  if (keep != 3) dup2(keep, 3);
  closefrom(4);
}
