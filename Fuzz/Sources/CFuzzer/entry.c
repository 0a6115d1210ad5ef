#include "CFuzzer.h"

// libFuzzer brings a main() along that is linked in but not used, and that asks for this.
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  (void)bytes;
  (void)count;
  return 0;
}
