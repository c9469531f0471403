set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release)
endif()

find_program(TACIT_CCACHE ccache)
if(TACIT_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER ${TACIT_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${TACIT_CCACHE})
endif()
find_program(TACIT_MOLD mold)
if(TACIT_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# Warnings are a property of our own targets, so that grammars and other people's headers are not judged by them.
add_library(tacit_warnings INTERFACE)
# A designated initializer names what it sets and leaves the rest to the struct's defaults: that is no omission.
target_compile_options(tacit_warnings INTERFACE
  -Wall -Wextra -Wno-missing-field-initializers -Wconversion -Wsign-conversion -Wshadow -Wnon-virtual-dtor -Wold-style-cast
  # GCC 12 warns of overlap inside std::string's own operator+ once it optimises (its bug 105651), and of a variant's
  # members that are read only where they were set (105562).
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-maybe-uninitialized>
  $<$<BOOL:${TACIT_WERROR}>:-Werror>)

if(TACIT_SANITIZE)
  list(JOIN TACIT_SANITIZE "," sanitizers)
  add_compile_options(-fsanitize=${sanitizers} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${sanitizers})
endif()

if(TACIT_BUILD_FUZZERS AND NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  message(FATAL_ERROR "TACIT_BUILD_FUZZERS=ON: expected Clang, found ${CMAKE_CXX_COMPILER_ID}. Use the preset 'asan'.")
endif()

# What is installed finds our libraries wherever the whole is moved to.
include(GNUInstallDirs)
file(RELATIVE_PATH libraries_from_tools /${CMAKE_INSTALL_BINDIR} /${CMAKE_INSTALL_LIBDIR})
set(CMAKE_INSTALL_RPATH "$ORIGIN/${libraries_from_tools}")
