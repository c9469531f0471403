/* Tacit for C (C11), and for whatever can call C.
 *
 * Conventions. Each object is an opaque handle, and each function of it is tacit_<object>_<verb>. A function
 * that can fail returns a status, TACIT_OK or another; where `error` is not NULL, a failure leaves an error
 * there, which the caller frees, and a success leaves NULL. A failure leaves NULL in each other result that
 * is a pointer. No function keeps what it is given, and none throws. Bytes are a pointer and a length; the
 * pointer may be NULL where the length is 0. A result goes into the caller's buffer, or is freed with
 * tacit_buffer_free. A struct of options or properties begins with struct_size, which the caller sets to its
 * own sizeof, so that later versions can add members at its end. Where nothing is said of NULL, a pointer is
 * not NULL.
 */
#ifndef TACIT_TACIT_H_
#define TACIT_TACIT_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TACIT_API __attribute__((visibility("default")))

/* The version of this interface that a program is compiled with, and the oldest that this version's library
 * still serves. A program may use a library if
 *   tacit_abi_oldest() <= TACIT_ABI_VERSION && TACIT_ABI_VERSION <= tacit_abi_version(). */
#define TACIT_ABI_VERSION 1U
#define TACIT_ABI_OLDEST 1U
/* Those of the library that runs. */
TACIT_API uint32_t tacit_abi_version(void);
TACIT_API uint32_t tacit_abi_oldest(void);

enum {
  TACIT_OK = 0,
  TACIT_NOT_FOUND = 1,          /* the named thing does not exist */
  TACIT_INVALID_ARGUMENT = 2,   /* the caller's input is wrong */
  TACIT_CORRUPTION = 3,         /* bytes of ours hold what they cannot hold */
  TACIT_NOT_SUPPORTED = 4,      /* a newer version, or an optional part that is absent */
  TACIT_RESOURCE_EXHAUSTED = 5, /* memory, or another budget */
  TACIT_IO = 6,                 /* the operating system refused */
  TACIT_INTERNAL = 7,           /* our own bug */
  TACIT_BUFFER_TOO_SMALL = 8    /* the caller's buffer; how large it must be has been told */
};

/* Why a call failed. Immutable; shared by any number of threads, freed by one. */
typedef struct tacit_error tacit_error;
TACIT_API int tacit_error_status(const tacit_error* error);
/* One line; belongs to the error. */
TACIT_API const char* tacit_error_message(const tacit_error* error);
TACIT_API void tacit_error_free(tacit_error* error); /* NULL is nothing */

/* Frees what a function says to. NULL is nothing. */
TACIT_API void tacit_buffer_free(void* buffer);

/* Bytes that belong to the caller. */
typedef struct tacit_bytes {
  const void* data;
  size_t size;
} tacit_bytes;

/* ---- Dictionaries: keys made shorter, in order ----
 *
 * For all byte strings a and b of at most TACIT_MAX_KEY_BYTES, a < b if and only if the encoding of a is less
 * than that of b, both as unsigned bytes with a proper prefix before what it is a prefix of (memcmp, then the
 * length); decoding is its inverse; the encoding of the empty key is empty.
 *
 * Immutable once made: any number of threads may use one dictionary at a time. One frees it, when none uses
 * it.
 */
typedef struct tacit_dictionary tacit_dictionary;

#define TACIT_MAX_KEY_BYTES 1073741824U
#define TACIT_MAX_DICTIONARY_ENTRIES 262144U

enum { /* which strings have symbols; docs/formats/dictionary.md has the same numbers */
       TACIT_SCHEME_SINGLE_CHAR = 0,
       TACIT_SCHEME_DOUBLE_CHAR = 1,
       TACIT_SCHEME_3_GRAMS = 2,
       TACIT_SCHEME_4_GRAMS = 3,
       TACIT_SCHEME_ALM = 4,
       TACIT_SCHEME_ALM_IMPROVED = 5
};
enum {
  TACIT_CODES_OPTIMAL = 0,      /* of least mean length */
  TACIT_CODES_FIXED_LENGTH = 1, /* all of one length */
};

typedef struct tacit_dictionary_options {
  uint32_t struct_size;
  uint32_t scheme;
  uint32_t codes;
  uint32_t max_entries; /* 0: 16384 */
} tacit_dictionary_options;
#define TACIT_DICTIONARY_OPTIONS_INIT \
  {sizeof(tacit_dictionary_options), TACIT_SCHEME_3_GRAMS, TACIT_CODES_OPTIMAL, 0}

/* Trains on a sample of keys, in any order; repeated ones weigh more. Deterministic. An empty sample takes
 * all bytes for equally frequent. `options` NULL: those of TACIT_DICTIONARY_OPTIONS_INIT. INVALID_ARGUMENT:
 * no such scheme or codes, more than TACIT_MAX_DICTIONARY_ENTRIES, a struct_size of no version.
 * RESOURCE_EXHAUSTED: memory. */
TACIT_API int tacit_dictionary_train(const tacit_bytes* keys, size_t count,
                                     const tacit_dictionary_options* options, tacit_dictionary** dictionary,
                                     tacit_error** error);
/* Reads what pack wrote, whatever the bytes hold. `name` opens each message; NULL: "dictionary".
 * CORRUPTION: they are no dictionary's. NOT_SUPPORTED: a newer version's. RESOURCE_EXHAUSTED: memory. */
TACIT_API int tacit_dictionary_open(const void* bytes, size_t size, const char* name,
                                    tacit_dictionary** dictionary, tacit_error** error);
/* The same of a file. NOT_FOUND; INVALID_ARGUMENT: a folder, or too large; IO. */
TACIT_API int tacit_dictionary_load(const char* path, tacit_dictionary** dictionary, tacit_error** error);
TACIT_API void tacit_dictionary_free(tacit_dictionary* dictionary); /* NULL is nothing */

/* As bytes, to be freed with tacit_buffer_free. What is opened from them encodes every key to the same bytes.
 * RESOURCE_EXHAUSTED: memory. */
TACIT_API int tacit_dictionary_pack(const tacit_dictionary* dictionary, unsigned char** bytes, size_t* size,
                                    tacit_error** error);
/* To a file, atomically. NOT_FOUND: no such folder. IO. RESOURCE_EXHAUSTED: memory. */
TACIT_API int tacit_dictionary_save(const tacit_dictionary* dictionary, const char* path,
                                    tacit_error** error);

typedef struct tacit_dictionary_properties {
  uint32_t struct_size; /* set by the caller */
  uint32_t scheme;
  uint32_t codes;
  uint32_t entries;
  uint64_t dictionary_bytes; /* that encoding reads from */
  uint64_t decoder_bytes;    /* that decoding reads from */
  double trained_rate;       /* of the sample, original over encoded bytes */
} tacit_dictionary_properties;
/* INVALID_ARGUMENT: a struct_size of no version. */
TACIT_API int tacit_dictionary_describe(const tacit_dictionary* dictionary,
                                        tacit_dictionary_properties* properties, tacit_error** error);
/* "3-grams" and so on, for ever; NULL where there is no such scheme. */
TACIT_API const char* tacit_dictionary_scheme_name(uint32_t scheme);

/* No key of so many bytes has a longer encoding, and no encoding of so many bytes a longer key. SIZE_MAX for
 * more than TACIT_MAX_KEY_BYTES bytes of a key, and for an encoding that is longer than any such key's. */
TACIT_API size_t tacit_dictionary_max_encoded_bytes(const tacit_dictionary* dictionary, size_t key_size);
TACIT_API size_t tacit_dictionary_max_decoded_bytes(const tacit_dictionary* dictionary, size_t encoded_size);

/* The encoding of a key into `out`, which has `room` bytes, and its size into `encoded_size`. Fastest with 16
 * bytes more room than tacit_dictionary_max_encoded_bytes(key_size).
 * BUFFER_TOO_SMALL: `encoded_size` bytes are needed; `out` holds anything. INVALID_ARGUMENT: the key is
 * longer than TACIT_MAX_KEY_BYTES. RESOURCE_EXHAUSTED: memory, which only a small room needs. After the last
 * two, `encoded_size` is 0. */
TACIT_API int tacit_dictionary_encode(const tacit_dictionary* dictionary, const void* key, size_t key_size,
                                      void* out, size_t room, size_t* encoded_size, tacit_error** error);
/* Many keys in one call, which is faster. Their encodings stand one behind another in `out`; that of key i
 * ends before ends[i], of which there are `count`, and begins where the one before it ends.
 * BUFFER_TOO_SMALL: the last of `ends` is what is needed; `out` holds anything. INVALID_ARGUMENT: a key is
 * longer than TACIT_MAX_KEY_BYTES. RESOURCE_EXHAUSTED: memory. After the last two, `ends` hold anything. */
TACIT_API int tacit_dictionary_encode_batch(const tacit_dictionary* dictionary, const tacit_bytes* keys,
                                            size_t count, void* out, size_t room, size_t* ends,
                                            tacit_error** error);

/* The key of an encoding, as in encode; fastest with 16 bytes more room than
 * tacit_dictionary_max_decoded_bytes(encoded_size). CORRUPTION: no key has bits like these. Some bytes that
 * no key is encoded to give a key nevertheless: decode_exactly, at the price of encoding the key again, takes
 * them for CORRUPTION too. INVALID_ARGUMENT: longer than any key's encoding. BUFFER_TOO_SMALL: `key_size`
 * bytes are needed. RESOURCE_EXHAUSTED: memory. */
TACIT_API int tacit_dictionary_decode(const tacit_dictionary* dictionary, const void* encoded,
                                      size_t encoded_size, void* out, size_t room, size_t* key_size,
                                      tacit_error** error);
TACIT_API int tacit_dictionary_decode_exactly(const tacit_dictionary* dictionary, const void* encoded,
                                              size_t encoded_size, void* out, size_t room, size_t* key_size,
                                              tacit_error** error);

/* Many encodings in one call, as in encode_batch. CORRUPTION: to one of them decode answers that. */
TACIT_API int tacit_dictionary_decode_batch(const tacit_dictionary* dictionary, const tacit_bytes* encoded,
                                            size_t count, void* out, size_t room, size_t* ends,
                                            tacit_error** error);

/* The keys that begin with `prefix` are those whose encodings are not less than `low` and less than `high`;
 * where `high` becomes NULL, there is no upper bound. Both are freed with tacit_buffer_free. (The encodings
 * of the keys from a to below b lie from the encoding of a to below that of b, and nothing else does.)
 * INVALID_ARGUMENT: the prefix is longer than TACIT_MAX_KEY_BYTES. RESOURCE_EXHAUSTED: memory. */
TACIT_API int tacit_dictionary_encode_prefix(const tacit_dictionary* dictionary, const void* prefix,
                                             size_t prefix_size, unsigned char** low, size_t* low_size,
                                             unsigned char** high, size_t* high_size, tacit_error** error);

/* ---- Indexes: ordered maps from byte strings to 64-bit values ----
 *
 * Keys compare as unsigned bytes, a proper prefix before what it is a prefix of; any byte string of at most
 * TACIT_MAX_INDEX_KEY_BYTES is a key. The index copies the keys that it is given.
 *
 * Any number of threads may read an index at once (lookup, scans, cursors of their own, size, describe,
 * check, save); a call that changes it needs it alone.
 */
typedef struct tacit_index tacit_index;

#define TACIT_MAX_INDEX_KEY_BYTES 16777216U

typedef struct tacit_index_options {
  uint32_t struct_size;
  /* Whether an index with a dictionary trains the next one by itself, once its keys have changed: the change
   * that finds it so takes some hundredths of a second. */
  uint32_t renew;
  /* A name that tacit_index_tree_name tells: "art", "hot", "btree", "prefix-btree", "concurrent-art",
     "concurrent-btree". */
  const char* tree;
  /* NULL: keys are held as they are. Else encoded by it: they take fewer bytes, and callers see no
   * difference. The index shares what the dictionary holds; the handle may be freed. */
  const tacit_dictionary* dictionary;
} tacit_index_options;
#define TACIT_INDEX_OPTIONS_INIT {sizeof(tacit_index_options), 0, "art", NULL}

/* The name of tree i, NULL where there are no more. */
TACIT_API const char* tacit_index_tree_name(size_t i);

/* An empty index. `options` NULL: those of TACIT_INDEX_OPTIONS_INIT. INVALID_ARGUMENT: no such tree, a
 * struct_size of no version. RESOURCE_EXHAUSTED: memory. */
TACIT_API int tacit_index_create(const tacit_index_options* options, tacit_index** index,
                                 tacit_error** error);
/* The entries of a file that tacit_index_save wrote, served from its mapping. What would change it answers
 * NOT_SUPPORTED. The file must not be made shorter as long as it is open. NOT_FOUND, IO; CORRUPTION;
 * NOT_SUPPORTED: a newer version; RESOURCE_EXHAUSTED. */
TACIT_API int tacit_index_open(const char* path, tacit_index** index, tacit_error** error);
TACIT_API void tacit_index_free(tacit_index* index); /* NULL is nothing */

/* Writes the entries to a file, which is there as a whole or not at all; keys are encoded there as they are
 * in the index. NOT_FOUND: no such folder; IO; RESOURCE_EXHAUSTED. */
TACIT_API int tacit_index_save(const tacit_index* index, const char* path, tacit_error** error);

/* Insert leaves a key that is there as it is, upsert gives it the value. `is_new` may be NULL. A failure
 * leaves the index as it was. INVALID_ARGUMENT: the key is too long; RESOURCE_EXHAUSTED: memory. */
TACIT_API int tacit_index_insert(tacit_index* index, const void* key, size_t key_size, uint64_t value,
                                 int* is_new, tacit_error** error);
TACIT_API int tacit_index_upsert(tacit_index* index, const void* key, size_t key_size, uint64_t value,
                                 int* is_new, tacit_error** error);
/* Needs no memory. `erased` (may be NULL): whether the key was there. */
TACIT_API int tacit_index_erase(tacit_index* index, const void* key, size_t key_size, int* erased,
                                tacit_error** error);
/* Fills an empty index with entries whose keys rise, fast and dense. After a failure it is empty.
 * INVALID_ARGUMENT: it is not empty, or keys do not rise: tells which. */
TACIT_API int tacit_index_load(tacit_index* index, const tacit_bytes* keys, const uint64_t* values,
                               size_t count, tacit_error** error);
/* 1 and the value, or 0 where the key is not there. Never fails, needs no memory. */
TACIT_API int tacit_index_lookup(const tacit_index* index, const void* key, size_t key_size, uint64_t* value);

/* Sees one entry; answers 0 to stop. The key is valid during the call. Must not change the index. */
typedef int (*tacit_index_visitor)(void* context, const void* key, size_t key_size, uint64_t value);
/* Visits entries in rising order, at most `limit` of them: keys from `from` on; those below `to` as well;
 * those that begin with `prefix`. `visited` (may be NULL) counts the one at which the visitor stopped, too.
 * RESOURCE_EXHAUSTED: memory. */
TACIT_API int tacit_index_scan(const tacit_index* index, const void* from, size_t from_size, size_t limit,
                               tacit_index_visitor visitor, void* context, size_t* visited,
                               tacit_error** error);
TACIT_API int tacit_index_scan_range(const tacit_index* index, const void* from, size_t from_size,
                                     const void* to, size_t to_size, size_t limit,
                                     tacit_index_visitor visitor, void* context, size_t* visited,
                                     tacit_error** error);
TACIT_API int tacit_index_scan_prefix(const tacit_index* index, const void* prefix, size_t prefix_size,
                                      size_t limit, tacit_index_visitor visitor, void* context,
                                      size_t* visited, tacit_error** error);

TACIT_API size_t tacit_index_size(const tacit_index* index);

typedef struct tacit_index_properties {
  uint32_t struct_size;
  uint32_t height; /* nodes on the longest way to an entry */
  uint64_t entries;
  uint64_t memory_bytes; /* keys, values and a dictionary's tables included */
  uint64_t left_to_move; /* entries of a dictionary that is being replaced */
  double mean_depth;     /* nodes on the way to an entry */
} tacit_index_properties;
/* Looks at all of the index. INVALID_ARGUMENT: a struct_size of no version; RESOURCE_EXHAUSTED. */
TACIT_API int tacit_index_describe(const tacit_index* index, tacit_index_properties* properties,
                                   tacit_error** error);
/* Whether what the index rests on holds. INTERNAL: what does not; RESOURCE_EXHAUSTED. */
TACIT_API int tacit_index_check(const tacit_index* index, tacit_error** error);

/* From now on new keys are encoded by this dictionary; changes, and tacit_index_move, encode the others anew,
 * a few at a time. INVALID_ARGUMENT: the index has no dictionary, or one is being replaced already. */
TACIT_API int tacit_index_replace_dictionary(tacit_index* index, const tacit_dictionary* dictionary,
                                             tacit_error** error);
TACIT_API int tacit_index_move(tacit_index* index, size_t count, tacit_error** error);

/* A place in an index: on an entry, or on none, where it begins. Belongs to one thread; once the index was
 * changed, it has to seek before anything else; it is freed before the index. */
typedef struct tacit_cursor tacit_cursor;
TACIT_API int tacit_cursor_create(const tacit_index* index, tacit_cursor** cursor, tacit_error** error);
TACIT_API void tacit_cursor_free(tacit_cursor* cursor); /* NULL is nothing */
/* On the first entry whose key is not less; on the last one; on the next and the one before, from none to
 * none. On none where there is no such entry, and after a failure. RESOURCE_EXHAUSTED: memory. */
TACIT_API int tacit_cursor_seek(tacit_cursor* cursor, const void* key, size_t key_size, tacit_error** error);
TACIT_API int tacit_cursor_seek_last(tacit_cursor* cursor, tacit_error** error);
TACIT_API int tacit_cursor_next(tacit_cursor* cursor, tacit_error** error);
TACIT_API int tacit_cursor_prev(tacit_cursor* cursor, tacit_error** error);
/* 1 and the entry, whose key is valid until the cursor goes elsewhere; 0 on none. */
TACIT_API int tacit_cursor_entry(const tacit_cursor* cursor, tacit_bytes* key, uint64_t* value);

/* Filters that stand before something slow (tacit/filter.h): they tell of a key, a range or a prefix whether
 * a set may have any such. Where they answer 0, it has none. Immutable: any number of threads may use one. */
typedef struct tacit_filter tacit_filter;

typedef struct tacit_filter_options {
  uint32_t struct_size;
  uint32_t hash_bits; /* kept of each key's hash: read where the suffix has such, 1 to 32 in all */
  uint32_t real_bits; /* kept of each key behind its prefix */
  /* The upper levels are dense as long as that costs one part in so many; 0: none is. */
  uint32_t dense_ratio;
  const char* suffix; /* "none", "hash", "real", "mixed" */
  /* NULL: keys are as they are. Else encoded by it, which makes the filter smaller and callers see no
   * difference. The filter shares what the dictionary holds; the handle may be freed. */
  const tacit_dictionary* dictionary;
} tacit_filter_options;
#define TACIT_FILTER_OPTIONS_INIT {sizeof(tacit_filter_options), 8, 8, 32, "real", NULL}

/* From keys in rising order; keeps none of them. `options` NULL: those of TACIT_FILTER_OPTIONS_INIT.
 * INVALID_ARGUMENT: keys do not rise, or one is too long: tells which; options out of bounds.
 * RESOURCE_EXHAUSTED: memory. */
TACIT_API int tacit_filter_build(const tacit_bytes* keys, size_t count, const tacit_filter_options* options,
                                 tacit_filter** filter, tacit_error** error);
/* A file that tacit_filter_save wrote, served from its mapping. `dictionary`: that which it was built with,
 * or NULL. The file must not be changed as long as it is open, only replaced. NOT_FOUND, IO; CORRUPTION;
 * NOT_SUPPORTED: a newer version; INVALID_ARGUMENT: another dictionary; RESOURCE_EXHAUSTED. */
TACIT_API int tacit_filter_open(const char* path, const tacit_dictionary* dictionary, tacit_filter** filter,
                                tacit_error** error);
TACIT_API void tacit_filter_free(tacit_filter* filter); /* NULL is nothing */
/* Writes a file, which is there as a whole or not at all. NOT_FOUND: no such folder; IO. */
TACIT_API int tacit_filter_save(const tacit_filter* filter, const char* path, tacit_error** error);

/* 0: there is no such key; 1: there may be. Never fail: without memory the answer is 1. */
TACIT_API int tacit_filter_may_contain(const tacit_filter* filter, const void* key, size_t key_size);
/* Not less than `from`, and less than `to`. */
TACIT_API int tacit_filter_may_contain_range(const tacit_filter* filter, const void* from, size_t from_size,
                                             const void* to, size_t to_size);
/* Not less than `from`. */
TACIT_API int tacit_filter_may_contain_from(const tacit_filter* filter, const void* from, size_t from_size);
/* That begin with `prefix`, or are it. */
TACIT_API int tacit_filter_may_contain_prefix(const tacit_filter* filter, const void* prefix,
                                              size_t prefix_size);
/* Keys from `from` on that are less than `*to`, or to the end where `to` is NULL: no fewer than there are,
 * two more at most. RESOURCE_EXHAUSTED: memory. */
TACIT_API int tacit_filter_count(const tacit_filter* filter, const void* from, size_t from_size,
                                 const tacit_bytes* to, uint64_t* count, tacit_error** error);

TACIT_API uint64_t tacit_filter_size(const tacit_filter* filter);       /* keys */
TACIT_API size_t tacit_filter_memory_bytes(const tacit_filter* filter); /* without the dictionary */
/* Looks at all of it. CORRUPTION: what does not hold. */
TACIT_API int tacit_filter_check(const tacit_filter* filter, tacit_error** error);

/* ---- Models of tables: how many rows fulfil a condition (tacit/model.h) ----
 *
 * These are in libtacit, not in libtacit_indexes.
 *
 * A model is immutable: any number of threads may use one, and prepare predicates with it. One frees it, when
 * none uses it; what was prepared or created with it keeps what it needs, and may be freed later.
 */
typedef struct tacit_model tacit_model;

typedef struct tacit_training_options {
  uint32_t struct_size;
  uint32_t threads;   /* 0: as many as the processor has */
  uint64_t max_bytes; /* of the model's file */
  double seconds;     /* for a network; 0: as many as it needs */
  double epochs;      /* at most; 0: as the time allows */
  uint64_t seed;
} tacit_training_options;
#define TACIT_TRAINING_OPTIONS_INIT {sizeof(tacit_training_options), 0, 1048576, 0, 0, 0}

/* Trains a model of a table, "FILE.csv" or "URL#table", and writes it to `path`, where it is as a whole or
 * not at all. `options` NULL: those of TACIT_TRAINING_OPTIONS_INIT. NOT_FOUND, IO; INVALID_ARGUMENT: no rows,
 * a file that is no CSV, options out of bounds; CORRUPTION: a compressed file that is broken;
 * RESOURCE_EXHAUSTED. */
TACIT_API int tacit_model_train(const char* table, const tacit_training_options* options, const char* path,
                                tacit_error** error);
/* NOT_FOUND, IO; CORRUPTION; NOT_SUPPORTED: a newer version; RESOURCE_EXHAUSTED. */
TACIT_API int tacit_model_open(const char* path, tacit_model** model, tacit_error** error);
/* Of bytes, which are copied. `name` opens each message; NULL: "model". */
TACIT_API int tacit_model_read(const void* bytes, size_t size, const char* name, tacit_model** model,
                               tacit_error** error);
TACIT_API void tacit_model_free(tacit_model* model); /* NULL is nothing */

typedef struct tacit_model_properties {
  uint32_t struct_size;
  uint32_t columns;
  uint64_t rows;      /* of the table */
  uint64_t kept_rows; /* that the model holds; all of them: estimates are counts */
  uint64_t parameters;
  uint64_t file_bytes;
  uint64_t memory_bytes;
  double bits_per_row;
} tacit_model_properties;
/* INVALID_ARGUMENT: a struct_size of no version. */
TACIT_API int tacit_model_describe(const tacit_model* model, tacit_model_properties* properties,
                                   tacit_error** error);
/* Of column i, in the table's order; belong to the model. NULL where there is none. The type is "integer",
 * "real", "text", "blob", "boolean", "date" or "timestamp". */
TACIT_API const char* tacit_model_column_name(const tacit_model* model, size_t i);
TACIT_API const char* tacit_model_column_type(const tacit_model* model, size_t i);

enum {
  TACIT_VALUE_NULL = 0,
  TACIT_VALUE_INTEGER = 1,
  TACIT_VALUE_REAL = 2,
  TACIT_VALUE_TEXT = 3,
  TACIT_VALUE_BOOLEAN = 4
};
typedef struct tacit_value {
  uint32_t kind;
  int64_t integer; /* also of a boolean: 0 or 1 */
  double real;
  tacit_bytes text; /* of dates, too, as SQL writes them */
} tacit_value;

enum {
  TACIT_AND = 0, /* of no parts: true */
  TACIT_OR = 1,  /* of no parts: false */
  TACIT_NOT = 2, /* of one part */
  TACIT_EQUAL = 3,
  TACIT_NOT_EQUAL = 4,
  TACIT_LESS = 5,
  TACIT_LESS_OR_EQUAL = 6,
  TACIT_GREATER = 7,
  TACIT_GREATER_OR_EQUAL = 8, /* of a column with one value */
  TACIT_IN = 9,
  TACIT_BETWEEN = 10, /* two values */
  TACIT_IS_NULL = 11,
  TACIT_IS_NOT_NULL = 12, /* no values */
  TACIT_LIKE = 13
};
/* A node of a tree of conditions. A tree is an array in prefix order: a node, then the trees of its parts. */
typedef struct tacit_condition {
  uint32_t kind;
  uint32_t parts;     /* of AND, OR, NOT */
  const char* column; /* of the others; and their values */
  const tacit_value* values;
  size_t value_count;
} tacit_condition;

/* A condition as a model sees it, under SQL's three-valued logic. Immutable: any number of threads may use
 * one. */
typedef struct tacit_predicate tacit_predicate;
/* From a tree. INVALID_ARGUMENT: no such column, a value that is none of its type, an array that is no tree,
 * more than 200 levels; RESOURCE_EXHAUSTED. */
TACIT_API int tacit_predicate_prepare(const tacit_model* model, const tacit_condition* tree, size_t count,
                                      tacit_predicate** predicate, tacit_error** error);
/* From text, as SQL has it after WHERE. Also NOT_SUPPORTED: functions, sub-queries, arithmetic. */
TACIT_API int tacit_predicate_parse(const tacit_model* model, const char* where, size_t size,
                                    tacit_predicate** predicate, tacit_error** error);
TACIT_API void tacit_predicate_free(tacit_predicate* predicate); /* NULL is nothing */

typedef struct tacit_estimate_options {
  uint32_t struct_size;
  uint32_t max_samples;
  double relative_error; /* the standard error at which drawing stops */
  int64_t deadline_us;   /* answers with what it has by then; 0: none */
  uint64_t seed;         /* equal seeds give equal answers */
  uint32_t use_rows;     /* 0: do without the rows that the model holds */
} tacit_estimate_options;
#define TACIT_ESTIMATE_OPTIONS_INIT {sizeof(tacit_estimate_options), 1024, 0.05, 0, 0, 1}

typedef struct tacit_estimate {
  double rows; /* never rounded */
  double low;  /* 95 % of true counts are expected from low to high; equal where the model counts */
  double high;
  double us;
  int32_t samples;
} tacit_estimate;

/* Scratch memory for estimates. Belongs to one thread. */
typedef struct tacit_estimator tacit_estimator;
TACIT_API int tacit_estimator_create(const tacit_model* model, tacit_estimator** estimator,
                                     tacit_error** error);
TACIT_API void tacit_estimator_free(tacit_estimator* estimator); /* NULL is nothing */
/* How many rows fulfil each predicate, into `estimates`, `count` of them. `options` NULL: those of
 * TACIT_ESTIMATE_OPTIONS_INIT. INVALID_ARGUMENT: prepared by another model, options out of bounds;
 * RESOURCE_EXHAUSTED. After a failure, estimates hold anything. */
TACIT_API int tacit_estimator_rows(tacit_estimator* estimator, const tacit_predicate* const* predicates,
                                   size_t count, const tacit_estimate_options* options,
                                   tacit_estimate* estimates, tacit_error** error);
/* How many different combinations of values the columns have among those rows. */
TACIT_API int tacit_estimator_distinct(tacit_estimator* estimator, const char* const* columns,
                                       size_t column_count, const tacit_predicate* predicate,
                                       const tacit_estimate_options* options, tacit_estimate* estimate,
                                       tacit_error** error);

#ifdef __cplusplus
}
#endif

#endif /* TACIT_TACIT_H_ */
