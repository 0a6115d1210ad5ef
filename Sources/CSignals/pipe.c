#define _GNU_SOURCE
#include "pipe.h"

#include <fcntl.h>
#include <unistd.h>

size_t pd_pipe_head(int descriptor, void *buffer, size_t limit) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return 0;
  // copies from pipe to pipe and takes nothing
  ssize_t count = tee(descriptor, ends[1], limit, 0);
  if (count > 0) count = read(ends[0], buffer, (size_t)count);
  close(ends[0]);
  close(ends[1]);
  return count > 0 ? (size_t)count : 0;
}
