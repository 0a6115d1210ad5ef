/*
 * Where a running task is: perf_event_open(2) on its processor, with the kernel's call chains.
 * /proc/PID/stack tells nothing of a task while it runs. In C for the ring buffer.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Samples a task on a processor for some milliseconds, by a clock of the kernel's own: no counters of
 * hardware are needed. `body` is called with the kernel's addresses of each sample, innermost first.
 * Returns how many samples there were, or -1 and errno. It takes CAP_PERFMON or CAP_SYS_ADMIN. Nothing
 * stays behind.
 */
int pd_samples_take(
    int processor, pid_t task, unsigned milliseconds,
    void (*body)(const uint64_t *addresses, size_t count, void *context), void *context);
