/*
 * libudev's monitors, as Swift sees them: sd-device has no public way to follow the kernel's own.
 *
 * It is loaded by the first call of udev_new, which returns NULL if it is not there.
 */
#pragma once
#include <libudev.h>
