#ifndef CSEARCH_SEARCH_H
#define CSEARCH_SEARCH_H

#include <stddef.h>
#include <stdint.h>

/* Finds any of some dozens of literals in text, many bytes at a time, and counts lines on the way. */
struct csearch;

/* What is returned as the kind of an ESC, which is always looked for. */
enum { CSEARCH_ESCAPE = 0x80 };

/* `windows[i]` is which byte of literal i its fingerprint of up to five bytes begins with; `kinds`
 * are bits below CSEARCH_ESCAPE. The literals are copied. NULL if there is no memory. */
struct csearch *csearch_make(
    const uint8_t *const *literals, const size_t *lengths, const size_t *windows,
    const uint8_t *kinds, size_t count);

void csearch_free(struct csearch *search);

/* The first place in text[start..<end] where a literal of one of the kinds `wanted` has its window,
 * or where an ESC is; `end` if there is none. `*kind` becomes the literal's kind. `*newlines` grows
 * by the newlines before that place. A literal before `start` or behind `end` does not count. */
size_t csearch_next(
    const struct csearch *search, const uint8_t *text, size_t start, size_t end, uint8_t wanted,
    uint8_t *kind, size_t *newlines);

#endif
