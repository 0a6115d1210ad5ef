#define _GNU_SOURCE
#include "samples.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { PAGES = 32, HERTZ = 199, DEEPEST = 64 };

/* What is above is a mark between user and kernel, and no address. */
#define MARKS ((uint64_t)-4096)

static void copy(void *to, const char *ring, size_t size, uint64_t at, size_t length) {
  for (size_t i = 0; i < length; i++) ((char *)to)[i] = ring[(at + i) & (size - 1)];
}

int pd_samples_take(
    int processor, pid_t task, unsigned milliseconds, void (*body)(const uint64_t *, size_t, void *),
    void *context) {
  struct perf_event_attr wanted = {
      .size = sizeof wanted,
      .type = PERF_TYPE_SOFTWARE,
      .config = PERF_COUNT_SW_CPU_CLOCK,
      .freq = 1,
      .sample_freq = HERTZ,
      .sample_type = PERF_SAMPLE_TID | PERF_SAMPLE_CALLCHAIN,
      .exclude_user = 0,
      .exclude_callchain_user = 1,
      .disabled = 1,
      .sample_max_stack = DEEPEST,
  };
  int event = (int)syscall(SYS_perf_event_open, &wanted, -1, processor, -1, PERF_FLAG_FD_CLOEXEC);
  if (event < 0) return -1;
  size_t page = (size_t)sysconf(_SC_PAGESIZE), size = PAGES * page;
  struct perf_event_mmap_page *head =
      mmap(NULL, page + size, PROT_READ | PROT_WRITE, MAP_SHARED, event, 0);
  if (head == MAP_FAILED) {
    int failure = errno;
    close(event);
    errno = failure;
    return -1;
  }
  ioctl(event, PERF_EVENT_IOC_ENABLE, 0);
  struct timespec pause = {.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000L};
  nanosleep(&pause, NULL);
  ioctl(event, PERF_EVENT_IOC_DISABLE, 0);

  const char *ring = (const char *)head + page;
  uint64_t end = head->data_head, at = head->data_tail;
  atomic_thread_fence(memory_order_acquire);
  int count = 0;
  while (at + sizeof(struct perf_event_header) <= end) {
    struct perf_event_header record;
    copy(&record, ring, size, at, sizeof record);
    if (record.size < sizeof record) break;
    struct {
      uint32_t pid, tid;
      uint64_t depth;
    } sample;
    if (record.type == PERF_RECORD_SAMPLE && record.size >= sizeof record + sizeof sample)
      copy(&sample, ring, size, at + sizeof record, sizeof sample);
    else
      sample.tid = 0;
    if (sample.tid == (uint32_t)task) {
      uint64_t depth = sample.depth, chain[DEEPEST + 8], addresses[DEEPEST + 8];
      size_t room = (record.size - sizeof record - sizeof sample) / sizeof(uint64_t), kept = 0;
      if (depth > room) depth = room;
      if (depth > DEEPEST + 8) depth = DEEPEST + 8;
      copy(chain, ring, size, at + sizeof record + sizeof sample, depth * sizeof *chain);
      for (size_t i = 0; i < depth; i++)
        if (chain[i] < MARKS) addresses[kept++] = chain[i];
      body(addresses, kept, context);
      count++;
    }
    at += record.size;
  }
  munmap(head, page + size);
  close(event);
  return count;
}
