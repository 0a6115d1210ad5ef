#include "tables.h"

#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

static int by_bucket(const void *left, const void *right) {
  const struct literal *a = left, *b = right;
  return a->bucket - b->bucket;
}

struct csearch *csearch_make(
    const uint8_t *const *literals, const size_t *lengths, const uint8_t *kinds, size_t count,
    const uint8_t *sample, size_t sample_length) {
  size_t total = 0;
  for (size_t i = 0; i < count; i++) total += lengths[i];
  struct csearch *s = calloc(1, sizeof *s + count * sizeof(struct literal) + total);
  if (!s) return NULL;
  s->literals = (struct literal *)(s + 1);
  uint8_t *bytes = (uint8_t *)(s->literals + count);
  for (size_t i = 0; i < count; i++) {
    memcpy(bytes, literals[i], lengths[i]);
    s->literals[i] = (struct literal){.bytes = bytes, .length = lengths[i], .kind = kinds[i]};
    bytes += lengths[i];
  }
  csearch_deal(s->literals, count, sample, sample_length);
  qsort(s->literals, count, sizeof(struct literal), by_bucket);
  for (size_t i = 0; i < count; i++) {
    struct literal *l = &s->literals[i];
    uint8_t bit = (uint8_t)(1u << l->bucket);
    const uint8_t *window = l->bytes + l->window;
    size_t rest = l->length - l->window;
    memcpy(&l->word, window, rest < sizeof l->word ? rest : sizeof l->word);
    memset(&l->mask, 0xff, rest < sizeof l->mask ? rest : sizeof l->mask);
    for (size_t k = 0; k < WINDOW; k++)
      for (unsigned half = 0; half < 16; half++) {
        if (k >= rest || half == (window[k] & 15)) s->low[k][half] |= bit;
        if (k >= rest || half == window[k] >> 4) s->high[k][half] |= bit;
      }
    for (size_t b = l->bucket; b < BUCKETS; b++) s->first[b + 1] = i + 1;
  }
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
    unsigned buckets = 0xff;
    /* Behind the end any byte will do: the comparison knows how long a literal is. */
    for (size_t k = 0; k < WINDOW && at + k < end; k++)
      buckets &= s->low[k][text[at + k] & 15] & s->high[k][text[at + k] >> 4];
    if ((buckets || text[at] == 0x1b) &&
        (*kind = verify(s, text, start, end, at, buckets, wanted)))
      break;
    lines += text[at] == '\n';
  }
  *newlines += lines;
  return at;
}

#if defined(__x86_64__)

/* What is looked at at once: two vectors. */
enum { VECTOR = 32, STEP = 2 * VECTOR };

#define WITH_VECTORS __attribute__((target("avx2,bmi,popcnt")))

WITH_VECTORS static inline __m256i load(const uint8_t *bytes) {
  return _mm256_loadu_si256((const __m256i *)bytes);
}

/* The sum of 32 counters of eight bits. */
WITH_VECTORS static inline size_t sum(__m256i counters) {
  __m256i sums = _mm256_sad_epu8(counters, _mm256_setzero_si256());
  return (size_t)_mm256_extract_epi64(sums, 0) + (size_t)_mm256_extract_epi64(sums, 1) +
         (size_t)_mm256_extract_epi64(sums, 2) + (size_t)_mm256_extract_epi64(sums, 3);
}

/* A bit for each byte of two vectors whose highest bit is set. */
WITH_VECTORS static inline uint64_t mask(__m256i first, __m256i second) {
  return (uint32_t)_mm256_movemask_epi8(first) |
         (uint64_t)(uint32_t)_mm256_movemask_epi8(second) << VECTOR;
}

struct vectors {
  __m256i low[WINDOW], high[WINDOW];
};

/* The buckets that each of 32 bytes may begin a window of. */
WITH_VECTORS static inline __attribute__((always_inline)) __m256i look(
    const struct vectors *tables, const uint8_t *text) {
  const __m256i half = _mm256_set1_epi8(15);
  __m256i found = _mm256_set1_epi8(-1);
#pragma GCC unroll 4
  for (size_t k = 0; k < WINDOW; k++) {
    __m256i bytes = load(text + k);
    __m256i low = _mm256_shuffle_epi8(tables->low[k], _mm256_and_si256(bytes, half));
    __m256i high = _mm256_shuffle_epi8(
        tables->high[k], _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half));
    found = _mm256_and_si256(found, _mm256_and_si256(low, high));
  }
  return found;
}

WITH_VECTORS static size_t next_vectors(
    const struct csearch *s, const uint8_t *text, size_t start, size_t at, size_t end,
    uint8_t wanted, uint8_t *kind, size_t *newlines) {
  const __m256i zero = _mm256_setzero_si256();
  const __m256i newline = _mm256_set1_epi8('\n'), escape = _mm256_set1_epi8(0x1b);
  struct vectors tables;
  for (size_t k = 0; k < WINDOW; k++) {
    tables.low[k] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)s->low[k]));
    tables.high[k] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)s->high[k]));
  }
  size_t lines = 0;
  while (end - at >= STEP + WINDOW - 1) {
    __m256i counts = zero;
    size_t steps = (end - at - (WINDOW - 1)) / STEP;
    /* A counter of eight bits holds 255, and each step adds up to two. */
    const uint8_t *stop = text + at + (steps < 127 ? steps : 127) * STEP;
    for (const uint8_t *p = text + at; p < stop; p += STEP) {
      __m256i first = load(p), second = load(p + VECTOR);
      __m256i ends1 = _mm256_cmpeq_epi8(first, newline);
      __m256i ends2 = _mm256_cmpeq_epi8(second, newline);
      __m256i escape1 = _mm256_cmpeq_epi8(first, escape);
      __m256i escape2 = _mm256_cmpeq_epi8(second, escape);
      __m256i found1 = look(&tables, p), found2 = look(&tables, p + VECTOR);
      __m256i any = _mm256_or_si256(
          _mm256_or_si256(found1, found2), _mm256_or_si256(escape1, escape2));
      if (__builtin_expect(!_mm256_testz_si256(any, any), 0)) {
        uint8_t buckets[STEP];
        _mm256_storeu_si256((__m256i *)buckets, found1);
        _mm256_storeu_si256((__m256i *)(buckets + VECTOR), found2);
        uint64_t places = ~mask(
            _mm256_andnot_si256(escape1, _mm256_cmpeq_epi8(found1, zero)),
            _mm256_andnot_si256(escape2, _mm256_cmpeq_epi8(found2, zero)));
        for (; places; places &= places - 1) {
          unsigned i = (unsigned)__builtin_ctzll(places);
          size_t place = (size_t)(p - text) + i;
          if ((*kind = verify(s, text, start, end, place, buckets[i], wanted))) {
            uint64_t before = mask(ends1, ends2) & (((uint64_t)1 << i) - 1);
            *newlines += lines + sum(counts) + (size_t)__builtin_popcountll(before);
            return place;
          }
        }
      }
      counts = _mm256_sub_epi8(counts, _mm256_add_epi8(ends1, ends2));
    }
    at = (size_t)(stop - text);
    lines += sum(counts);
  }
  *newlines += lines;
  return next_plain(s, text, start, at, end, wanted, kind, newlines);
}

static int has_vectors(void) { return __builtin_cpu_supports("avx2"); }

#elif defined(__aarch64__)

enum { VECTOR = 16 };

static size_t next_vectors(
    const struct csearch *s, const uint8_t *text, size_t start, size_t at, size_t end,
    uint8_t wanted, uint8_t *kind, size_t *newlines) {
  const uint8x16_t half = vdupq_n_u8(15), newline = vdupq_n_u8('\n'), escape = vdupq_n_u8(0x1b);
  uint8x16_t low[WINDOW], high[WINDOW];
  for (size_t k = 0; k < WINDOW; k++) low[k] = vld1q_u8(s->low[k]), high[k] = vld1q_u8(s->high[k]);
  size_t lines = 0;
  for (; end - at >= VECTOR + WINDOW - 1; at += VECTOR) {
    uint8x16_t first = vld1q_u8(text + at), found = vdupq_n_u8(255);
    for (size_t k = 0; k < WINDOW; k++) {
      uint8x16_t bytes = vld1q_u8(text + at + k);
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

size_t csearch_next_plain(
    const struct csearch *search, const uint8_t *text, size_t start, size_t end, uint8_t wanted,
    uint8_t *kind, size_t *newlines) {
  *kind = 0;
  return start < end ? next_plain(search, text, start, start, end, wanted, kind, newlines) : end;
}
