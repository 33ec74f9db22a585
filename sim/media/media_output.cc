#include "sim/media/media_output.h"

#include <algorithm>
#include <utility>

#include "worker/base/check.h"

namespace sw::sim {
namespace {

using ports::PipelineErrorType;

// Of a unit on its way: FLV's tag header and codec header, and the RTMP chunk's (FLV 10.1 §E.4; RTMP 1.0 §5.3.1).
constexpr std::size_t kOverheadBytes = 17;

int64_t bytes_of(const ports::OutputUnit& unit) {
  return static_cast<int64_t>((unit.payload ? unit.payload->size() : 0) + kOverheadBytes);
}

bool is_usable(const VideoFormat& format) { return !format.codec_data.empty(); }

}  // namespace

SimMediaOutput::SimMediaOutput(Scheduler& scheduler, MediaServer& server, ports::EventSink& sink, OutputLink link,
                               OutputObserver* observer)
    : scheduler_(scheduler),
      server_(server),
      sink_(sink),
      link_(link),
      observer_(observer),
      link_free_(scheduler.now()),
      last_sent_(scheduler.now()) {}

SimMediaOutput::~SimMediaOutput() { close(); }

void SimMediaOutput::open(ports::PipelineRunId run, const Url& url, const VideoFormat& video,
                          const AudioFormat& audio) {
  close();
  run_.emplace(Run{.id = run, .url = url, .video = video, .audio = audio});
  link_free_ = now();
  if (!is_usable(video) || audio.codec_data.empty()) {
    return break_off(PipelineErrorType::kNegotiation, false, "a format without codec_data", TimeDelta::Zero());
  }
  later(link_.round_trip, &SimMediaOutput::connect);
}

void SimMediaOutput::close() {
  if (!run_) return;
  scheduler_.cancel(run_->step);
  scheduler_.cancel(run_->start);
  take_down(OutputEnd::kClosed);
  hangs_ = false;
  run_.reset();
}

void SimMediaOutput::later(TimeDelta delay, void (SimMediaOutput::*step)()) {
  scheduler_.cancel(run_->step);
  run_->step = scheduler_.after(delay, [this, step] { (this->*step)(); });
}

// ---- Connecting.

void SimMediaOutput::connect() {
  switch (server_.reach(run_->url)) {
    case MediaServer::Reach::kAnswers:
      return later(link_.round_trip * 3, &SimMediaOutput::publish);
    case MediaServer::Reach::kHangs:
      return later(kHangPoll, &SimMediaOutput::connect);  // and nothing is heard of it meanwhile
    case MediaServer::Reach::kRefuses:
    case MediaServer::Reach::kBabbles:
      return break_off(PipelineErrorType::kElement, true, "Failed to connect: Connection refused", TimeDelta::Zero());
  }
}

void SimMediaOutput::publish() {
  if (server_.reach(run_->url) != MediaServer::Reach::kAnswers) return connect();
  last_sent_ = now();
  const auto publisher = server_.publish(run_->url, *this);
  if (!publisher) {
    const bool taken = publisher.error() == fakes::PublishRefusal::kTaken;
    return break_off(PipelineErrorType::kElement, true,
                     taken ? "publish denied: stream already exists" : "publish denied: authorization failed",
                     TimeDelta::Zero());
  }
  run_->publisher = *publisher;
  if (observer_ != nullptr) observer_->on_open(now(), run_->id, run_->video, run_->audio);
  send();
}

// ---- Units on their way.

void SimMediaOutput::write(const ports::OutputUnit& unit) {
  if (!run_ || run_->over) return;
  Queued queued{unit, nullptr};
  if (unit.track == Track::kVideo) queued.format = std::exchange(run_->next_format, nullptr);
  lane(unit.track).waiting.push_back(std::move(queued));
  merge();
}

void SimMediaOutput::advance(Track track, MediaTime until) {
  if (!run_ || run_->over) return;
  auto& known = lane(track).until;
  known = known ? std::max(*known, until) : until;
  merge();
}

void SimMediaOutput::set_video_format(const VideoFormat& format) {
  if (!run_ || run_->over) return;
  if (!is_usable(format)) {
    return break_off(PipelineErrorType::kNegotiation, false, "a format without codec_data", TimeDelta::Zero());
  }
  run_->next_format = std::make_shared<const VideoFormat>(format);
}

bool SimMediaOutput::may_pass(Track track) {
  const Lane& own = lane(track);
  const Lane& other = lane(track == Track::kVideo ? Track::kAudio : Track::kVideo);
  if (own.waiting.empty()) return false;
  const MediaTime dts = own.waiting.front().unit.dts;
  if (!other.waiting.empty()) {
    const MediaTime rival = other.waiting.front().unit.dts;
    return track == Track::kVideo ? dts <= rival : dts < rival;
  }
  return run_->ended || (other.until && dts <= *other.until);
}

void SimMediaOutput::merge() {
  while (true) {
    const bool video = may_pass(Track::kVideo);
    if (!video && !may_pass(Track::kAudio)) break;
    auto& waiting = lane(video ? Track::kVideo : Track::kAudio).waiting;
    run_->bytes_pending += static_cast<uint64_t>(bytes_of(waiting.front().unit));
    run_->ready.push_back(std::move(waiting.front()));
    waiting.pop_front();
  }
  send();
}

bool SimMediaOutput::has_room() const {
  if (takes_nothing()) return run_->network_bytes < link_.buffer_bytes;
  if (!link_.bytes_per_second) return true;
  return link_free_ < now() + TimeDelta::Ticks(link_.buffer_bytes, *link_.bytes_per_second);
}

void SimMediaOutput::send() {
  if (!run_->publisher || run_->over) return;
  while (true) {
    if (!run_->on_the_way) {
      if (run_->ready.empty()) break;
      run_->on_the_way = std::move(run_->ready.front());
      run_->ready.pop_front();
      run_->bytes_pending -= static_cast<uint64_t>(bytes_of(run_->on_the_way->unit));
    }
    if (!has_room()) break;
    hand_over(*run_->on_the_way);
    run_->on_the_way.reset();
  }
  if (run_->on_the_way && !takes_nothing()) {
    const TimeDelta room = TimeDelta::Ticks(link_.buffer_bytes, *link_.bytes_per_second);
    return later(link_free_ - room - now() + TimeDelta::Nanos(1), &SimMediaOutput::send);
  }
  if (run_->ended) drain();
}

void SimMediaOutput::hand_over(const Queued& queued) {
  const int64_t bytes = bytes_of(queued.unit);
  run_->bytes_sent += static_cast<uint64_t>(bytes);
  ++run_->units_sent;
  if (run_->units_sent == 2) {
    run_->start = scheduler_.after(link_.round_trip / 2, [this] { announce_start(); });
  }
  if (takes_nothing()) {
    run_->network_bytes += bytes;
    run_->in_network.push_back(queued);
    return;
  }
  if (link_.bytes_per_second) {
    link_free_ = std::max(link_free_, now()) + TimeDelta::Ticks(bytes, *link_.bytes_per_second);
  }
  deliver(std::max(link_free_, now()) + link_.round_trip / 2, queued);
}

void SimMediaOutput::deliver(Timestamp at, const Queued& queued) {
  last_sent_ = now();
  if (observer_ == nullptr) return;
  if (queued.format) observer_->on_video_format(at, *queued.format);
  observer_->on_unit(at, queued.unit);
}

void SimMediaOutput::announce_start() {
  if (std::exchange(run_->started, true)) return;
  sink_.post(ports::OutputStarted{run_->id});
}

// ---- The end.

void SimMediaOutput::end() {
  if (!run_ || run_->over || std::exchange(run_->ended, true)) return;
  merge();
}

void SimMediaOutput::drain() {
  if (run_->on_the_way || !run_->in_network.empty() || takes_nothing()) return;
  later(std::max(link_free_, now()) - now() + link_.round_trip, &SimMediaOutput::finish);
}

void SimMediaOutput::finish() {
  if (takes_nothing()) return;
  if (run_->units_sent > 0) announce_start();
  scheduler_.cancel(run_->start);
  run_->over = true;
  take_down(OutputEnd::kDrained);
  sink_.post(ports::OutputDrained{run_->id});
}

ports::OutputProgress SimMediaOutput::progress() const {
  if (!run_) return {};
  ports::OutputProgress progress{run_->bytes_sent, run_->over ? 0 : run_->bytes_pending};
  // What was ended is pending until it is known to be out.
  if (run_->ended && !run_->over && progress.bytes_pending == 0) progress.bytes_pending = 1;
  return progress;
}

void SimMediaOutput::take_down(OutputEnd end) {
  if (!run_->publisher || std::exchange(run_->down, true)) return;
  server_.stop(*run_->publisher);
  if (observer_ != nullptr) observer_->on_end(now(), end);
}

// ---- Faults.

void SimMediaOutput::on_connection_lost() {
  hangs_ = false;
  run_->lost = true;
  if (!wedged_) {
    break_off(PipelineErrorType::kElement, true, "Connection closed by the peer", link_.round_trip / 2);
  }
}

void SimMediaOutput::break_off(PipelineErrorType type, bool connection, const std::string& text, TimeDelta delay) {
  if (run_->over) return;
  run_->over = true;
  take_down(OutputEnd::kFailed);
  scheduler_.cancel(run_->step);
  scheduler_.cancel(run_->start);
  run_->step = scheduler_.after(delay, [this, type, connection, text] {
    sink_.post(ports::OutputFailed{run_->id, type, connection, text});
  });
}

void SimMediaOutput::fail(PipelineErrorType type, bool connection, const std::string& text) {
  if (run_) break_off(type, connection, text, TimeDelta::Zero());
}

void SimMediaOutput::set_taking(bool& obstacle, bool there) {
  const bool took_nothing = takes_nothing();
  obstacle = there;
  if (!run_ || !took_nothing || takes_nothing()) return;
  if (run_->lost) return on_connection_lost();
  for (; !run_->in_network.empty(); run_->in_network.pop_front()) {
    deliver(now() + link_.round_trip / 2, run_->in_network.front());
  }
  run_->network_bytes = 0;
  send();
}

void SimMediaOutput::wedge(bool wedged) { set_taking(wedged_, wedged); }
void SimMediaOutput::on_hang(bool hangs) { set_taking(hangs_, hangs); }

void SimMediaOutput::set_bandwidth(std::optional<int64_t> bytes_per_second) {
  SW_CHECK(!bytes_per_second || *bytes_per_second > 0);
  link_.bytes_per_second = bytes_per_second;
  if (run_) send();
}

}  // namespace sw::sim
