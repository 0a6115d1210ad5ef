#include "tables.h"

#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

static int has_vectors(void);
static int has_wide_vectors(void);

static int by_place(const void *left, const void *right) {
  const struct literal *a = left, *b = right;
  return a->place - b->place;
}

/* Which bit of `windows` stands for a window. */
static inline uint32_t hash_of(uint32_t window) {
  return window * 2654435761u >> (32 - WINDOW_BITS);
}

struct csearch *csearch_make(
    const uint8_t *const *literals, const size_t *lengths, const uint8_t *kinds, size_t count,
    const uint8_t *sample, size_t sample_length, enum csearch_way most) {
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
  s->way = has_wide_vectors() ? CSEARCH_WIDE : has_vectors() ? CSEARCH_VECTORS : CSEARCH_PLAIN;
  if (s->way > most) s->way = most;
  csearch_deal(s->literals, count, s->way == CSEARCH_WIDE, sample, sample_length);
  for (size_t i = 0; i < count; i++) {
    struct literal *l = &s->literals[i];
    const uint8_t *window = l->bytes + l->window;
    size_t rest = l->length - l->window;
    memcpy(&l->word, window, rest < sizeof l->word ? rest : sizeof l->word);
    memset(&l->mask, 0xff, rest < sizeof l->mask ? rest : sizeof l->mask);
    uint32_t hash = hash_of((uint32_t)l->word);
    s->windows[hash / 64] |= (uint64_t)1 << hash % 64;
    l->place = hash / 64;
    /* Behind a short literal any byte will do. */
    if (rest < WINDOW) {
      l->place = CHAINS;
      memset(s->windows, 0xff, sizeof s->windows);
    }
    uint8_t bit = (uint8_t)(1u << l->bucket);
    for (size_t k = 0; k < WINDOW; k++)
      for (unsigned half = 0; half < 16; half++) {
        if (k >= rest || half == (window[k] & 15)) s->low[k][half] |= bit;
        if (k >= rest || half == window[k] >> 4) s->high[k][half] |= bit;
      }
    for (size_t k = 0; k < WINDOW; k++)
      for (unsigned byte = 0; byte < BYTES; byte++)
        if (k >= rest || byte == csearch_byte(window[k])) s->whole[k][byte] |= bit;
  }
  qsort(s->literals, count, sizeof(struct literal), by_place);
  for (size_t i = 0; i < count; i++)
    for (size_t c = s->literals[i].place; c <= CHAINS; c++) s->first[c + 1] = i + 1;
  return s;
}

void csearch_free(struct csearch *search) { free(search); }

/* The bytes from `at` on, as a number. */
static inline uint64_t word_at(const uint8_t *text, size_t end, size_t at) {
  uint64_t word = 0;
  memcpy(&word, text + at, end - at < sizeof word ? end - at : sizeof word);
  return word;
}

/* The kind of the literal whose window is at `at`, of those in a chain; 0 if there is none. */
static uint8_t compare(
    const struct csearch *s, const uint8_t *text, size_t start, size_t end, size_t at,
    size_t chain, uint8_t wanted) {
  uint64_t word = word_at(text, end, at);
  for (size_t i = s->first[chain]; i < s->first[chain + 1]; i++) {
    const struct literal *l = &s->literals[i];
    if (__builtin_expect((word ^ l->word) & l->mask, 0)) continue;
    if (!(l->kind & wanted) || at - start < l->window || end - at < l->length - l->window)
      continue;
    if (!memcmp(text + at - l->window, l->bytes, l->length)) return l->kind;
  }
  return 0;
}

/* What stands at `at`, where the tables say that something may: the kind, or 0. Mostly nothing does,
 * and one look at the window's number tells. */
static inline __attribute__((always_inline)) uint8_t verify(
    const struct csearch *s, const uint8_t *text, size_t start, size_t end, size_t at,
    uint8_t wanted) {
  if (text[at] == 0x1b) return CSEARCH_ESCAPE;
  uint32_t hash = hash_of((uint32_t)word_at(text, end, at));
  if (__builtin_expect(!(s->windows[hash / 64] >> hash % 64 & 1), 1)) return 0;
  uint8_t kind = compare(s, text, start, end, at, hash / 64, wanted);
  return kind ? kind : compare(s, text, start, end, at, CHAINS, wanted);
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
        (*kind = verify(s, text, start, end, at, wanted)))
      break;
    lines += text[at] == '\n';
  }
  *newlines += lines;
  return at;
}

#if defined(__x86_64__)

/* What is looked at at once: two vectors. */
enum { VECTOR = 32, STEP = 2 * VECTOR, WIDE = 64 };

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
        uint64_t places = ~mask(
            _mm256_andnot_si256(escape1, _mm256_cmpeq_epi8(found1, zero)),
            _mm256_andnot_si256(escape2, _mm256_cmpeq_epi8(found2, zero)));
        for (; places; places &= places - 1) {
          unsigned i = (unsigned)__builtin_ctzll(places);
          size_t place = (size_t)(p - text) + i;
          if ((*kind = verify(s, text, start, end, place, wanted))) {
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

/* The same with tables of whole bytes, where a processor looks up 64 bytes in a table of 128 at
 * once. */

#define WITH_WIDE_VECTORS __attribute__((target("avx512bw,avx512vbmi,popcnt")))

WITH_WIDE_VECTORS static size_t next_wide(
    const struct csearch *s, const uint8_t *text, size_t start, size_t at, size_t end,
    uint8_t wanted, uint8_t *kind, size_t *newlines) {
  const __m512i newline = _mm512_set1_epi8('\n'), escape = _mm512_set1_epi8(0x1b);
  const __m512i last = _mm512_set1_epi8(BYTES - 1);
  __m512i first[WINDOW], second[WINDOW];
  for (size_t k = 0; k < WINDOW; k++) {
    first[k] = _mm512_loadu_si512(s->whole[k]);
    second[k] = _mm512_loadu_si512(s->whole[k] + WIDE);
  }
  size_t lines = 0;
  for (; end - at >= WIDE + WINDOW - 1; at += WIDE) {
    __m512i bytes = _mm512_loadu_si512(text + at);
    __m512i found = _mm512_set1_epi8(-1);
#pragma GCC unroll 4
    for (size_t k = 0; k < WINDOW; k++) {
      __m512i byte = _mm512_min_epu8(_mm512_loadu_si512(text + at + k), last);
      found = _mm512_and_si512(found, _mm512_permutex2var_epi8(first[k], byte, second[k]));
    }
    uint64_t ends = _mm512_cmpeq_epi8_mask(bytes, newline);
    uint64_t places = _mm512_test_epi8_mask(found, found) | _mm512_cmpeq_epi8_mask(bytes, escape);
    if (__builtin_expect(places != 0, 0)) {
      for (; places; places &= places - 1) {
        unsigned i = (unsigned)__builtin_ctzll(places);
        if ((*kind = verify(s, text, start, end, at + i, wanted))) {
          uint64_t before = ends & (((uint64_t)1 << i) - 1);
          *newlines += lines + (size_t)__builtin_popcountll(before);
          return at + i;
        }
      }
    }
    lines += (size_t)__builtin_popcountll(ends);
  }
  *newlines += lines;
  return next_plain(s, text, start, at, end, wanted, kind, newlines);
}

static int has_wide_vectors(void) { return __builtin_cpu_supports("avx512vbmi"); }

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
        if ((*kind = verify(s, text, start, end, at + i, wanted))) {
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

#define next_wide next_vectors
static int has_vectors(void) { return 1; }
static int has_wide_vectors(void) { return 0; }

#else

#define next_vectors next_plain
#define next_wide next_plain
static int has_vectors(void) { return 0; }
static int has_wide_vectors(void) { return 0; }

#endif

size_t csearch_next(
    const struct csearch *search, const uint8_t *text, size_t start, size_t end, uint8_t wanted,
    uint8_t *kind, size_t *newlines) {
  *kind = 0;
  if (start >= end) return end;
  switch (search->way) {
    case CSEARCH_WIDE: return next_wide(search, text, start, start, end, wanted, kind, newlines);
    case CSEARCH_VECTORS:
      return next_vectors(search, text, start, start, end, wanted, kind, newlines);
    case CSEARCH_PLAIN: break;
  }
  return next_plain(search, text, start, start, end, wanted, kind, newlines);
}
