#pragma once

#include <stddef.h>
#include <stdint.h>

/// Runs libFuzzer with the command line's options; it calls `body` for each input.
/// https://llvm.org/docs/LibFuzzer.html#using-libfuzzer-as-a-library
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*body)(const uint8_t *bytes, size_t count));
