// What Kindly asks of the system for its memory, for a program in Swift: the headers are not in the module of the C
// library. Elsewhere than on Linux, and with glibc, it does nothing.

#ifndef KINDLY_ALLOCATOR_H
#define KINDLY_ALLOCATOR_H

#include <stddef.h>
#include <stdint.h>
#ifdef __linux__
#include <features.h>
#include <sys/mman.h>
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

// Has the memory that is to come at these addresses come in pages of two megabytes, where whole ones fit in and the
// system has them. It is a wish: that it fails changes nothing.
static inline void kindly_use_large_pages(void *start, size_t bytes) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  const uintptr_t size = (uintptr_t)2 << 20;
  uintptr_t first = ((uintptr_t)start + size - 1) & ~(size - 1);
  uintptr_t end = ((uintptr_t)start + bytes) & ~(size - 1);
  if (first < end) madvise((void *)first, end - first, MADV_HUGEPAGE);
#else
  (void)start;
  (void)bytes;
#endif
}

#endif
