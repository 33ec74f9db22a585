#include "tests/conformance/media/real_media_world.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>

#include "tests/gst/encoded_media.h"
#include "tests/gst/flv_tags.h"
#include "worker/base/check.h"

namespace sw::conformance {

namespace {

std::vector<KnownUnit> known_units(const std::vector<tests::EncodedUnit>& units) {
  std::vector<KnownUnit> known;
  for (const auto& unit : units) {
    known.push_back({tests::plain_payload(unit.bytes), unit.pts, unit.dts, unit.duration, unit.keyframe});
  }
  return known;
}

KnownMedia make_media() {
  const auto video = tests::encode_video({.frames = 30, .b_frames = 2});
  const auto audio = tests::encode_audio(47);
  return {video.format, audio.format, known_units(video.units), known_units(audio.units)};
}

void add_tag(Publication& publication, const tests::FlvTag& tag) {
  using Kind = tests::FlvTag::Kind;
  if (tag.kind == Kind::kVideoHeader) publication.video_formats.push_back(tag.media);
  if (tag.kind != Kind::kVideo && tag.kind != Kind::kAudio) return;
  publication.units.push_back({tag.kind == Kind::kVideo ? Track::kVideo : Track::kAudio, tag.timestamp_ms,
                               tag.timestamp_ms + tag.composition_ms, tag.keyframe, tag.media});
}

}  // namespace

// A listener that answers everything with words that no protocol knows.
class RealMediaWorld::Babbler {
 public:
  Babbler() : listener_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    SW_CHECK(bind(listener_, reinterpret_cast<sockaddr*>(&address), length) == 0);
    SW_CHECK(listen(listener_, 4) == 0);
    SW_CHECK(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { babble(); });
  }
  ~Babbler() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  Babbler(const Babbler&) = delete;
  Babbler& operator=(const Babbler&) = delete;
  uint16_t port() const { return port_; }

 private:
  void babble() {
    for (int peer = -1; (peer = accept(listener_, nullptr, nullptr)) >= 0; ::close(peer)) {
      char request[1000];
      if (recv(peer, request, sizeof request, 0) <= 0) continue;
      constexpr std::string_view kWords = "\xff\xfe what do you mean?\r\n\r\n\r\n";
      (void)!::send(peer, kWords.data(), kWords.size(), MSG_NOSIGNAL);
    }
  }
  int listener_;
  uint16_t port_ = 0;
  std::thread thread_;
};

RealMediaWorld::RealMediaWorld() = default;
RealMediaWorld::~RealMediaWorld() = default;

const KnownMedia& RealMediaWorld::media() const {
  static const KnownMedia media = make_media();
  return media;
}

Url RealMediaWorld::serve(SourceHabit habit) {
  source_ = std::make_unique<RtspSource>(media(), habit);
  return Url::parse("rtsp://127.0.0.1:" + std::to_string(source_->port()) + "/in").value();
}

Url RealMediaWorld::unknown_source() {
  source_ = std::make_unique<RtspSource>(media(), SourceHabit::kWhole);
  return Url::parse("rtsp://127.0.0.1:" + std::to_string(source_->port()) + "/nowhere").value();
}

Url RealMediaWorld::babbling_source() {
  babbler_ = std::make_unique<Babbler>();
  return Url::parse("rtsp://127.0.0.1:" + std::to_string(babbler_->port()) + "/in").value();
}

NginxSink& RealMediaWorld::server() {
  while (!server_) {
    server_.emplace();
    SW_CHECK(run_until([this] { return server_->answers() || !server_->alive(); }));
    if (!server_->alive()) server_.reset();
  }
  return *server_;
}

Url RealMediaWorld::target_url(const std::string& path) {
  return Url::parse("rtmp://127.0.0.1:" + std::to_string(server().port()) + "/" + path).value();
}

Url RealMediaWorld::occupied_target() {
  class Started final : public ports::EventSink {
   public:
    void post(ports::Event event) override {
      if (std::holds_alternative<ports::OutputStarted>(event)) started = true;
    }
    std::atomic<bool> started{false};
  };
  static Started started;
  const Url url = target_url("live/occupied");
  started.started = false;
  occupant_ = std::make_unique<adapters::RtmpOutput>(started);
  occupant_->open(ports::PipelineRunId(1), url, media().video_format, media().audio_format);
  for (const auto& [track, units] :
       {std::pair(Track::kVideo, &media().video), std::pair(Track::kAudio, &media().audio)}) {
    for (const KnownUnit& unit : *units) {
      occupant_->write({track, unit.payload, unit.pts, unit.dts, unit.duration, unit.keyframe});
    }
  }
  SW_CHECK(run_until([] { return started.started.load(); }));
  return url;
}

Publication RealMediaWorld::published() {
  Publication publication;
  for (const auto& file : server().recordings("out")) {
    for (const auto& tag : tests::read_flv(file)) add_tag(publication, tag);
  }
  return publication;
}

}  // namespace sw::conformance
