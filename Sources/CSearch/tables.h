#ifndef CSEARCH_TABLES_H
#define CSEARCH_TABLES_H

#include "search.h"

/* The literals are dealt into eight buckets. For each byte of a window two tables of sixteen say,
 * by its lower and its upper half, in which buckets that byte occurs at that place; a shuffle
 * instruction looks up all bytes of a vector at once (Teddy, of Intel's Hyperscan). What remains
 * after all bytes of a window is compared in full. */

enum { WINDOW = 4, BUCKETS = 8 };

struct literal {
  const uint8_t *bytes;
  size_t length;
  /* Which of its bytes the window begins with: a short one's is all of it. */
  size_t window;
  /* What begins there, as a number, and which of its bits count. */
  uint64_t word;
  uint64_t mask;
  uint8_t kind;
  uint8_t bucket;
};

struct csearch {
  uint8_t low[WINDOW][16];
  uint8_t high[WINDOW][16];
  /* The literals of bucket b are those from first[b] up to first[b + 1]. */
  size_t first[BUCKETS + 1];
  struct literal *literals;
};

/* Chooses the window and the bucket of each literal for text that is like `sample`. */
void csearch_deal(
    struct literal *literals, size_t count, const uint8_t *sample, size_t sample_length);

#endif
