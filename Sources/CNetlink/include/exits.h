/*
 * Processes that a signal ended, by the kernel's process connector (Documentation/driver-api/connector.rst,
 * drivers/connector/cn_proc.c). In C for the socket filter: without it every fork on the machine would
 * wake us.
 */
#pragma once
#include <stdint.h>
#include <sys/types.h>

/* A process that is gone. */
struct pd_exit {
  pid_t pid;
  /* The signal that ended it. */
  int signal;
  /* ns of CLOCK_MONOTONIC. */
  uint64_t time;
};

/*
 * A socket that does not block, to be polled for input: only leaders of processes that SIGKILL or SIGABRT
 * ended pass. Returns -1 and errno where there is none: it takes CAP_NET_ADMIN, the first pid and network
 * namespaces, and a kernel with CONFIG_PROC_EVENTS.
 */
int pd_exits_open(void);

/* Takes the next one; 0 if there is none, -1 if some were lost. */
int pd_exits_next(int descriptor, struct pd_exit *exit);
