/*
 * Directories and drafts of our own that go when a signal ends the process.
 *
 * In C, because a signal handler may do next to nothing (signal-safety(7)), and what Swift's
 * runtime does on the way is not ours to know.
 */
#pragma once
#include <sys/types.h>

/* How many there can be at once, in this process and its children together; and so many of those. */
enum { PD_DIRECTORIES = 128, PD_CHILDREN = 64, PD_DRAFTS = 8 };

/*
 * mkdtemp(3), and from then on the directory is removed if a signal ends the process that can be
 * handled and is no fault of the program (SIGINT, SIGTERM, SIGXFSZ …), unless the process has a handler of its own for it or ignores it. Returns a number for
 * the other calls, or -1 and errno. Directories beyond PD_DIRECTORIES stay behind when a signal
 * comes; those get that number.
 */
int pd_directory_make(char *pattern);

/* To be called before a child is started that may make one: then its parent can remove it. */
void pd_directory_prepare(void);

/* From now on files named 1 to `files` may be in there. To be called before the last is made. */
void pd_directory_holds(int number, unsigned files);

/* The directory is gone. */
void pd_directory_forget(int number);

/*
 * A file of this name is about to be made in a folder that is open; it is removed if such a signal
 * ends this process. Returns a number for pd_draft_forget.
 */
int pd_draft_add(int folder, const char *name);

/* It has its final name, or is gone. */
void pd_draft_forget(int number);

/* A child that may make one: it is ended before the directories are removed. */
void pd_children_add(pid_t child);

/* A child that is dead: the directories that it has made are removed. */
void pd_children_remove(pid_t child);

/* In a child: its parent's children are not its own. */
void pd_children_forget(void);
