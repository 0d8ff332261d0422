// What the system says of memory, and what happens when it gives no more. Swift's runtime ends the process by a signal
// where an allocation fails; so the functions that allocate are replaced by these, which ask the C library and, where it
// refuses, have the program say so in its own words first. In a dynamic program the definitions here come before the C
// library's; a static one is linked with `--wrap`, see the Makefile.

#define _GNU_SOURCE
#include "allocator.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

// MARK: What the system says

// Reads a small file whole; nothing in it is allocated.
static int read_small(const char *path, char *text, size_t room) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t count = read(file, text, room - 1);
  close(file);
  if (count <= 0) return 0;
  text[count] = 0;
  return 1;
}

void kindly_memory_use(size_t *resident, size_t *addresses) {
  *resident = *addresses = 0;
  char text[128];
  if (!read_small("/proc/self/statm", text, sizeof text)) return;
  char *rest = text;
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  *addresses = strtoull(rest, &rest, 10) * page;
  *resident = strtoull(rest, &rest, 10) * page;
}

// The smallest limit on the way from a control group up to its root.
static size_t group_limit(void) {
  char text[4096];
  if (!read_small("/proc/self/cgroup", text, sizeof text)) return 0;
  size_t least = 0;
  // Version 2 has one line, `0::/path`; version 1 one a controller, of which `memory` is ours.
  for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
    char *first = strchr(line, ':');
    char *second = first ? strchr(first + 1, ':') : NULL;
    if (!second) continue;
    int is_unified = second == first + 1;
    *second = 0;
    if (!is_unified && !strstr(first + 1, "memory")) continue;
    char path[4096];
    char folder[2048];
    snprintf(folder, sizeof folder, "%s", second + 1);
    for (;;) {
      snprintf(path, sizeof path, is_unified ? "/sys/fs/cgroup%s/memory.max" : "/sys/fs/cgroup/memory%s/memory.limit_in_bytes",
               folder);
      char value[64];
      if (read_small(path, value, sizeof value) && value[0] >= '0' && value[0] <= '9') {
        size_t limit = strtoull(value, NULL, 10);
        if (limit > 0 && (least == 0 || limit < least)) least = limit;
      }
      char *slash = strrchr(folder, '/');
      if (!slash) break;
      *slash = 0;
    }
  }
  return least;
}

static size_t own_limit(int resource) {
  struct rlimit limit;
  if (getrlimit(resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return 0;
  return (size_t)limit.rlim_cur;
}

struct kindly_memory_limits kindly_memory_limits(void) {
  struct kindly_memory_limits limits = {0, 0, 0, 0};
  long pages = sysconf(_SC_PHYS_PAGES);
  if (pages > 0) limits.machine = (size_t)pages * (size_t)sysconf(_SC_PAGESIZE);
  limits.group = group_limit();
  limits.addresses = own_limit(RLIMIT_AS);
  limits.data = own_limit(RLIMIT_DATA);
  return limits;
}

// MARK: When there is no more

#ifdef __GLIBC__

// Addresses alone: they count against a limit, and no page of them is ever touched.
#define RESERVE ((size_t)24 << 20)

static void (*volatile exhaustion)(size_t bytes);
static void *reserve;
static volatile int is_exhausted;

void kindly_on_exhaustion(void (*handler)(size_t bytes)) {
  if (!reserve) {
    reserve = mmap(NULL, RESERVE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (reserve == MAP_FAILED) reserve = NULL;
  }
  exhaustion = handler;
}

static void *refused(size_t bytes) {
  void (*handler)(size_t) = exhaustion;
  // What the handler itself asks for and does not get is its own affair.
  if (!handler || is_exhausted) return NULL;
  is_exhausted = 1;
  if (reserve) munmap(reserve, RESERVE);
  handler(bytes);
  return NULL;
}

// What is smaller is not looked at: to ask for the use of the process takes some microseconds.
#define LARGE ((size_t)8 << 20)

static volatile size_t limit_of_use;

void kindly_limit_memory(size_t bytes) { limit_of_use = bytes; }

static int is_too_much(size_t bytes) {
  if (__builtin_expect(bytes < LARGE, 1)) return 0;
  size_t limit = limit_of_use;
  if (!limit || is_exhausted) return 0;
  size_t resident, addresses;
  kindly_memory_use(&resident, &addresses);
  return bytes > limit || resident > limit - bytes;
}

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static void *get(size_t bytes) {
  if (is_too_much(bytes)) return refused(bytes);
  return kindly_allocate(bytes);
}

void *kindly_allocate(size_t bytes) {
  void *made = __libc_malloc(bytes);
  return __builtin_expect(made != NULL, 1) ? made : refused(bytes);
}

static void *get_cleared(size_t count, size_t size) {
  void *made = __libc_calloc(count, size);
  return __builtin_expect(made != NULL, 1) ? made : refused(count * size);
}

static void *get_again(void *old, size_t bytes) {
  if (is_too_much(bytes)) return refused(bytes);
  void *made = __libc_realloc(old, bytes);
  return __builtin_expect(made != NULL || bytes == 0, 1) ? made : refused(bytes);
}

static void *get_aligned(size_t alignment, size_t bytes) {
  void *made = __libc_memalign(alignment, bytes);
  return __builtin_expect(made != NULL, 1) ? made : refused(bytes);
}

static int put_aligned(void **place, size_t alignment, size_t bytes) {
  if (alignment < sizeof(void *) || (alignment & (alignment - 1))) return EINVAL;
  void *made = get_aligned(alignment, bytes);
  if (!made) return ENOMEM;
  *place = made;
  return 0;
}

#define ALIAS(name) __attribute__((weak, visibility("default"))) name
void *ALIAS(malloc)(size_t bytes) { return get(bytes); }
void *ALIAS(calloc)(size_t count, size_t size) { return get_cleared(count, size); }
void *ALIAS(realloc)(void *old, size_t bytes) { return get_again(old, bytes); }
void *ALIAS(memalign)(size_t alignment, size_t bytes) { return get_aligned(alignment, bytes); }
void *ALIAS(aligned_alloc)(size_t alignment, size_t bytes) { return get_aligned(alignment, bytes); }
int ALIAS(posix_memalign)(void **place, size_t alignment, size_t bytes) { return put_aligned(place, alignment, bytes); }

void *__wrap_malloc(size_t bytes) { return get(bytes); }
void *__wrap_calloc(size_t count, size_t size) { return get_cleared(count, size); }
void *__wrap_realloc(void *old, size_t bytes) { return get_again(old, bytes); }
void *__wrap_memalign(size_t alignment, size_t bytes) { return get_aligned(alignment, bytes); }
void *__wrap_aligned_alloc(size_t alignment, size_t bytes) { return get_aligned(alignment, bytes); }
int __wrap_posix_memalign(void **place, size_t alignment, size_t bytes) { return put_aligned(place, alignment, bytes); }

#else

void *kindly_allocate(size_t bytes) { return malloc(bytes); }
void kindly_limit_memory(size_t bytes) { (void)bytes; }
void kindly_on_exhaustion(void (*handler)(size_t bytes)) { (void)handler; }

#endif
