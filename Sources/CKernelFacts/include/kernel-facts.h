#pragma once

#include <stddef.h>

extern const unsigned char probe_doctor_kernel_facts_begin[];
extern const unsigned char probe_doctor_kernel_facts_end[];

/// The file of facts, as the linker put it into the program: demand-paged, and never written to.
static inline const void *_Nonnull probe_doctor_kernel_facts(void) {
  return probe_doctor_kernel_facts_begin;
}

/// How many bytes it has.
static inline size_t probe_doctor_kernel_facts_size(void) {
  return (size_t)(probe_doctor_kernel_facts_end - probe_doctor_kernel_facts_begin);
}
