#ifndef CSEARCH_TABLES_H
#define CSEARCH_TABLES_H

#include "search.h"

/* The literals are dealt into eight buckets. For each byte of a window two tables of sixteen say,
 * by its lower and its upper half, in which buckets that byte occurs at that place; a shuffle
 * instruction looks up all bytes of a vector at once (Teddy, of Intel's Hyperscan). Where a processor
 * can look up whole bytes, one table does, and lets less pass. What remains after all bytes of a
 * window is looked up among all windows, and then compared in full. */

enum { WINDOW = 4, BUCKETS = 8, BYTES = 128, WINDOW_BITS = 14, CHAINS = (1 << WINDOW_BITS) / 64 };

/* A whole byte as the tables have it: what is not ASCII is one. */
static inline unsigned csearch_byte(uint8_t byte) { return byte < BYTES - 1 ? byte : BYTES - 1; }

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
  /* The chain that it is in. */
  uint16_t place;
};

struct csearch {
  uint8_t low[WINDOW][16];
  uint8_t high[WINDOW][16];
  uint8_t whole[WINDOW][BYTES];
  /* A bit for each window that a literal has, by its hash. */
  uint64_t windows[CHAINS];
  enum csearch_way way;
  /* The literals of chain c, by their windows' hashes, are those from first[c] up to first[c + 1]; in
   * the last chain are those that are shorter than a window. */
  size_t first[CHAINS + 2];
  struct literal *literals;
};

/* Chooses the window and the bucket of each literal for text that is like `sample`, and tables of
 * whole bytes or of halves. */
void csearch_deal(
    struct literal *literals, size_t count, int is_whole, const uint8_t *sample,
    size_t sample_length);

#endif
