/*
 * zlib, for what libarchive does not do: it compares the checksums of what gzip has compressed, and
 * tells where each part ends.
 *
 * It is loaded by the first call of pd_inflate_new, which returns NULL if it is not there.
 */
#pragma once
#include <stddef.h>

struct pd_inflate;

struct pd_inflate *pd_inflate_new(void);
void pd_inflate_free(struct pd_inflate *inflate);

/* What pd_inflate_step comes to. */
enum { PD_INFLATE_GOES_ON, PD_INFLATE_PART_ENDS, PD_INFLATE_DAMAGED };

/*
 * Decompresses as much as there is, or has room. `count` and `room` say how much there is of both, and
 * then how much was taken of both. Behind the end of a part the next call begins another one.
 */
int pd_inflate_step(struct pd_inflate *inflate, const void *bytes, size_t *count, void *memory,
                    size_t *room);

/* Why it is damaged. */
const char *pd_inflate_reason(const struct pd_inflate *inflate);
