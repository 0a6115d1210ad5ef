#ifndef CSEARCH_SEARCH_H
#define CSEARCH_SEARCH_H

#include <stddef.h>
#include <stdint.h>

/* Finds any of some dozens of literals in text, many bytes at a time, and counts lines on the way. */
struct csearch;

/* What is returned as the kind of an ESC, which is always looked for. */
enum { CSEARCH_ESCAPE = 0x80 };

/* How a text is looked through: byte by byte, many bytes at a time, or more of them. */
enum csearch_way { CSEARCH_PLAIN, CSEARCH_VECTORS, CSEARCH_WIDE };

/* `kinds` are bits below CSEARCH_ESCAPE. `sample` is text like that which will be searched: what is
 * common in it costs little later. `most` is the best way that may be taken if the processor can.
 * The literals are copied, the sample is not kept. NULL if there is no memory. */
struct csearch *csearch_make(
    const uint8_t *const *literals, const size_t *lengths, const uint8_t *kinds, size_t count,
    const uint8_t *sample, size_t sample_length, enum csearch_way most);

void csearch_free(struct csearch *search);

/* A place in text[start..<end] where a literal of one of the kinds `wanted` is, or where an ESC is;
 * `end` if there is none. No line before the one with that place has any. `*kind` becomes the
 * literal's kind. `*newlines` grows by the newlines before that place. A literal that begins before
 * `start` or reaches behind `end` does not count. Threads may share a search. */
size_t csearch_next(
    const struct csearch *search, const uint8_t *text, size_t start, size_t end, uint8_t wanted,
    uint8_t *kind, size_t *newlines);

#endif
