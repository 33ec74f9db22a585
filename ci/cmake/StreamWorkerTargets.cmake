# How every target of the project is made: one function per kind, so that flags stand in one place.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
# Assertions stay on in optimised builds: a wrong frame on air is worse than a restart.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1")
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)

add_library(sw_warnings INTERFACE)
target_compile_options(sw_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor
                       -Woverloaded-virtual -Wimplicit-fallthrough -Werror)

if(STREAM_WORKER_SANITIZE)
  add_compile_options(-fsanitize=${STREAM_WORKER_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${STREAM_WORKER_SANITIZE})
  if(NOT STREAM_WORKER_FUZZ)
    set(CMAKE_CXX_FLAGS_RELEASE "-O1 -g1")  # Compiles in two thirds of the time of -O2.
  endif()
  if(STREAM_WORKER_SANITIZE MATCHES "undefined")
    # About a quarter of the cost of compiling, for nothing more here: AddressSanitizer reports what is reached through a
    # null pointer, and the tree casts to a derived class only what a C callback hands back as void*.
    add_compile_options(-fno-sanitize=null,vptr)
  endif()
  if(STREAM_WORKER_SANITIZE MATCHES "thread")
    add_library(sw_glib_locks OBJECT ${PROJECT_SOURCE_DIR}/ci/sanitizers/glib_locks.cc)
    # g++ refuses Asio's fences under ThreadSanitizer, which does not understand them.
    add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND STREAM_WORKER_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize=pointer-overflow)  # RapidJSON 1.1 adds offsets to an empty stack's null pointer
  endif()
endif()

# How many times longer than the plain build's a test may take. Python's deadlines get the same factor through the test
# presets (STREAM_WORKER_TEST_PATIENCE).
set(SW_TEST_PATIENCE 1)
if(STREAM_WORKER_SANITIZE OR CMAKE_CXX_FLAGS MATCHES "--coverage")
  set(SW_TEST_PATIENCE 5)
endif()

# sw_test_timeout(OUT seconds): what a test that needs less than `seconds` in the plain build may take in this one.
function(sw_test_timeout out seconds)
  math(EXPR patient "${seconds} * ${SW_TEST_PATIENCE}")
  set(${out} ${patient} PARENT_SCOPE)
endfunction()

# sw_library(NAME SOURCES… [PUBLIC targets…] [PRIVATE targets…]): a static library whose headers are included from the
# top of the tree.
function(sw_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${ARG_PUBLIC} PRIVATE sw_warnings ${ARG_PRIVATE})
endfunction()

# sw_headers(NAME [PUBLIC targets…]): a library of headers alone.
function(sw_headers name)
  cmake_parse_arguments(ARG "" "" "PUBLIC" ${ARGN})
  add_library(${name} INTERFACE)
  target_include_directories(${name} INTERFACE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} INTERFACE ${ARG_PUBLIC})
endfunction()

# sw_show_locks(PROGRAM): under ThreadSanitizer, a program whose locks of GLib the sanitizer sees.
function(sw_show_locks program)
  if(TARGET sw_glib_locks)
    target_link_libraries(${program} PRIVATE sw_glib_locks)
  endif()
endfunction()

# sw_test(NAME LABEL label SOURCES… LIBS… [CASES "rapidcheck's parameters"]): a GoogleTest binary; each of its tests is one
# ctest entry. CASES stand where a property needs more than rapidcheck's own hundred cases. Their seed is
# STREAM_WORKER_PROPERTY_SEED: ci/test gives that of the tree's content (ci/tree_seed), so that a red run can be repeated;
# without one each run draws its own.
function(sw_test name)
  cmake_parse_arguments(ARG "" "LABEL;CASES" "SOURCES;LIBS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE sw_warnings ${ARG_LIBS} GTest::gmock GTest::gtest_main)
  sw_show_locks(${name})
  # Compiles in two thirds of the time (by clang in half of it); what it tests is optimised all the same.
  target_compile_options(${name} PRIVATE -O0)
  if(TARGET sw_test_prelude)
    target_precompile_headers(${name} REUSE_FROM sw_test_prelude)
  endif()
  sw_test_timeout(timeout 120)
  set(properties LABELS ${ARG_LABEL} TIMEOUT ${timeout})
  if(STREAM_WORKER_PROPERTY_SEED)
    string(APPEND ARG_CASES " seed=${STREAM_WORKER_PROPERTY_SEED}")
  endif()
  if(rapidcheck IN_LIST ARG_LIBS AND ARG_CASES)
    list(APPEND properties ENVIRONMENT "RC_PARAMS=${ARG_CASES}")
  endif()
  gtest_discover_tests(${name} TEST_PREFIX "${ARG_LABEL}." DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
                       PROPERTIES ${properties})
endfunction()
