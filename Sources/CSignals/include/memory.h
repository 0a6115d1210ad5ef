/* Giving back memory that was needed only for the start. */
#pragma once

/*
 * Drops the pages of code that have been touched so far: a program that sleeps for days needs few of
 * them, and those come back from the page cache. Memory that was written to stays.
 */
void pd_memory_release(void);
