# tacit_room(NAME [SEARCHES] SOURCES f.cc... DEPENDS room... [PRIVATE lib...])
# A room is a static library tacit_NAME. DEPENDS are rooms (or public) that its headers may include; PRIVATE is third party.
# SEARCHES: slow tests depend on it, so that it is optimised in every build, the sanitizers' too.
function(tacit_room name)
  cmake_parse_arguments(ROOM "SEARCHES" "" "SOURCES;DEPENDS;PRIVATE" ${ARGN})
  add_library(tacit_${name} STATIC ${ROOM_SOURCES})
  target_include_directories(tacit_${name} PUBLIC ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/include)
  target_link_libraries(tacit_${name} PUBLIC ${ROOM_DEPENDS} PRIVATE tacit_warnings ${ROOM_PRIVATE})
  if(ROOM_SEARCHES)
    target_compile_options(tacit_${name} PRIVATE $<$<CONFIG:Debug>:-O1>)
  endif()
  # For cmake/library, which joins rooms into the shared libraries.
  set_property(GLOBAL APPEND PROPERTY TACIT_ROOMS ${name})
  set_property(GLOBAL APPEND PROPERTY TACIT_LIBRARIES_OF_${name} ${ROOM_PRIVATE})
endfunction()

# tacit_test(NAME SOURCES f.cc... DEPENDS room... [SHARDS n])
# One GoogleTest program, one CTest entry, or as many as SHARDS tells, which share its tests. Tests find their inputs through TACIT_TEST_DATA, the tests folder.
function(tacit_test name)
  cmake_parse_arguments(TEST "" "SHARDS" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${TEST_SOURCES})
  # Each file has its own helpers, of the same few names.
  set_target_properties(${name} PROPERTIES UNITY_BUILD OFF)
  # What is tested is optimised; optimising the tests would take longer than running them.
  target_compile_options(${name} PRIVATE -O0)
  target_link_libraries(${name} PRIVATE ${TEST_DEPENDS} tacit_warnings GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE TACIT_TEST_DATA="${PROJECT_SOURCE_DIR}/tests")
  if(NOT TEST_SHARDS)
    add_test(NAME ${name} COMMAND ${name})
    return()
  endif()
  foreach(shard RANGE 1 ${TEST_SHARDS})
    math(EXPR index "${shard} - 1")
    add_test(NAME ${name}_${shard} COMMAND ${name})
    set_tests_properties(${name}_${shard} PROPERTIES ENVIRONMENT "GTEST_TOTAL_SHARDS=${TEST_SHARDS};GTEST_SHARD_INDEX=${index}")
  endforeach()
endfunction()

# tacit_fuzzer(NAME SOURCES f.cc... DEPENDS room...): NAME_fuzzer, a libFuzzer program. Seeds lie in NAME_seeds beside it.
function(tacit_fuzzer name)
  cmake_parse_arguments(FUZZER "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name}_fuzzer ${FUZZER_SOURCES})
  target_link_libraries(${name}_fuzzer PRIVATE ${FUZZER_DEPENDS} tacit_warnings)
  target_link_options(${name}_fuzzer PRIVATE -fsanitize=fuzzer)
  # Fuzzers steer by the coverage of the code under test.
  foreach(room IN LISTS FUZZER_DEPENDS)
    target_compile_options(${room} PRIVATE -fsanitize=fuzzer-no-link)
  endforeach()
endfunction()
