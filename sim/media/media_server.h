// The media server of a simulated world: MediaMTX (fakes/mediamtx) with live sources that publish to it, joined to the
// scheduler. The pipeline's arms (media_input.h, media_output.h) read from it and publish to it; a scenario's faults
// are calls of its control methods, made from a scheduled event.
//
// What is not modelled: RTSP and RTMP as bytes, UDP, several servers, authentication beyond yes and no. A process that
// hangs keeps its connections and answers nothing; what its sources sent meanwhile is lost.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "fakes/mediamtx/media_mtx.h"
#include "sim/kernel/scheduler.h"
#include "sim/media/source.h"
#include "worker/base/url.h"
#include "worker/ports/media_pipeline.h"

namespace sw::sim {

// How often a connection that gets no answer is looked at.
inline constexpr TimeDelta kHangPoll = TimeDelta::Millis(100);

struct MediaServerSettings {
  std::string host = "mediamtx";
  uint16_t rtsp_port = 8554;
  uint16_t rtmp_port = 1935;
  // Whoever listens here answers with something that is no RTSP.
  std::optional<uint16_t> babbling_port = std::nullopt;
  fakes::MediaMtxSettings mediamtx = {};
};

// Whoever reads a path. Called from scheduled events, or from inside a call of the server's own methods.
class StreamReader {
 public:
  virtual ~StreamReader() = default;
  // The server closed the connection, or died. Everything sent so far is still on its way, and next() of the stream
  // stands behind what was taken; both the stream and the reader's id are void when this returns.
  virtual void on_connection_lost() = 0;
  // The server has stopped answering and sending, or goes on again.
  virtual void on_hang(bool hangs) = 0;
};

// Whoever publishes from outside of the server's own sources.
class StreamPublisher {
 public:
  virtual ~StreamPublisher() = default;
  // When it last sent something that the server has got.
  virtual Timestamp last_sent() const = 0;
  virtual void on_connection_lost() = 0;
  virtual void on_hang(bool hangs) = 0;
};

class MediaServer {
 public:
  explicit MediaServer(Scheduler& scheduler, MediaServerSettings settings = {});
  ~MediaServer() { scheduler_.cancel(timer_); }
  MediaServer(const MediaServer&) = delete;
  MediaServer& operator=(const MediaServer&) = delete;

  // ---- Sources and faults. Paths are as in a URL, without the first slash: "live/test/in".

  // A live source begins to publish now; false when the server refuses it or is not there. Its units and samples are
  // numbered on from those of the path's last source.
  bool publish(const std::string& path, const SourcePlan& plan);
  // The source goes; its readers' connections are closed.
  void leave(const std::string& path);
  // It goes, and comes back `away` later with the same plan, its PTS beginning at `first_pts`. Where the server is not
  // there then, it tries again each second.
  void restart_source(const std::string& path, TimeDelta away, MediaTime first_pts);
  // Says that a path is not there (RTSP 404), whoever publishes to it.
  void hide(const std::string& path, bool hidden);
  void kick_readers(const std::string& path);
  void kick_publisher(const std::string& path);
  void forbid_publishing(const std::string& path, bool forbidden) { mediamtx_.forbid_publishing(path, forbidden); }
  void forbid_reading(const std::string& path, bool forbidden) { mediamtx_.forbid_reading(path, forbidden); }
  // The process dies: connections break, nobody listens, sources are gone. start() runs it again, empty.
  void kill();
  void start() { running_ = true; }
  void hang();
  void resume();

  // ---- For the pipeline's arms.

  enum class Reach : uint8_t { kAnswers, kRefuses, kBabbles, kHangs };
  Reach reach(const Url& url) const;

  // The plan that says what is in the session description. A path whose source has ended by itself is not found.
  expected<const SourcePlan*, fakes::ReadRefusal> describe(const Url& url);
  struct Reading {
    fakes::ReaderId id;
    SourceStream* stream;  // at its first unit that is sent from now on; the server's, until the reader is gone
    Timestamp began;       // what the stream's times are counted from
  };
  expected<Reading, fakes::ReadRefusal> read(const Url& url, StreamReader& reader);
  // A unit that was sent at `sent` has reached a connection that takes it, or does not: as of MediaMtx::send().
  bool send(fakes::ReaderId reader, Timestamp sent, bool taken);
  // The reader has read the stream to its end: the source says goodbye and is gone.
  void finish(fakes::ReaderId reader);
  void stop(fakes::ReaderId reader);

  expected<fakes::PublisherId, fakes::PublishRefusal> publish(const Url& url, StreamPublisher& publisher);
  void stop(fakes::PublisherId publisher);

  const fakes::MediaMtx& mediamtx() const { return mediamtx_; }

 private:
  struct Source {
    fakes::PublisherId id;
    SourceStream stream;
    Timestamp began;
  };
  struct Reader {
    StreamReader* told;
    std::string path;
  };

  Timestamp now() const { return scheduler_.now(); }
  bool is_read(const std::string& path) const;
  // Lets a source that nobody reads go on to the present, and end.
  void refresh(const std::string& path);
  void forget_source(const std::string& path);
  std::vector<StreamReader*> all_readers() const;
  std::vector<StreamPublisher*> all_publishers() const;
  void lose(fakes::ReaderId reader);
  void lose(fakes::PublisherId publisher);
  void dispatch(const fakes::MediaMtxEffects& effects);
  void arm_timer();
  void on_timer();

  Scheduler& scheduler_;
  MediaServerSettings settings_;
  fakes::MediaMtx mediamtx_;
  bool running_ = true;
  bool hung_ = false;
  uint64_t next_id_ = 1;
  std::map<std::string, Source> sources_;
  std::map<std::string, SourceNumbers> numbers_;  // of the next source of a path
  std::map<fakes::ReaderId, Reader> readers_;
  std::map<fakes::PublisherId, StreamPublisher*> publishers_;
  std::set<std::string> hidden_;
  EventHandle timer_;
  std::optional<Timestamp> timer_at_;
};

// The path that a URL names at the server, its query cut off.
std::string server_path(const Url& url);

}  // namespace sw::sim
