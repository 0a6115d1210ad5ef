#include "inflate.h"

#include <loader.h>
#include <stdlib.h>
/* Its pointers to what is decompressed are to const. */
#define ZLIB_CONST
#include <zlib.h>

#define MAKERS(F)
#define OTHERS(F)                                                                    \
  F(int, inflateInit2_, (z_streamp stream, int bits, const char *version, int size), \
    (stream, bits, version, size))                                                   \
  F(int, inflate, (z_streamp stream, int flush), (stream, flush))                    \
  F(int, inflateReset, (z_streamp stream), (stream))                                 \
  F(int, inflateEnd, (z_streamp stream), (stream))
PD_LIBRARY("libz.so.1", MAKERS, OTHERS)

/* The largest window, and a header of gzip's. */
enum { GZIP = 15 + 16 };

struct pd_inflate {
  z_stream stream;
  int result;
};

struct pd_inflate *pd_inflate_new(void) {
  if (pd_library_absence(&library)) return NULL;
  struct pd_inflate *state = calloc(1, sizeof *state);
  if (state && inflateInit2(&state->stream, GZIP) != Z_OK) {
    free(state);
    state = NULL;
  }
  return state;
}

void pd_inflate_free(struct pd_inflate *state) {
  if (!state) return;
  inflateEnd(&state->stream);
  free(state);
}

int pd_inflate_step(struct pd_inflate *state, const void *bytes, size_t *count, void *memory,
                    size_t *room) {
  z_stream *stream = &state->stream;
  if (state->result == Z_STREAM_END) inflateReset(stream);
  const uInt most = 1u << 30;
  const uInt given = *count < most ? (uInt)*count : most;
  const uInt open = *room < most ? (uInt)*room : most;
  stream->next_in = bytes;
  stream->avail_in = given;
  stream->next_out = memory;
  stream->avail_out = open;
  state->result = inflate(stream, Z_NO_FLUSH);
  *count = given - stream->avail_in;
  *room = open - stream->avail_out;
  switch (state->result) {
    case Z_OK:
    case Z_BUF_ERROR:
      return PD_INFLATE_GOES_ON;
    case Z_STREAM_END:
      return PD_INFLATE_PART_ENDS;
    default:
      return PD_INFLATE_DAMAGED;
  }
}

const char *pd_inflate_reason(const struct pd_inflate *state) {
  return state->stream.msg ? state->stream.msg : "it is damaged";
}
