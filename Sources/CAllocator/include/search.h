// Searching bytes, for a program in Swift: `memmem` is not in the module of the C library.

#ifndef KINDLY_SEARCH_H
#define KINDLY_SEARCH_H

#include <stddef.h>

// Where the part begins in the whole, or NULL.
const void *kindly_find(const void *whole, size_t length, const void *part, size_t part_length);

#endif
