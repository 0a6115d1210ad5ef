#define _GNU_SOURCE
#include "fork.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
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

pid_t pd_spawn(char *const *arguments, char *const *environment, int *output) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) return -1;
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  pid_t child = fork();
  if (child == 0) {
    /* Between fork and exec only what signal-safety(7) allows. */
    struct sigaction usual = {.sa_handler = SIG_DFL};
    for (int signal = 1; signal < 32; signal++) sigaction(signal, &usual, NULL);
    int nothing = open("/dev/null", O_RDWR);
    if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(ends[1], STDOUT_FILENO) < 0 ||
        dup2(nothing, STDERR_FILENO) < 0 || chdir("/") < 0)
      _exit(127);
    closefrom(3);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(arguments[0], arguments, environment);
    _exit(127);
  }
  int failure = errno;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  close(ends[1]);
  if (child < 0) close(ends[0]);
  else *output = ends[0];
  errno = failure;
  return child;
}
