/*
 * Libraries that are loaded when they are first needed, and not with the program.
 *
 * A program waits for all libraries that it is linked with, and for theirs, before its first line
 * runs: for libarchive and libkmod those are libcrypto, libxml2, ICU and more, which most runs do
 * not need. With PD_LIBRARY, calls of a library's functions go to forwarders of the same names,
 * which the compiler compares with the library's own header, and from there to the library.
 */
#pragma once
#include <pthread.h>
#include <stddef.h>

/* A function of a library, and the pointer that is to lead to it. */
struct pd_function {
  const char *name;
  void **pointer;
};

struct pd_library {
  const char *soname;
  const struct pd_function *functions;
  size_t count;
  pthread_mutex_t lock;
  int is_tried;
  const char *absence;
};

/*
 * Loads the library and finds its functions, unless that was done. Returns NULL, or in the dynamic
 * linker's words why not all of them can be called: then none must be.
 */
const char *pd_library_absence(struct pd_library *library);

/*
 * Defines the forwarders of a library. `makers` and `others` name lists of its functions, of which
 * each row is F(RESULT, NAME, (PARAMETERS), (ARGUMENTS)); a maker's has ABSENT behind it. Makers load
 * the library, and return ABSENT if that is not possible; the others take what a maker has returned.
 *
 * Forwarders are hidden: the library's calls of its own functions must not end up in them.
 */
#define PD_LIBRARY(file, makers, others)                                                   \
  makers(PD_POINTER) others(PD_POINTER)                                                    \
  static const struct pd_function functions[] = {makers(PD_FUNCTION) others(PD_FUNCTION)}; \
  static struct pd_library library = {                                                     \
      .soname = file,                                                                      \
      .functions = functions,                                                              \
      .count = sizeof functions / sizeof *functions,                                       \
      .lock = PTHREAD_MUTEX_INITIALIZER,                                                   \
  };                                                                                       \
  makers(PD_MAKER) others(PD_FORWARDER)

#define PD_POINTER(result, name, parameters, ...) static __typeof__(&name) real_##name;
#define PD_FUNCTION(result, name, parameters, ...) {#name, (void **)&real_##name},
#define PD_MAKER(result, name, parameters, arguments, absent)             \
  __attribute__((visibility("hidden"))) result name parameters {          \
    return pd_library_absence(&library) ? absent : real_##name arguments; \
  }
#define PD_FORWARDER(result, name, parameters, arguments) \
  __attribute__((visibility("hidden"))) result name parameters { return real_##name arguments; }
