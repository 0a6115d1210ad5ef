/*
 * Uevents as they come by netlink, with the process that sent each. libudev hides the sender; of what
 * udevd has finished it is the worker that had it. In C for the macros of control messages.
 */
#pragma once
#include <stddef.h>
#include <sys/types.h>

/* The groups of NETLINK_KOBJECT_UEVENT: what the kernel sends, and what udevd has finished. */
enum { PD_UEVENTS_KERNEL = 1, PD_UEVENTS_UDEV = 2 };

/*
 * A socket that does not block, to be polled for input. `room` is how many bytes may wait in it, as far
 * as the kernel allows. Returns -1 and errno where there is none.
 */
int pd_uevents_open(int group, int room);

/*
 * The next message. Returns its length; 0 for one that somebody sent who may not; -1 and errno: EAGAIN
 * if there is none, ENOBUFS if some were lost. Sets `sender` to the pid that sent it, 0 for the kernel.
 */
ssize_t pd_uevents_next(int descriptor, int group, void *buffer, size_t limit, pid_t *sender);
