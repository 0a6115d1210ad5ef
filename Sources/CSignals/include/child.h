/*
 * A child process that does the reading, for libsystemd may abort on a damaged file, or not come
 * to an end; and what it is at, so that its parent knows which file that was.
 */
#pragma once
#include <sys/types.h>

/*
 * fork(2), if that is safe: the child of a process with several threads could wait forever for a
 * lock that another thread held. Returns -1 where it is not, or not possible. The child dies with
 * its parent, leaves no core dump, and is silent: libsystemd tells of an assertion on stderr.
 */
pid_t pd_child_fork(void);

/* The child: from now on file `number` is being read. Elsewhere it does nothing. */
void pd_child_reads(unsigned number);

/* The child: something was done. */
void pd_child_steps(void);

/* The parent: the file that the last child was at, or -1. */
long pd_child_file(void);

/* The parent: a number that changes as long as the last child gets on. */
unsigned pd_child_progress(void);

/* The parent: removes the directories that a child which is dead has made (cleanup.h). */
void pd_child_clean(pid_t child);
