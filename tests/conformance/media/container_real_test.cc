// The container of production.
#include "tests/conformance/media/container_suite.h"
#include "tests/unit/adapters/mpeg4/made_media.h"
#include "worker/adapters/mpeg4/mpeg4_container.h"

namespace sw::conformance {
namespace {

class RealContainer {
 public:
  ports::Container& container() { return container_; }
  ports::AudioClip clip(std::size_t count) { return tests::made_clip(count); }
  VideoFormat video_format() { return tests::made_video_format(); }
  std::vector<ports::VideoSample> video(std::size_t count) { return tests::made_video(count); }

 private:
  adapters::Mpeg4Container container_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Real, ContainerSuite, RealContainer);

}  // namespace
}  // namespace sw::conformance
