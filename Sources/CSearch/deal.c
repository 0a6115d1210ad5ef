#include "tables.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

/* A window that is common in a text would stop the search there again and again, and so would
 * windows of one bucket whose halves of bytes make up something common. Both are chosen by how
 * often they would have stopped it in a sample of the text; and by how common the single bytes are
 * there, which tells what is rare from what just is not in the sample.
 *
 * Each place of the sample is a bit, so that a table is applied to 64 places at once. */

enum { WORDS = 32, PLACES = 64 * WORDS, PIECES = 16, PIECE = PLACES / PIECES };

/* How many windows of a literal are tried in each bucket. */
enum { CHOICE = 6 };

typedef struct {
  uint64_t words[WORDS];
} places;

struct sample {
  /* The places that have a byte with this half so far behind them. */
  places low[WINDOW][16];
  places high[WINDOW][16];
  /* How common each byte is. */
  float rates[16][16];
};

/* The windows of a bucket, byte by byte. */
struct column {
  /* The places that have one of the halves so far behind them. */
  places low, high;
  /* Which halves those are. */
  uint16_t lows, highs;
  /* How common the bytes are that both let pass. */
  float rate;
};

struct deal {
  struct sample sample;
  struct column buckets[BUCKETS][WINDOW];
  struct column empty[WINDOW];
};

static void take(struct sample *s, const uint8_t *text, size_t length) {
  uint32_t counts[256] = {0};
  size_t number = 0;
  /* From all over the text. */
  size_t step = length < PLACES + WINDOW ? PIECE : (length - PIECE - WINDOW) / (PIECES - 1);
  for (size_t start = 0; start < PIECES * step; start += step)
    for (size_t i = start; i < start + PIECE && i + WINDOW <= length; i++, number++) {
      uint64_t bit = (uint64_t)1 << number % 64;
      counts[text[i]]++;
      for (size_t k = 0; k < WINDOW; k++) {
        s->low[k][text[i + k] & 15].words[number / 64] |= bit;
        s->high[k][text[i + k] >> 4].words[number / 64] |= bit;
      }
    }
  /* A byte that is not in the sample may still come. */
  for (size_t byte = 0; byte < 256; byte++)
    s->rates[byte >> 4][byte & 15] = ((float)counts[byte] + 0.25f) / (float)(number + 64);
}

/* How common those bytes are that one of `lows` and one of `highs` make up. */
static float rate(const struct sample *s, uint16_t lows, uint16_t highs) {
  float sum = 0;
  for (unsigned high = highs; high; high &= high - 1)
    for (unsigned low = lows; low; low &= low - 1)
      sum += s->rates[__builtin_ctz(high)][__builtin_ctz(low)];
  return sum;
}

static uint16_t with(uint16_t halves, unsigned half) { return halves | (uint16_t)(1u << half); }

/* At how many places of the sample, more or less, a bucket would stop the search if a window were
 * in it as well. More than `limit` is told roughly. */
static float stops(
    const struct sample *s, const struct column *bucket, const uint8_t *window, size_t width,
    float limit) {
  float cost = PLACES;
  for (size_t k = 0; k < width; k++) {
    uint16_t lows = with(bucket[k].lows, window[k] & 15);
    uint16_t highs = with(bucket[k].highs, window[k] >> 4);
    int is_same = lows == bucket[k].lows && highs == bucket[k].highs;
    cost *= is_same ? bucket[k].rate : rate(s, lows, highs);
  }
  if (cost >= limit) return cost;
  places stops;
  memset(&stops, 0xff, sizeof stops);
  for (size_t k = 0; k < width; k++) {
    const places *low = &s->low[k][window[k] & 15], *high = &s->high[k][window[k] >> 4];
    for (size_t i = 0; i < WORDS; i++)
      stops.words[i] &= (bucket[k].low.words[i] | low->words[i]) &
                        (bucket[k].high.words[i] | high->words[i]);
  }
  for (size_t i = 0; i < WORDS; i++)
    if (stops.words[i]) cost += (float)__builtin_popcountll(stops.words[i]);
  return cost;
}

static void join(
    const struct sample *s, struct column *bucket, const uint8_t *window, size_t width) {
  for (size_t k = 0; k < WINDOW; k++) {
    struct column *c = &bucket[k];
    /* Behind a short literal any byte will do. */
    for (unsigned half = 0; half < 16; half++) {
      if (k >= width || half == (window[k] & 15)) {
        c->lows = with(c->lows, half);
        for (size_t i = 0; i < WORDS; i++) c->low.words[i] |= s->low[k][half].words[i];
      }
      if (k >= width || half == window[k] >> 4) {
        c->highs = with(c->highs, half);
        for (size_t i = 0; i < WORDS; i++) c->high.words[i] |= s->high[k][half].words[i];
      }
    }
    c->rate = rate(s, c->lows, c->highs);
  }
}

/* The best windows of a literal by themselves, best first; returns how many. */
static size_t choose(
    const struct deal *d, const struct literal *literal, size_t width, size_t windows[CHOICE]) {
  float costs[CHOICE];
  size_t count = 0;
  for (size_t window = 0; window + width <= literal->length; window++) {
    float limit = count < CHOICE ? FLT_MAX : costs[CHOICE - 1];
    float cost = stops(&d->sample, d->empty, literal->bytes + window, width, limit);
    if (cost >= limit) continue;
    size_t at = count < CHOICE ? count++ : CHOICE - 1;
    for (; at > 0 && costs[at - 1] > cost; at--) {
      costs[at] = costs[at - 1];
      windows[at] = windows[at - 1];
    }
    costs[at] = cost;
    windows[at] = window;
  }
  return count;
}

void csearch_deal(
    struct literal *literals, size_t count, const uint8_t *sample, size_t sample_length) {
  struct deal *d = calloc(1, sizeof *d);
  /* Then all are in one bucket, by how they begin: slow, but right. */
  if (!d) return;
  take(&d->sample, sample, sample_length);
  float costs[BUCKETS] = {0};
  for (size_t i = 0; i < count; i++) {
    struct literal *literal = &literals[i];
    size_t width = literal->length < WINDOW ? literal->length : WINDOW;
    size_t windows[CHOICE], choice = choose(d, literal, width, windows);
    float least = FLT_MAX;
    for (size_t c = 0; c < choice; c++)
      for (size_t b = 0; b < BUCKETS; b++) {
        const uint8_t *window = literal->bytes + windows[c];
        float more =
            stops(&d->sample, d->buckets[b], window, width, least + costs[b]) - costs[b];
        if (more >= least) continue;
        least = more;
        literal->window = windows[c];
        literal->bucket = (uint8_t)b;
      }
    costs[literal->bucket] += least;
    join(&d->sample, d->buckets[literal->bucket], literal->bytes + literal->window, width);
  }
  free(d);
}
