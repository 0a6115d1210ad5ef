/* libsystemd's journal, as Swift sees it. */
#pragma once
#include <stddef.h>
#include <systemd/sd-journal.h>
#include <systemd/sd-hwdb.h>
#include <systemd/sd-id128.h>

/* glibc shows memmem(3) only to those who define _GNU_SOURCE before its first header. */
extern void *memmem(const void *haystack, size_t haystack_size, const void *needle,
                    size_t needle_size);
