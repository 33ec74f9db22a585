// The virtual storage.
#include "sim/storage/virtual_storage.h"
#include "tests/conformance/ports/sim_loop.h"
#include "tests/conformance/ports/storage_suite.h"

namespace sw::conformance {
namespace {

class SimStorage : public SimLoop {
 public:
  ports::Storage& storage() { return storage_; }

  std::optional<std::string> file(const std::string& path) const {
    const auto found = storage_.files().find(path);
    if (found == storage_.files().end()) return std::nullopt;
    return found->second.content;
  }
  std::set<std::string> files() const {
    std::set<std::string> paths;
    for (const auto& [path, file] : storage_.files()) paths.insert(path);
    return paths;
  }

  void stall() { storage_.set_stuck(true); }
  void resume() { storage_.set_stuck(false); }
  void fill_up() { storage_.set_full(true); }
  void make_room() { storage_.set_full(false); }

 private:
  sim::VirtualStorage storage_{scheduler(), sink(), {.keep_content = true}};
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sim, StorageSuite, SimStorage);

}  // namespace
}  // namespace sw::conformance
