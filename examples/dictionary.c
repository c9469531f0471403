/* A dictionary for keys, from C: train, save, load, encode one and many, decode, find a prefix.
 *
 *   cc -std=c11 dictionary.c $(pkg-config --cflags --libs tacit-indexes) && ./a.out FILE.dict
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tacit/tacit.h"

#define KEYS 1000

/* Says why, and ends. */
static void require(int status, tacit_error *error) {
  if (status == TACIT_OK) return;
  fprintf(stderr, "dictionary: status %d: %s\n", status, tacit_error_message(error));
  tacit_error_free(error);
  exit(1);
}

/* As the encodings are ordered: bytes, then length. */
static int compare(const unsigned char *a, size_t a_size, const unsigned char *b, size_t b_size) {
  const int order = memcmp(a, b, a_size < b_size ? a_size : b_size);
  return order != 0 ? order : (a_size > b_size) - (a_size < b_size);
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: dictionary FILE.dict\n");
    return 2;
  }
  if (tacit_abi_oldest() > TACIT_ABI_VERSION || TACIT_ABI_VERSION > tacit_abi_version()) {
    fprintf(stderr, "dictionary: this library is of another version\n");
    return 1;
  }

  /* In order, so that the order of their encodings can be seen. */
  static char texts[KEYS][48];
  static tacit_bytes keys[KEYS];
  size_t total = 0;
  for (size_t i = 0; i < KEYS; ++i) {
    const int size = snprintf(texts[i], sizeof texts[i], "org.example/orders/%04u/item", (unsigned)i);
    keys[i].data = texts[i];
    keys[i].size = (size_t)size;
    total += keys[i].size;
  }

  tacit_error *error = NULL;
  tacit_dictionary_options options = TACIT_DICTIONARY_OPTIONS_INIT;
  options.scheme = TACIT_SCHEME_ALM_IMPROVED;
  options.max_entries = 1000;
  tacit_dictionary *dictionary = NULL;
  require(tacit_dictionary_train(keys, KEYS, &options, &dictionary, &error), error);

  /* What a file holds encodes all keys to the same bytes. */
  require(tacit_dictionary_save(dictionary, argv[1], &error), error);
  tacit_dictionary_free(dictionary);
  require(tacit_dictionary_load(argv[1], &dictionary, &error), error);

  tacit_dictionary_properties properties = {.struct_size = sizeof properties};
  require(tacit_dictionary_describe(dictionary, &properties, &error), error);
  printf("%s, %u entries, %llu bytes\n", tacit_dictionary_scheme_name(properties.scheme), properties.entries,
         (unsigned long long)properties.dictionary_bytes);

  /* Many keys in one call. */
  size_t room = 0;
  for (size_t i = 0; i < KEYS; ++i) room += tacit_dictionary_max_encoded_bytes(dictionary, keys[i].size);
  unsigned char *encoded = malloc(room);
  static size_t ends[KEYS];
  if (encoded == NULL) return 1;
  require(tacit_dictionary_encode_batch(dictionary, keys, KEYS, encoded, room, ends, &error), error);
  printf("%u keys: %zu bytes, encoded %zu\n", (unsigned)KEYS, total, ends[KEYS - 1]);

  /* A prefix is a range of encodings: those of order 042 are ten. */
  const char *prefix = "org.example/orders/042";
  unsigned char *low = NULL;
  unsigned char *high = NULL;
  size_t low_size = 0;
  size_t high_size = 0;
  require(tacit_dictionary_encode_prefix(dictionary, prefix, strlen(prefix), &low, &low_size, &high,
                                         &high_size, &error),
          error);
  unsigned found = 0;
  for (size_t i = 0; i < KEYS; ++i) {
    const size_t begin = i == 0 ? 0 : ends[i - 1];
    const unsigned char *each = encoded + begin;
    const size_t size = ends[i] - begin;
    if (i > 0) {
      const size_t before = i == 1 ? 0 : ends[i - 2];
      if (compare(encoded + before, begin - before, each, size) >= 0) return 1; /* not in order */
    }
    if (compare(each, size, low, low_size) >= 0 &&
        (high == NULL || compare(each, size, high, high_size) < 0)) {
      ++found;
    }
    char key[64];
    size_t key_size = 0;
    require(tacit_dictionary_decode(dictionary, each, size, key, sizeof key, &key_size, &error), error);
    if (key_size != keys[i].size || memcmp(key, keys[i].data, key_size) != 0) return 1; /* another key */
  }
  printf("%u keys begin with %s\n", found, prefix);

  tacit_buffer_free(low);
  tacit_buffer_free(high);
  free(encoded);
  tacit_dictionary_free(dictionary);
  return found == 10 ? 0 : 1;
}
