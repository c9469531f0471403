/* An index from C: put, look up, scan, go both ways, save, open.
 *
 *   cc -std=c11 index.c $(pkg-config --cflags --libs tacit-indexes) && ./a.out FILE.index
 */
#include <stdio.h>
#include <stdlib.h>

#include "tacit/tacit.h"

#define KEYS 1000

/* Says why, and ends. */
static void require(int status, tacit_error *error) {
  if (status == TACIT_OK) return;
  fprintf(stderr, "index: status %d: %s\n", status, tacit_error_message(error));
  tacit_error_free(error);
  exit(1);
}

static void expect(int holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "index: expected %s\n", what);
  exit(1);
}

static int print(void *context, const void *key, size_t size, uint64_t value) {
  (void)context;
  printf("%.*s = %llu\n", (int)size, (const char *)key, (unsigned long long)value);
  return 1;
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: index FILE.index\n");
    return 2;
  }
  static char texts[KEYS][48];
  static tacit_bytes keys[KEYS];
  for (size_t i = 0; i < KEYS; ++i) {
    keys[i].data = texts[i];
    keys[i].size =
        (size_t)snprintf(texts[i], sizeof texts[i], "org.example/orders/%04u/item", (unsigned)(i * 7 % KEYS));
  }

  /* Keys are held encoded by a dictionary that was trained on some of them. */
  tacit_error *error = NULL;
  tacit_dictionary *dictionary = NULL;
  require(tacit_dictionary_train(keys, KEYS / 10, NULL, &dictionary, &error), error);
  tacit_index_options options = TACIT_INDEX_OPTIONS_INIT;
  options.tree = "prefix-btree";
  options.dictionary = dictionary;
  tacit_index *index = NULL;
  require(tacit_index_create(&options, &index, &error), error);
  tacit_dictionary_free(dictionary);

  for (size_t i = 0; i < KEYS; ++i) {
    int is_new = 0;
    require(tacit_index_insert(index, keys[i].data, keys[i].size, i, &is_new, &error), error);
    expect(is_new, "a new key");
  }
  int erased = 0;
  require(tacit_index_erase(index, keys[3].data, keys[3].size, &erased, &error), error);
  uint64_t value = 0;
  expect(erased && !tacit_index_lookup(index, keys[3].data, keys[3].size, &value), "a key that is gone");
  expect(tacit_index_lookup(index, keys[4].data, keys[4].size, &value) && value == 4, "the value of a key");

  const char prefix[] = "org.example/orders/099";
  require(tacit_index_scan_prefix(index, prefix, sizeof prefix - 1, 20, print, NULL, NULL, &error), error);

  /* A file, which is served from where the system keeps its bytes. */
  require(tacit_index_save(index, argv[1], &error), error);
  tacit_index_free(index);
  require(tacit_index_open(argv[1], &index, &error), error);
  tacit_cursor *cursor = NULL;
  require(tacit_cursor_create(index, &cursor, &error), error);
  size_t seen = 0;
  tacit_bytes key;
  for (require(tacit_cursor_seek_last(cursor, &error), error); tacit_cursor_entry(cursor, &key, &value);
       ++seen) {
    require(tacit_cursor_prev(cursor, &error), error);
  }
  expect(seen == KEYS - 1 && tacit_index_size(index) == seen, "all entries in the file");
  tacit_cursor_free(cursor);
  tacit_index_free(index);
  return 0;
}
