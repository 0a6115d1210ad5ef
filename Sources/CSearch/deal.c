#include "tables.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

/* A window that is common in a text would stop the search there again and again, and so would
 * windows of one bucket whose parts make up something common. Both are chosen by how
 * often they would have stopped it in a sample of the text; and by how common the single bytes are
 * there, which tells what is rare from what just is not in the sample.
 *
 * Each place of the sample is a bit, so that a table is applied to 64 places at once. */

enum { WORDS = 64, PLACES = 64 * WORDS, PIECES = 16, PIECE = PLACES / PIECES };

/* How many windows of a literal are tried in each bucket. */
enum { CHOICE = 6 };

typedef struct {
  uint64_t words[WORDS];
} places;

/* A byte is looked up by two parts: its halves, or all of it and nothing. */
enum { LOWS = BYTES, HIGHS = 16 };

struct sample {
  int is_whole;
  /* How many of these parts there are. */
  unsigned lows, highs;
  /* The places that have a byte with this part so far behind them. */
  places low[WINDOW][LOWS];
  places high[WINDOW][HIGHS];
  /* How common each byte is. */
  float rates[HIGHS][LOWS];
};

/* The windows of a bucket, byte by byte. */
struct column {
  /* The places that have one of the parts so far behind them. */
  places low, high;
  /* Which parts those are. */
  uint8_t lows[LOWS], highs[HIGHS];
  /* How common the bytes are that both let pass. */
  float rate;
};

struct deal {
  struct sample sample;
  struct column buckets[BUCKETS][WINDOW];
  struct column empty[WINDOW];
};

static unsigned low_of(const struct sample *s, uint8_t byte) {
  return s->is_whole ? csearch_byte(byte) : byte & 15;
}

static unsigned high_of(const struct sample *s, uint8_t byte) { return s->is_whole ? 0 : byte >> 4; }

static void take(struct sample *s, const uint8_t *text, size_t length) {
  size_t number = 0;
  /* From all over the text. */
  size_t step = length < PLACES + WINDOW ? PIECE : (length - PIECE - WINDOW) / (PIECES - 1);
  for (size_t start = 0; start < PIECES * step; start += step)
    for (size_t i = start; i < start + PIECE && i + WINDOW <= length; i++, number++) {
      uint64_t bit = (uint64_t)1 << number % 64;
      s->rates[high_of(s, text[i])][low_of(s, text[i])]++;
      for (size_t k = 0; k < WINDOW; k++) {
        s->low[k][low_of(s, text[i + k])].words[number / 64] |= bit;
        s->high[k][high_of(s, text[i + k])].words[number / 64] |= bit;
      }
    }
  /* A byte that is not in the sample may still come. */
  for (size_t high = 0; high < HIGHS; high++)
    for (size_t low = 0; low < LOWS; low++)
      s->rates[high][low] = (s->rates[high][low] + 0.25f) / (float)(number + 64);
}

/* How common those bytes are that a column lets pass if it gets two more parts. */
static float rate(const struct sample *s, const struct column *c, unsigned low, unsigned high) {
  float sum = c->rate;
  if (!c->lows[low])
    for (unsigned i = 0; i < s->highs; i++)
      if (c->highs[i] || i == high) sum += s->rates[i][low];
  if (!c->highs[high] && c->rate > 0)
    for (unsigned i = 0; i < s->lows; i++)
      if (c->lows[i]) sum += s->rates[high][i];
  return sum;
}

/* At how many places of the sample, more or less, a bucket would stop the search if a window were
 * in it as well. More than `limit` is told roughly. */
static float stops(
    const struct sample *s, const struct column *bucket, const uint8_t *window, size_t width,
    float limit) {
  float cost = PLACES;
  for (size_t k = 0; k < width; k++) {
    cost *= rate(s, &bucket[k], low_of(s, window[k]), high_of(s, window[k]));
  }
  if (cost >= limit) return cost;
  places stops;
  memset(&stops, 0xff, sizeof stops);
  for (size_t k = 0; k < width; k++) {
    const places *part = &s->low[k][low_of(s, window[k])];
    for (size_t i = 0; i < WORDS; i++) stops.words[i] &= bucket[k].low.words[i] | part->words[i];
    if (s->is_whole) continue;
    part = &s->high[k][high_of(s, window[k])];
    for (size_t i = 0; i < WORDS; i++) stops.words[i] &= bucket[k].high.words[i] | part->words[i];
  }
  for (size_t i = 0; i < WORDS; i++)
    if (stops.words[i]) cost += (float)__builtin_popcountll(stops.words[i]);
  return cost;
}

static void add(const struct sample *s, struct column *c, size_t k, unsigned low, unsigned high) {
  c->rate = rate(s, c, low, high);
  c->lows[low] = c->highs[high] = 1;
  for (size_t i = 0; i < WORDS; i++) {
    c->low.words[i] |= s->low[k][low].words[i];
    c->high.words[i] |= s->high[k][high].words[i];
  }
}

static void join(
    const struct sample *s, struct column *bucket, const uint8_t *window, size_t width) {
  for (size_t k = 0; k < width; k++)
    add(s, &bucket[k], k, low_of(s, window[k]), high_of(s, window[k]));
  /* Behind a short literal any byte will do. */
  for (size_t k = width; k < WINDOW; k++)
    for (unsigned byte = 0; byte < 256; byte++)
      add(s, &bucket[k], k, low_of(s, (uint8_t)byte), high_of(s, (uint8_t)byte));
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
    struct literal *literals, size_t count, int is_whole, const uint8_t *sample,
    size_t sample_length) {
  struct deal *d = calloc(1, sizeof *d);
  /* Then all are in one bucket, by how they begin: slow, but right. */
  if (!d) return;
  d->sample.is_whole = is_whole;
  d->sample.lows = is_whole ? LOWS : 16;
  d->sample.highs = is_whole ? 1 : HIGHS;
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
