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
  if(STREAM_WORKER_SANITIZE MATCHES "thread")
    # g++ refuses Asio's fences under ThreadSanitizer, which does not understand them.
    add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND STREAM_WORKER_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize=pointer-overflow)  # RapidJSON 1.1 adds offsets to an empty stack's null pointer
  endif()
endif()

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

# sw_test(NAME LABEL label SOURCES… LIBS… [PROPERTIES…]): a GoogleTest binary; each of its tests is one ctest entry.
function(sw_test name)
  cmake_parse_arguments(ARG "" "LABEL" "SOURCES;LIBS;PROPERTIES" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE sw_warnings ${ARG_LIBS} GTest::gmock GTest::gtest_main)
  gtest_discover_tests(${name} TEST_PREFIX "${ARG_LABEL}." DISCOVERY_MODE PRE_TEST
                       PROPERTIES LABELS ${ARG_LABEL} TIMEOUT 120 ${ARG_PROPERTIES})
endfunction()
