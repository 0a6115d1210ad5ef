#pragma once

#include <stddef.h>

/// The next bytes of a pipe, which stay in it; waits for the first. 0 for what is no pipe.
size_t pd_pipe_head(int descriptor, void *buffer, size_t limit);
