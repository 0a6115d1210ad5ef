/*
 * Child processes that do the reading, for libsystemd may abort on a damaged file, or not come to
 * an end; and what each is at, so that the parent knows which file that was.
 */
#pragma once
#include <sys/types.h>

/* How many there can be at a time. */
enum { PD_CHILDREN = 8 };

/* The parent, before the first of some children that share work: no piece of it is taken. */
void pd_child_share(void);

/*
 * fork(2), if that is safe: the child of a process with several threads could wait forever for a
 * lock that another thread held. Returns -1 where it is not, or not possible. The child dies with
 * its parent, leaves no core dump, and is silent: libsystemd tells of an assertion on stderr.
 * `number` is below PD_CHILDREN, and no other living child's.
 */
pid_t pd_child_fork(int number);

/* The child: the next piece of work, below `count`, that no child has taken; -1 if none is left. */
long pd_child_take(unsigned count);

/* The child: from now on file `file` is being read. Elsewhere it does nothing. */
void pd_child_reads(unsigned file);

/* The child: something was done. */
void pd_child_steps(void);

/* The parent: the file that the child of this number was at last, or -1. */
long pd_child_file(int number);

/* The parent: a number that changes as long as any child gets on. */
unsigned pd_child_progress(void);

/* The parent: removes the directories that a child which is dead has made (cleanup.h). */
void pd_child_clean(pid_t child);
