/* Estimates from C: train a model of a table, ask it.
 *
 *   cc -std=c11 estimate.c $(pkg-config --cflags --libs tacit) && ./a.out trips.csv FILE.model
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tacit/tacit.h"

/* Says why, and ends. */
static void require(int status, tacit_error *error) {
  if (status == TACIT_OK) return;
  fprintf(stderr, "estimate: status %d: %s\n", status, tacit_error_message(error));
  tacit_error_free(error);
  exit(1);
}

static void expect(int holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "estimate: expected %s\n", what);
  exit(1);
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: estimate TABLE.csv FILE.model\n");
    return 2;
  }
  tacit_error *error = NULL;
  require(tacit_model_train(argv[1], NULL, argv[2], &error), error);

  tacit_model *model = NULL;
  require(tacit_model_open(argv[2], &model, &error), error);
  tacit_model_properties properties = {.struct_size = sizeof properties};
  require(tacit_model_describe(model, &properties, &error), error);
  printf("%llu rows in %llu bytes:", (unsigned long long)properties.rows,
         (unsigned long long)properties.file_bytes);
  for (size_t i = 0; tacit_model_column_name(model, i) != NULL; ++i) {
    printf(" %s %s", tacit_model_column_name(model, i), tacit_model_column_type(model, i));
  }
  printf("\n");

  /* The same condition as text, and as an engine has it: a tree in prefix order. */
  const char *where = "origin = 'OSL' AND (delay > 30 OR delay IS NULL)";
  const tacit_value osl = {.kind = TACIT_VALUE_TEXT, .text = {"OSL", 3}};
  const tacit_value thirty = {.kind = TACIT_VALUE_INTEGER, .integer = 30};
  const tacit_condition tree[] = {
      {.kind = TACIT_AND, .parts = 2},
      {.kind = TACIT_EQUAL, .column = "origin", .values = &osl, .value_count = 1},
      {.kind = TACIT_OR, .parts = 2},
      {.kind = TACIT_GREATER, .column = "delay", .values = &thirty, .value_count = 1},
      {.kind = TACIT_IS_NULL, .column = "delay"},
  };
  tacit_predicate *predicates[2] = {NULL, NULL};
  require(tacit_predicate_parse(model, where, strlen(where), &predicates[0], &error), error);
  require(tacit_predicate_prepare(model, tree, 5, &predicates[1], &error), error);

  tacit_estimator *estimator = NULL;
  require(tacit_estimator_create(model, &estimator, &error), error);
  tacit_estimate estimates[2];
  require(
      tacit_estimator_rows(estimator, (const tacit_predicate *const *)predicates, 2, NULL, estimates, &error),
      error);
  printf("%s: %.1f rows, from %.0f to %.0f\n", where, estimates[0].rows, estimates[0].low, estimates[0].high);
  expect(estimates[0].rows == estimates[1].rows, "one answer to one condition");
  expect(estimates[0].low <= estimates[0].rows && estimates[0].rows <= estimates[0].high,
         "an interval around it");

  const char *by[] = {"destination"};
  tacit_estimate groups;
  require(tacit_estimator_distinct(estimator, by, 1, predicates[0], NULL, &groups, &error), error);
  printf("to %.0f destinations\n", groups.rows);

  /* What is wrong is said in one line. */
  tacit_predicate *wrong = NULL;
  expect(
      tacit_predicate_parse(model, "speed = 3", 9, &wrong, &error) == TACIT_INVALID_ARGUMENT && wrong == NULL,
      "a refusal");
  printf("%s\n", tacit_error_message(error));
  tacit_error_free(error);

  tacit_estimator_free(estimator);
  tacit_predicate_free(predicates[0]);
  tacit_predicate_free(predicates[1]);
  tacit_model_free(model);
  return 0;
}
