// Runs a fuzz target over files, and then over inputs made from them. Any compiler builds it, so that what a fuzzer
// once found is a test everywhere.
//   NAME_replay [--mutate COUNT] [--dictionary FILE] FILE_OR_FOLDER…
// The last file named is the one that fails; a made input that fails is left in crash-NAME in the current folder.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "fuzz/mutator.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size);
// There where a sanitizer is.
extern "C" void __sanitizer_set_death_callback(void (*callback)()) __attribute__((weak));

namespace {

// What is being run, for whoever ends the process.
std::string crash_file;
const std::string* running = nullptr;

// Calls nothing but what may be called in a signal's handler.
void keep_running_input() {
  const std::string* input = running;
  running = nullptr;
  if (input == nullptr) return;
  const int file = open(crash_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (file < 0) return;
  const auto written = write(file, input->data(), input->size());
  close(file);
  if (written < 0) return;
  static constexpr char kText[] = "\nthe input that failed is kept; again: NAME_replay ";
  (void)!write(STDERR_FILENO, kText, sizeof kText - 1);
  (void)!write(STDERR_FILENO, crash_file.data(), crash_file.size());
  (void)!write(STDERR_FILENO, "\n", 1);
}

void on_signal(int signal) {
  keep_running_input();
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void watch_for_the_end(const char* program) {
  std::string name = std::filesystem::path(program).filename().string();
  if (name.ends_with("_replay")) name.resize(name.size() - 7);
  crash_file = (std::filesystem::current_path() / ("crash-" + name)).string();
  for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGILL, SIGBUS}) std::signal(signal, on_signal);
  if (__sanitizer_set_death_callback != nullptr) __sanitizer_set_death_callback(keep_running_input);
}

std::optional<std::string> content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string((std::istreambuf_iterator<char>(in)), {});
}

std::vector<std::filesystem::path> files_below(const std::filesystem::path& path) {
  if (!std::filesystem::is_directory(path)) return {path};
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

void run(const std::string& bytes) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
}

struct Arguments {
  std::size_t mutate = 0;
  std::vector<std::string> words;
  std::vector<std::filesystem::path> files;
};

[[noreturn]] void refuse(const char* what, const std::string& which) {
  std::fprintf(stderr, "%s %s\n", what, which.c_str());
  std::exit(2);
}

Arguments parse(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (!word.starts_with("--")) {
      for (auto& file : files_below(word)) arguments.files.push_back(std::move(file));
      continue;
    }
    if (++i == argc) refuse("no value for", word);
    if (word == "--mutate") {
      arguments.mutate = std::strtoul(argv[i], nullptr, 10);
    } else if (word == "--dictionary") {
      const auto text = content(argv[i]);
      if (!text) refuse("cannot read", argv[i]);
      arguments.words = sw::fuzz::dictionary_words(*text);
    } else {
      refuse("no such option:", word);
    }
  }
  return arguments;
}

std::vector<std::string> replay(const std::vector<std::filesystem::path>& files) {
  std::vector<std::string> inputs;
  for (const auto& file : files) {
    auto bytes = content(file);
    if (!bytes) refuse("cannot read", file.string());
    std::printf("%s\n", file.c_str());
    std::fflush(stdout);
    run(*bytes);
    inputs.push_back(*std::move(bytes));
  }
  return inputs;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments = parse(argc, argv);
  auto inputs = replay(arguments.files);
  std::printf("%zu inputs\n", inputs.size());
  std::fflush(stdout);
  if (inputs.empty()) return 2;
  watch_for_the_end(argv[0]);
  sw::fuzz::Mutator mutator(std::move(inputs), std::move(arguments.words));
  for (std::size_t i = 0; i < arguments.mutate; ++i) {
    const std::string input = mutator.next();
    running = &input;
    run(input);
    running = nullptr;
  }
  std::printf("%zu made from them\n", arguments.mutate);
  return 0;
}
