/* A filter from C: build, ask, count, save, open.
 *
 *   cc -std=c11 filter.c $(pkg-config --cflags --libs tacit-indexes) && ./a.out FILE.filter
 */
#include <stdio.h>
#include <stdlib.h>

#include "tacit/tacit.h"

#define KEYS 1000

/* Says why, and ends. */
static void require(int status, tacit_error *error) {
  if (status == TACIT_OK) return;
  fprintf(stderr, "filter: status %d: %s\n", status, tacit_error_message(error));
  tacit_error_free(error);
  exit(1);
}

static void expect(int holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "filter: expected %s\n", what);
  exit(1);
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: filter FILE.filter\n");
    return 2;
  }
  /* Every second order, in rising order. */
  static char texts[KEYS][48];
  static tacit_bytes keys[KEYS];
  for (size_t i = 0; i < KEYS; ++i) {
    keys[i].data = texts[i];
    keys[i].size =
        (size_t)snprintf(texts[i], sizeof texts[i], "org.example/orders/%04u", (unsigned)(i * 2));
  }
  tacit_error *error = NULL;
  tacit_filter *filter = NULL;
  require(tacit_filter_build(keys, KEYS, NULL, &filter, &error), error);
  require(tacit_filter_save(filter, argv[1], &error), error);
  tacit_filter_free(filter);

  require(tacit_filter_open(argv[1], NULL, &filter, &error), error);
  require(tacit_filter_check(filter, &error), error);
  for (size_t i = 0; i < KEYS; ++i) {
    expect(tacit_filter_may_contain(filter, keys[i].data, keys[i].size), "every key");
  }
  expect(!tacit_filter_may_contain(filter, "org.example/orders/0001", 23), "no odd order");
  expect(!tacit_filter_may_contain_range(filter, "org.example/users/", 18, "org.example/users0", 18),
         "no users");
  expect(!tacit_filter_may_contain_from(filter, "org.example/p", 13), "nothing behind orders");
  expect(tacit_filter_may_contain_prefix(filter, "org.example/orders/19", 21), "orders from 1900 on");
  uint64_t count = 0;
  const tacit_bytes to = {"org.example/orders/0200", 23};
  require(tacit_filter_count(filter, "org.example/orders/0100", 23, &to, &count, &error), error);
  expect(count >= 50 && count <= 52, "50 orders, or two more");
  printf("%llu keys in %zu bytes\n", (unsigned long long)tacit_filter_size(filter),
         tacit_filter_memory_bytes(filter));
  tacit_filter_free(filter);

  /* Keys that do not rise are refused with what is wrong. */
  const tacit_bytes wrong[] = {{"b", 1}, {"a", 1}};
  expect(tacit_filter_build(wrong, 2, NULL, &filter, &error) == TACIT_INVALID_ARGUMENT && filter == NULL,
         "a refusal");
  printf("%s\n", tacit_error_message(error));
  tacit_error_free(error);
  return 0;
}
