// What Kindly asks of the system for its memory, for a program in Swift: the headers are not in the module of the C
// library. What the system does not have does nothing here.

#ifndef KINDLY_ALLOCATOR_H
#define KINDLY_ALLOCATOR_H

#include <stddef.h>
#include <stdint.h>

#include "search.h"
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

// What this process uses now, in bytes: pages in memory, and addresses. Both 0 where the system does not say.
void kindly_memory_use(size_t *resident, size_t *addresses);

// What a process may be given: of the machine, of the control group that it is in, and of its own limits. 0 where there
// is no such limit or the system does not say.
struct kindly_memory_limits {
  size_t machine, group, addresses, data;
};
struct kindly_memory_limits kindly_memory_limits(void);

// Has `handler` called, with some addresses given back for it to work with, where an allocation fails; it must end the
// process. Until then, and elsewhere than with glibc, whoever asks for memory is told that there is none.
void kindly_on_exhaustion(void (*handler)(size_t bytes));

// Refuses pieces of some megabytes that would bring what the process uses beyond so many bytes; 0 for no limit.
void kindly_limit_memory(size_t bytes);

// Memory for whoever keeps to the limit on their own; NULL, or a call of the handler, where the system has none.
void *kindly_allocate(size_t bytes);

#endif
