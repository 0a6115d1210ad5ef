/* libarchive, which unpacks all formats at once, as Swift sees it. */
#pragma once
#include <archive.h>
#include <archive_entry.h>
