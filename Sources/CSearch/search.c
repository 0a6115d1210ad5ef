#include "search.h"

#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

/* The literals are dealt into eight buckets. For each byte of a window two tables of sixteen say,
 * by its lower and its upper half, in which buckets that byte occurs at that place; a shuffle
 * instruction looks up all bytes of a vector at once (Teddy, of Intel's Hyperscan). What remains
 * after all bytes of a window is compared in full. */

enum { WINDOW = 5, BUCKETS = 8 };

struct literal {
  /* The window as a number, and which of its bits count. */
  uint64_t word;
  uint64_t mask;
  const uint8_t *bytes;
  size_t length;
  size_t window;
  uint8_t kind;
};

struct csearch {
  uint8_t low[WINDOW][16];
  uint8_t high[WINDOW][16];
  /* The same by the whole byte, for where there are no vectors. */
  uint8_t whole[WINDOW][256];
  size_t first[BUCKETS + 1];
  struct literal *literals;
};

static void file(struct csearch *s, const struct literal *literal, unsigned bucket) {
  uint8_t bit = (uint8_t)(1u << bucket);
  for (size_t k = 0; k < WINDOW; k++) {
    if (literal->window + k < literal->length) {
      uint8_t byte = literal->bytes[literal->window + k];
      s->low[k][byte & 15] |= bit;
      s->high[k][byte >> 4] |= bit;
      s->whole[k][byte] |= bit;
    } else {
      for (size_t i = 0; i < 16; i++) s->low[k][i] |= bit, s->high[k][i] |= bit;
      for (size_t i = 0; i < 256; i++) s->whole[k][i] |= bit;
    }
  }
}

static int by_window(const void *left, const void *right) {
  const struct literal *a = left, *b = right;
  size_t a_length = a->length - a->window, b_length = b->length - b->window;
  size_t length = a_length < b_length ? a_length : b_length;
  int order = memcmp(a->bytes + a->window, b->bytes + b->window, length < WINDOW ? length : WINDOW);
  return order ? order : (a_length > b_length) - (a_length < b_length);
}

struct csearch *csearch_make(
    const uint8_t *const *literals, const size_t *lengths, const size_t *windows,
    const uint8_t *kinds, size_t count) {
  size_t total = 0;
  for (size_t i = 0; i < count; i++) total += lengths[i];
  struct csearch *s = calloc(1, sizeof *s + count * sizeof(struct literal) + total);
  if (!s) return NULL;
  s->literals = (struct literal *)(s + 1);
  uint8_t *bytes = (uint8_t *)(s->literals + count);
  for (size_t i = 0; i < count; i++) {
    memcpy(bytes, literals[i], lengths[i]);
    struct literal *l = &s->literals[i];
    *l = (struct literal){0, 0, bytes, lengths[i], windows[i], kinds[i]};
    size_t rest = lengths[i] - windows[i], width = rest < WINDOW ? rest : WINDOW;
    memcpy(&l->word, bytes + windows[i], width);
    memset(&l->mask, 0xff, width);
    bytes += lengths[i];
  }
  /* Neighbours in this order share bytes, which keeps what a bucket lets pass small. */
  qsort(s->literals, count, sizeof(struct literal), by_window);
  for (unsigned bucket = 0; bucket <= BUCKETS; bucket++) s->first[bucket] = count * bucket / BUCKETS;
  for (unsigned bucket = 0; bucket < BUCKETS; bucket++)
    for (size_t i = s->first[bucket]; i < s->first[bucket + 1]; i++)
      file(s, &s->literals[i], bucket);
  return s;
}

void csearch_free(struct csearch *search) { free(search); }

/* The kind of what stands at `at`, of which the tables say that it may be in `buckets`; 0 if it is
 * nothing. */
static uint8_t verify(
    const struct csearch *s, const uint8_t *text, size_t start, size_t end, size_t at,
    unsigned buckets, uint8_t wanted) {
  if (text[at] == 0x1b) return CSEARCH_ESCAPE;
  uint64_t word = 0;
  if (__builtin_expect(end - at >= sizeof word, 1))
    memcpy(&word, text + at, sizeof word);
  else
    memcpy(&word, text + at, end - at);
  for (; buckets; buckets &= buckets - 1) {
    unsigned bucket = (unsigned)__builtin_ctz(buckets);
    for (size_t i = s->first[bucket]; i < s->first[bucket + 1]; i++) {
      const struct literal *l = &s->literals[i];
      if (__builtin_expect((word ^ l->word) & l->mask, 0)) continue;
      if (!(l->kind & wanted) || at - start < l->window || end - at < l->length - l->window)
        continue;
      if (!memcmp(text + at - l->window, l->bytes, l->length)) return l->kind;
    }
  }
  return 0;
}

static size_t next_plain(
    const struct csearch *s, const uint8_t *text, size_t start, size_t at, size_t end,
    uint8_t wanted, uint8_t *kind, size_t *newlines) {
  size_t lines = 0;
  for (; at < end; at++) {
    unsigned buckets = s->whole[0][text[at]];
    /* Behind the end any byte will do: the comparison knows how long a literal is. */
    for (size_t k = 1; k < WINDOW && at + k < end; k++) buckets &= s->whole[k][text[at + k]];
    if ((buckets || text[at] == 0x1b) &&
        (*kind = verify(s, text, start, end, at, buckets, wanted)))
      break;
    lines += text[at] == '\n';
  }
  *newlines += lines;
  return at;
}

#if defined(__x86_64__)

#define VECTOR 32

__attribute__((target("avx2,bmi,popcnt"))) static size_t next_vectors(
    const struct csearch *s, const uint8_t *text, size_t start, size_t at, size_t end,
    uint8_t wanted, uint8_t *kind, size_t *newlines) {
  const __m256i half = _mm256_set1_epi8(15), zero = _mm256_setzero_si256();
  const __m256i newline = _mm256_set1_epi8('\n'), escape = _mm256_set1_epi8(0x1b);
  __m256i low[WINDOW], high[WINDOW];
  for (size_t k = 0; k < WINDOW; k++) {
    low[k] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)s->low[k]));
    high[k] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)s->high[k]));
  }
  size_t lines = 0;
  while (at + VECTOR + WINDOW - 1 <= end) {
    __m256i counts = zero;
    /* A counter of eight bits holds 255. */
    for (unsigned round = 0; round < 255 && at + VECTOR + WINDOW - 1 <= end; round++) {
      __m256i found = _mm256_set1_epi8(-1), first = zero;
      for (size_t k = 0; k < WINDOW; k++) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(text + at + k));
        if (k == 0) first = bytes;
        __m256i below = _mm256_shuffle_epi8(low[k], _mm256_and_si256(bytes, half));
        __m256i above = _mm256_shuffle_epi8(
            high[k], _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half));
        found = _mm256_and_si256(found, _mm256_and_si256(below, above));
      }
      __m256i ends = _mm256_cmpeq_epi8(first, newline);
      __m256i none = _mm256_andnot_si256(
          _mm256_cmpeq_epi8(first, escape), _mm256_cmpeq_epi8(found, zero));
      uint32_t places = ~(uint32_t)_mm256_movemask_epi8(none);
      if (__builtin_expect(places != 0, 0)) {
        uint8_t buckets[VECTOR];
        _mm256_storeu_si256((__m256i *)buckets, found);
        for (; places; places &= places - 1) {
          unsigned i = (unsigned)__builtin_ctz(places);
          if ((*kind = verify(s, text, start, end, at + i, buckets[i], wanted))) {
            uint32_t before = (uint32_t)_mm256_movemask_epi8(ends) & ((1u << i) - 1);
            __m256i sums = _mm256_sad_epu8(counts, zero);
            lines += (size_t)__builtin_popcount(before) + (size_t)_mm256_extract_epi64(sums, 0) +
                     (size_t)_mm256_extract_epi64(sums, 1) +
                     (size_t)_mm256_extract_epi64(sums, 2) + (size_t)_mm256_extract_epi64(sums, 3);
            *newlines += lines;
            return at + i;
          }
        }
      }
      counts = _mm256_sub_epi8(counts, ends);
      at += VECTOR;
    }
    __m256i sums = _mm256_sad_epu8(counts, zero);
    lines += (size_t)_mm256_extract_epi64(sums, 0) + (size_t)_mm256_extract_epi64(sums, 1) +
             (size_t)_mm256_extract_epi64(sums, 2) + (size_t)_mm256_extract_epi64(sums, 3);
  }
  *newlines += lines;
  return next_plain(s, text, start, at, end, wanted, kind, newlines);
}

static int has_vectors(void) { return __builtin_cpu_supports("avx2"); }

#elif defined(__aarch64__)

#define VECTOR 16

static size_t next_vectors(
    const struct csearch *s, const uint8_t *text, size_t start, size_t at, size_t end,
    uint8_t wanted, uint8_t *kind, size_t *newlines) {
  const uint8x16_t half = vdupq_n_u8(15), newline = vdupq_n_u8('\n'), escape = vdupq_n_u8(0x1b);
  uint8x16_t low[WINDOW], high[WINDOW];
  for (size_t k = 0; k < WINDOW; k++) low[k] = vld1q_u8(s->low[k]), high[k] = vld1q_u8(s->high[k]);
  size_t lines = 0;
  for (; at + VECTOR + WINDOW - 1 <= end; at += VECTOR) {
    uint8x16_t found = vdupq_n_u8(255), first = found;
    for (size_t k = 0; k < WINDOW; k++) {
      uint8x16_t bytes = vld1q_u8(text + at + k);
      if (k == 0) first = bytes;
      found = vandq_u8(
          found, vandq_u8(
                     vqtbl1q_u8(low[k], vandq_u8(bytes, half)),
                     vqtbl1q_u8(high[k], vshrq_n_u8(bytes, 4))));
    }
    uint8x16_t places = vorrq_u8(found, vceqq_u8(first, escape));
    if (__builtin_expect(vmaxvq_u8(places) != 0, 0)) {
      uint8_t buckets[VECTOR];
      vst1q_u8(buckets, found);
      for (size_t i = 0; i < VECTOR; i++) {
        if (!buckets[i] && text[at + i] != 0x1b) continue;
        if ((*kind = verify(s, text, start, end, at + i, buckets[i], wanted))) {
          for (size_t j = 0; j < i; j++) lines += text[at + j] == '\n';
          *newlines += lines;
          return at + i;
        }
      }
    }
    lines += vaddvq_u8(vshrq_n_u8(vceqq_u8(first, newline), 7));
  }
  *newlines += lines;
  return next_plain(s, text, start, at, end, wanted, kind, newlines);
}

static int has_vectors(void) { return 1; }

#else

#define next_vectors next_plain
static int has_vectors(void) { return 0; }

#endif

size_t csearch_next(
    const struct csearch *search, const uint8_t *text, size_t start, size_t end, uint8_t wanted,
    uint8_t *kind, size_t *newlines) {
  *kind = 0;
  if (start >= end) return end;
  return (has_vectors() ? next_vectors : next_plain)(
      search, text, start, start, end, wanted, kind, newlines);
}
