# What can be left out. An absent part answers NotSupported; it never disappears from the API.
option(TACIT_WITH_Z3 "Prover: discharge arithmetic side conditions with Z3" ON)
option(TACIT_WITH_CLANG "Analyzer: read C++ with Clang LibTooling" OFF)
option(TACIT_WITH_TORCH "Estimator: train with LibTorch" OFF)
option(TACIT_WITH_POSTGRES "Engine: connect to PostgreSQL with libpq" ON)
option(TACIT_BUILD_TESTS "Build the tests" ${PROJECT_IS_TOP_LEVEL})
option(TACIT_BUILD_BENCH "Build the benchmarks" OFF)
option(TACIT_BUILD_FUZZERS "Build the libFuzzer targets (needs clang)" OFF)
option(TACIT_WERROR "Treat warnings as errors" OFF)
set(TACIT_SANITIZE "" CACHE STRING "Sanitizers for everything: address;undefined or thread")

set(TACIT_LLVM_DIR /usr/lib/llvm-19 CACHE PATH "Folder of LLVM and Clang 19, for TACIT_WITH_CLANG")

foreach(part TORCH)
  if(TACIT_WITH_${part})
    message(FATAL_ERROR "TACIT_WITH_${part}=ON: this version of Tacit has no part that uses it yet. "
                        "Leave the option off.")
  endif()
endforeach()
