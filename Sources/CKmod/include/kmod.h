/*
 * libkmod, which modprobe and udevd use themselves, as Swift sees it.
 *
 * It is loaded by the first call of kmod_new, which returns NULL if it is not there.
 */
#pragma once
#include <libkmod.h>
