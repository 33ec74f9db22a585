#include "sim/media/media_server.h"

#include <algorithm>
#include <utility>

namespace sw::sim {
namespace {

using fakes::CloseCause;
using fakes::PublisherId;
using fakes::ReaderId;

// How soon a source that could not come back tries again.
constexpr TimeDelta kSourceRetry = TimeDelta::Seconds(1);

}  // namespace

std::string server_path(const Url& url) {
  const std::string& path = url.path();
  return path.substr(1, path.find('?') == std::string::npos ? std::string::npos : path.find('?') - 1);
}

MediaServer::MediaServer(Scheduler& scheduler, MediaServerSettings settings)
    : scheduler_(scheduler), settings_(std::move(settings)), mediamtx_(settings_.mediamtx) {}

// ---- Sources and faults.

bool MediaServer::publish(const std::string& path, const SourcePlan& plan) {
  if (!running_ || hung_) return false;
  const PublisherId id(next_id_++);
  fakes::MediaMtxEffects effects;
  const auto accepted = mediamtx_.publish(now(), id, path, effects);
  dispatch(effects);
  if (!accepted) return false;
  sources_.emplace(path, Source{id, SourceStream(plan, numbers_[path]), now()});
  arm_timer();
  return true;
}

void MediaServer::leave(const std::string& path) {
  const auto found = sources_.find(path);
  if (found == sources_.end()) return;
  fakes::MediaMtxEffects effects;
  mediamtx_.leave(found->second.id, effects);
  dispatch(effects);
  forget_source(path);
}

void MediaServer::restart_source(const std::string& path, TimeDelta away, MediaTime first_pts) {
  const auto found = sources_.find(path);
  if (found == sources_.end()) return;
  SourcePlan plan = found->second.stream.plan();
  plan.first_pts = first_pts;
  leave(path);
  struct Return {
    MediaServer& server;
    std::string path;
    SourcePlan plan;
    void operator()() const {
      if (!server.publish(path, plan)) server.scheduler_.after(kSourceRetry, *this);
    }
  };
  scheduler_.after(away, Return{*this, path, std::move(plan)});
}

void MediaServer::hide(const std::string& path, bool hidden) {
  if (hidden) {
    hidden_.insert(path);
  } else {
    hidden_.erase(path);
  }
}

void MediaServer::kick_readers(const std::string& path) {
  fakes::MediaMtxEffects effects;
  for (const auto& [id, reader] : readers_) {
    if (reader.path == path) mediamtx_.kick(id, effects);
  }
  dispatch(effects);
}

void MediaServer::kick_publisher(const std::string& path) {
  const auto publisher = mediamtx_.publisher_of(path);
  if (!publisher) return;
  fakes::MediaMtxEffects effects;
  mediamtx_.kick(*publisher, effects);
  dispatch(effects);
}

void MediaServer::kill() {
  running_ = false;
  hung_ = false;
  mediamtx_.restart();
  while (!readers_.empty()) lose(readers_.begin()->first);
  while (!publishers_.empty()) lose(publishers_.begin()->first);
  while (!sources_.empty()) forget_source(sources_.begin()->first);
}

void MediaServer::hang() {
  if (!running_ || std::exchange(hung_, true)) return;
  for (StreamReader* reader : all_readers()) reader->on_hang(true);
  for (StreamPublisher* publisher : all_publishers()) publisher->on_hang(true);
}

void MediaServer::resume() {
  if (!std::exchange(hung_, false)) return;
  for (auto& [path, source] : sources_) {
    source.stream.skip_to(now() - source.began);
    mediamtx_.receive(now(), source.id);
  }
  for (const auto& [id, publisher] : publishers_) mediamtx_.receive(now(), id);
  for (StreamReader* reader : all_readers()) reader->on_hang(false);
  for (StreamPublisher* publisher : all_publishers()) publisher->on_hang(false);
  arm_timer();
}

// ---- For the pipeline's arms.

MediaServer::Reach MediaServer::reach(const Url& url) const {
  if (url.host() != settings_.host || !running_) return Reach::kRefuses;
  if (url.port() == settings_.babbling_port) return Reach::kBabbles;
  if (url.port() != settings_.rtsp_port && url.port() != settings_.rtmp_port) return Reach::kRefuses;
  return hung_ ? Reach::kHangs : Reach::kAnswers;
}

expected<const SourcePlan*, fakes::ReadRefusal> MediaServer::describe(const Url& url) {
  const std::string path = server_path(url);
  refresh(path);
  if (hidden_.contains(path)) return unexpected(fakes::ReadRefusal::kNotFound);
  if (auto readable = mediamtx_.describe(path); !readable) return unexpected(readable.error());
  const auto found = sources_.find(path);
  // What the worker publishes itself cannot be read here.
  if (found == sources_.end()) return unexpected(fakes::ReadRefusal::kNotFound);
  return &found->second.stream.plan();
}

expected<MediaServer::Reading, fakes::ReadRefusal> MediaServer::read(const Url& url, StreamReader& reader) {
  if (auto described = describe(url); !described) return unexpected(described.error());
  const std::string path = server_path(url);
  const ReaderId id(next_id_++);
  if (auto accepted = mediamtx_.read(id, path); !accepted) return unexpected(accepted.error());
  readers_.emplace(id, Reader{&reader, path});
  Source& source = sources_.at(path);
  return Reading{id, &source.stream, source.began};
}

bool MediaServer::send(ReaderId reader, Timestamp sent, bool taken) {
  fakes::MediaMtxEffects effects;
  const bool sends = mediamtx_.send(sent, reader, taken, effects);
  dispatch(effects);
  if (!taken) arm_timer();
  return sends;
}

void MediaServer::finish(ReaderId reader) {
  const auto found = readers_.find(reader);
  if (found == readers_.end()) return;
  const std::string path = found->second.path;
  stop(reader);
  leave(path);
}

void MediaServer::stop(ReaderId reader) {
  readers_.erase(reader);
  mediamtx_.leave(reader);
}

expected<PublisherId, fakes::PublishRefusal> MediaServer::publish(const Url& url, StreamPublisher& publisher) {
  const PublisherId id(next_id_++);
  fakes::MediaMtxEffects effects;
  const auto accepted = mediamtx_.publish(now(), id, server_path(url), effects);
  dispatch(effects);
  if (!accepted) return unexpected(accepted.error());
  publishers_.emplace(id, &publisher);
  arm_timer();
  return id;
}

void MediaServer::stop(PublisherId publisher) {
  publishers_.erase(publisher);
  fakes::MediaMtxEffects effects;
  mediamtx_.leave(publisher, effects);
  dispatch(effects);
}

// ---- Inside.

bool MediaServer::is_read(const std::string& path) const {
  return std::ranges::any_of(readers_, [&](const auto& entry) { return entry.second.path == path; });
}

void MediaServer::refresh(const std::string& path) {
  const auto found = sources_.find(path);
  if (found == sources_.end() || is_read(path)) return;
  found->second.stream.skip_to(now() - found->second.began);
  if (found->second.stream.next() == nullptr) leave(path);
}

void MediaServer::forget_source(const std::string& path) {
  const auto found = sources_.find(path);
  if (found == sources_.end()) return;
  numbers_[path] = found->second.stream.numbers();
  sources_.erase(found);
}

std::vector<StreamReader*> MediaServer::all_readers() const {
  std::vector<StreamReader*> all;
  for (const auto& [id, reader] : readers_) all.push_back(reader.told);
  return all;
}

std::vector<StreamPublisher*> MediaServer::all_publishers() const {
  std::vector<StreamPublisher*> all;
  for (const auto& [id, publisher] : publishers_) all.push_back(publisher);
  return all;
}

void MediaServer::lose(ReaderId reader) {
  const auto found = readers_.find(reader);
  if (found == readers_.end()) return;
  StreamReader* told = found->second.told;
  told->on_connection_lost();
  readers_.erase(reader);
}

void MediaServer::lose(PublisherId publisher) {
  const auto found = publishers_.find(publisher);
  if (found == publishers_.end()) return;
  StreamPublisher* told = found->second;
  publishers_.erase(found);
  told->on_connection_lost();
}

void MediaServer::dispatch(const fakes::MediaMtxEffects& effects) {
  // Readers first: they take what a source has sent before it is gone.
  for (const auto& effect : effects) {
    if (const auto* closed = std::get_if<fakes::ReaderClosed>(&effect)) lose(closed->reader);
  }
  for (const auto& effect : effects) {
    const auto* closed = std::get_if<fakes::PublisherClosed>(&effect);
    if (!closed) continue;
    lose(closed->publisher);
    const auto is_its = [&](const auto& entry) { return entry.second.id == closed->publisher; };
    const auto source = std::ranges::find_if(sources_, is_its);
    if (source != sources_.end()) forget_source(std::string(source->first));
  }
}

void MediaServer::arm_timer() {
  const auto deadline = mediamtx_.deadline();
  if (!deadline || (timer_at_ && *timer_at_ <= *deadline)) return;
  scheduler_.cancel(timer_);
  timer_at_ = *deadline;
  timer_ = scheduler_.at(*deadline, [this] { on_timer(); });
}

void MediaServer::on_timer() {
  timer_at_.reset();
  if (hung_) return;
  for (auto& [path, source] : sources_) {
    if (!is_read(path)) source.stream.skip_to(now() - source.began);
    mediamtx_.receive(source.began + source.stream.last_sent(), source.id);
  }
  for (const auto& [id, publisher] : publishers_) mediamtx_.receive(publisher->last_sent(), id);
  fakes::MediaMtxEffects effects;
  mediamtx_.on_time(now(), effects);
  dispatch(effects);
  arm_timer();
}

}  // namespace sw::sim
