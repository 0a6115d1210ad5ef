/* libudev's monitors, as Swift sees them: sd-device has no public way to follow the kernel's own. */
#pragma once
#include <libudev.h>
