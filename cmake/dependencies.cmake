# Third-party libraries, each as an imported target with a name of ours, so that no path is baked into what we export.
find_package(Threads REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(CLI11 2.1 REQUIRED)
find_package(SQLite3 3.40 REQUIRED)

# Further arguments are folders below the usual ones in which the header may lie.
function(tacit_find_library target header library)
  find_path(${target}_INCLUDE_DIR ${header} PATH_SUFFIXES ${ARGN} REQUIRED)
  find_library(${target}_LIBRARY ${library} REQUIRED)
  add_library(${target} UNKNOWN IMPORTED GLOBAL)
  set_target_properties(${target} PROPERTIES
    IMPORTED_LOCATION "${${target}_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${${target}_INCLUDE_DIR}")
endfunction()

tacit_find_library(Archive archive.h archive)
tacit_find_library(PgQuery pg_query.h pg_query)
tacit_find_library(TreeSitter tree_sitter/api.h tree-sitter)
if(TACIT_WITH_Z3)
  tacit_find_library(Z3 z3++.h z3)
endif()
if(TACIT_WITH_POSTGRES)
  tacit_find_library(Pq libpq-fe.h pq postgresql)
endif()
