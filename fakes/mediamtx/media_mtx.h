// MediaMTX as the worker meets it: paths, who publishes to them, who reads from them, and when the server ends either.
// Sans-IO: calls with the time in, effects out; media itself passes by it.
//
// What it does is MediaMTX's, by the keys of its mediamtx.yml (v1.9 to 1.19) where there is one:
//   - a path without a publisher is not found (RTSP 404 on DESCRIBE; "no one is publishing to path");
//   - a publisher that leaves takes the readers of its path with it: their connections are closed;
//   - overridePublisher (true): a second publisher closes the first one, and with it the readers ("closing existing
//     publisher"); false: it is refused ("someone is already publishing to path");
//   - readTimeout (10s): a publisher that sends nothing for this long is closed;
//   - writeTimeout (10s): a reader whose connection takes nothing for this long is closed;
//   - writeQueueSize (512): what a slow reader leaves in its queue beyond this many packets is discarded ("reader is
//   too
//     slow, discarding frames"); servers before 1.0 closed such a reader (SlowReader::kClose);
//   - the control API kicks a reader or a publisher (rtspsessions/kick, rtmpconns/kick): its connection is closed;
//   - authInternalUsers: publishing or reading may be forbidden.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "worker/base/expected.h"
#include "worker/base/ids.h"
#include "worker/base/units.h"

namespace sw::fakes {

using PublisherId = NumberId<struct PublisherIdKind>;
using ReaderId = NumberId<struct ReaderIdKind>;

enum class SlowReader : uint8_t { kDiscard, kClose };

struct MediaMtxSettings {
  TimeDelta read_timeout = TimeDelta::Seconds(10);
  TimeDelta write_timeout = TimeDelta::Seconds(10);
  uint64_t write_queue_size = 512;
  bool override_publisher = true;
  SlowReader slow_reader = SlowReader::kDiscard;
};

enum class PublishRefusal : uint8_t { kTaken, kForbidden };
enum class ReadRefusal : uint8_t { kNotFound, kForbidden };
enum class CloseCause : uint8_t { kKicked, kOverridden, kSilent, kPublisherGone, kTooSlow };

// The server closed a connection; not told to who left by itself.
struct PublisherClosed {
  PublisherId publisher;
  CloseCause cause;
};
struct ReaderClosed {
  ReaderId reader;
  CloseCause cause;
};
using MediaMtxEffect = std::variant<PublisherClosed, ReaderClosed>;
using MediaMtxEffects = std::vector<MediaMtxEffect>;

class MediaMtx {
 public:
  explicit MediaMtx(MediaMtxSettings settings = {}) : settings_(settings) {}

  // `publisher` begins to publish; the id was never used before.
  expected<void, PublishRefusal> publish(Timestamp now, PublisherId publisher, const std::string& path,
                                         MediaMtxEffects& effects);
  // Media of the publisher has come in.
  void receive(Timestamp now, PublisherId publisher);
  // It goes by itself. Whoever is unknown, or closed already, may be named anywhere below; nothing happens then.
  void leave(PublisherId publisher, MediaMtxEffects& effects);
  void kick(PublisherId publisher, MediaMtxEffects& effects);

  // Whether a path can be read now (DESCRIBE).
  expected<void, ReadRefusal> describe(const std::string& path) const;
  // `reader` begins to read; the id was never used before.
  expected<void, ReadRefusal> read(ReaderId reader, const std::string& path);
  void leave(ReaderId reader);
  void kick(ReaderId reader, MediaMtxEffects& effects);
  // One packet for the reader. `taken` says whether its connection takes it. False: it is discarded, or the reader is
  // gone; else it was sent, or waits and goes out in its turn once the connection takes something again.
  bool send(Timestamp now, ReaderId reader, bool taken, MediaMtxEffects& effects);

  // Who may not publish to, or read from, a path; who does already stays.
  void forbid_publishing(const std::string& path, bool forbidden);
  void forbid_reading(const std::string& path, bool forbidden);

  // The process begins anew: nobody is connected, and nobody is told here.
  void restart();

  // Closes whom a timeout has overtaken.
  void on_time(Timestamp now, MediaMtxEffects& effects);
  std::optional<Timestamp> deadline() const;

  std::optional<PublisherId> publisher_of(const std::string& path) const;
  // Packets discarded so far, over all readers.
  uint64_t discarded() const { return discarded_; }

 private:
  struct Publisher {
    std::string path;
    Timestamp heard;
  };
  struct Reader {
    std::string path;
    uint64_t queued = 0;
    std::optional<Timestamp> blocked_since;
  };
  void remove(PublisherId publisher, std::optional<CloseCause> told, MediaMtxEffects& effects);
  void remove(ReaderId reader, CloseCause cause, MediaMtxEffects& effects);

  MediaMtxSettings settings_;
  std::map<PublisherId, Publisher> publishers_;
  std::map<ReaderId, Reader> readers_;
  std::set<std::string> no_publishing_;
  std::set<std::string> no_reading_;
  uint64_t discarded_ = 0;
};

}  // namespace sw::fakes
