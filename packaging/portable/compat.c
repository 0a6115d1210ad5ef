/*
 * What Swift's libraries ask of a C library newer than the oldest that the program is to run with.
 *
 * They are compiled for glibc 2.35, Debian's own for 2.38. Most of what these have under newer versions
 * of their symbols is in older ones, too: linking against an older one is enough. The rest is here.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* glibc 2.34. The kernel's close_range is 5.9; without it the descriptors are closed one by one. */
void closefrom(int least) {
#ifdef SYS_close_range
  if (syscall(SYS_close_range, (unsigned)least, ~0u, 0) == 0) return;
#endif
  DIR *folder = opendir("/proc/self/fd");
  if (!folder) {
    for (long end = sysconf(_SC_OPEN_MAX); least < end; least++) close(least);
    return;
  }
  for (struct dirent *entry; (entry = readdir(folder));) {
    int descriptor = atoi(entry->d_name);
    if (entry->d_name[0] != '.' && descriptor >= least && descriptor != dirfd(folder))
      close(descriptor);
  }
  closedir(folder);
}

/* GCC 11's C++ library: std::__throw_bad_array_new_length(), for a table that is larger than memory. */
void throw_bad_array_new_length(void) __asm__("_ZSt28__throw_bad_array_new_lengthv");
void throw_bad_array_new_length(void) { abort(); }

/* GCC 13's C++ library, where it is built with assertions. */
void glibcxx_assert_fail(const char *file, int line, const char *function, const char *condition)
    __asm__("_ZSt21__glibcxx_assert_failPKciS0_S0_");
void glibcxx_assert_fail(const char *file, int line, const char *function, const char *condition) {
  abort();
}

/* glibc 2.38: those of C23, which read binary numbers, too. */
long __isoc23_strtol(const char *text, char **end, int base) { return strtol(text, end, base); }
long long __isoc23_strtoll(const char *text, char **end, int base) {
  return strtoll(text, end, base);
}
unsigned long __isoc23_strtoul(const char *text, char **end, int base) {
  return strtoul(text, end, base);
}
unsigned long long __isoc23_strtoull(const char *text, char **end, int base) {
  return strtoull(text, end, base);
}
int __isoc23_sscanf(const char *text, const char *format, ...) {
  va_list values;
  va_start(values, format);
  int count = vsscanf(text, format, values);
  va_end(values);
  return count;
}

/* glibc 2.38. */
size_t strlcpy(char *to, const char *from, size_t size) {
  size_t length = strlen(from);
  if (size) {
    size_t kept = length < size ? length : size - 1;
    memcpy(to, from, kept);
    to[kept] = 0;
  }
  return length;
}

/* glibc 2.32: whether there is one thread only. Zero only means that atomics are used. */
char __libc_single_threaded = 0;

/* glibc 2.29 gave these new versions that do not set errno; the old ones do. */
#if defined(__x86_64__)
#define OLD(name) __asm__(".symver old_" #name "," #name "@GLIBC_2.2.5")
#elif defined(__aarch64__)
#define OLD(name) __asm__(".symver old_" #name "," #name "@GLIBC_2.17")
#endif
#define WRAP(name)         \
  double old_##name(double x); \
  OLD(name);               \
  double __wrap_##name(double x) { return old_##name(x); }
WRAP(exp)
WRAP(exp2)
WRAP(log)
WRAP(log2)
