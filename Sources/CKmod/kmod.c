#include "kmod.h"

#include <loader.h>

#define MAKERS(F)                                                                        \
  F(struct kmod_ctx *, kmod_new, (const char *folder, const char *const *configuration), \
    (folder, configuration), NULL)

#define OTHERS(F)                                                                         \
  F(struct kmod_ctx *, kmod_unref, (struct kmod_ctx *context), (context))                 \
  F(int, kmod_module_new_from_lookup,                                                     \
    (struct kmod_ctx *context, const char *alias, struct kmod_list **list),               \
    (context, alias, list))                                                               \
  F(struct kmod_list *, kmod_list_next,                                                   \
    (const struct kmod_list *list, const struct kmod_list *item), (list, item))           \
  F(int, kmod_module_unref_list, (struct kmod_list *list), (list))                        \
  F(struct kmod_module *, kmod_module_get_module, (const struct kmod_list *item), (item)) \
  F(const char *, kmod_module_get_name, (const struct kmod_module *module), (module))     \
  F(struct kmod_module *, kmod_module_unref, (struct kmod_module *module), (module))

/* It has had this number since kmod 2, of 2011. */
PD_LIBRARY("libkmod.so.2", MAKERS, OTHERS)
