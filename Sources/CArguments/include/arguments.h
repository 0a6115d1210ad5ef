/*
 * The words of the command line as the kernel gave them to the program.
 *
 * Swift's own CommandLine reads /proc/self/cmdline, and has none where /proc is not mounted: in a
 * rescue system's chroot.
 */
#pragma once

/* With the program's own name, which is the first. */
int pd_argument_count(void);
const char *pd_argument(int number);
