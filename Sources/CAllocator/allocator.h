// The one setting of the system's allocator that Kindly makes, for a program in Swift: its header is not in the module
// of the C library. Elsewhere than with glibc it does nothing.

#ifndef KINDLY_ALLOCATOR_H
#define KINDLY_ALLOCATOR_H

#include <stddef.h>
#ifdef __linux__
#include <features.h>
#endif
#ifdef __GLIBC__
#include <malloc.h>
#endif

// Keeps what is freed, pieces of up to this size and as much in all, for what is asked for next.
static inline void kindly_keep_freed_pages(int bytes) {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, bytes);
  mallopt(M_TRIM_THRESHOLD, bytes);
#else
  (void)bytes;
#endif
}

#endif
