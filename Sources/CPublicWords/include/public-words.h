#pragma once

#include <stddef.h>

extern const unsigned char probe_doctor_public_words_begin[];
extern const unsigned char probe_doctor_public_words_end[];

/// The list of words, one a line and sorted by their bytes, as the linker put it into the program.
static inline const unsigned char *_Nonnull probe_doctor_public_words(void) {
  return probe_doctor_public_words_begin;
}

/// How many bytes it has.
static inline size_t probe_doctor_public_words_size(void) {
  return (size_t)(probe_doctor_public_words_end - probe_doctor_public_words_begin);
}
