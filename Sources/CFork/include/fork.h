/* Child processes that go on from where they are: fork(2) is not among what Swift's Glibc has. */
#pragma once
#include <sys/types.h>

/*
 * fork(2), if that is safe: the child of a process with several threads could wait forever for a
 * lock that another thread held. Returns -1 where it is not, or not possible. The child dies with
 * its parent, leaves no core dump, and is silent: libsystemd tells of an assertion on stderr.
 */
pid_t pd_fork(void);

/*
 * A child made by pd_fork: signals are delivered again, `keep` becomes descriptor 3, and all above
 * it are closed, so that the child keeps none of its parent's sockets open.
 */
void pd_fork_isolate(int keep);

/*
 * Starts a program, with nothing of ours but what is given: descriptors, signals, environment and
 * folder are new. What it writes to standard output can be read from `output`. Returns its process, or
 * -1 and errno; what execve(2) fails with shows as exit status 127.
 */
pid_t pd_spawn(char *const *arguments, char *const *environment, int *output);
