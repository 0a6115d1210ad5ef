#include "loader.h"

#include <dlfcn.h>
#include <string.h>

/* dlerror(3) keeps its text only until the next call. */
static const char *last_error(void) {
  const char *text = dlerror();
  text = text ? strdup(text) : NULL;
  return text ? text : "it cannot be loaded";
}

static const char *load(const struct pd_library *library) {
  void *handle = dlopen(library->soname, RTLD_LAZY | RTLD_LOCAL);
  if (!handle) return last_error();
  for (size_t i = 0; i < library->count; i++) {
    const struct pd_function *function = &library->functions[i];
    *function->pointer = dlsym(handle, function->name);
    if (!*function->pointer) return last_error();
  }
  return NULL;
}

const char *pd_library_absence(struct pd_library *library) {
  pthread_mutex_lock(&library->lock);
  if (!library->is_tried) library->absence = load(library);
  library->is_tried = 1;
  pthread_mutex_unlock(&library->lock);
  return library->absence;
}
