/* Giving back memory that is no longer needed. */
#pragma once

/*
 * Drops the pages of code that have been touched so far: a program that sleeps for days needs few of
 * them, and those come back from the page cache. Memory that was written to stays.
 */
void pd_memory_release(void);

/*
 * Drops the pages of files that are mapped to be read, and shared: they come back from the page cache
 * when they are read again.
 */
void pd_memory_release_files(void);

/*
 * From now on large pieces of memory go back to the system as soon as they are freed. Left to itself
 * glibc keeps them from the first one on, and puts between them what is small and stays.
 */
void pd_memory_keep_none(void);
