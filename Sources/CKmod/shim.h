/* libkmod, which modprobe and udevd use themselves, as Swift sees it. */
#pragma once
#include <libkmod.h>
