#include "fakes/mediamtx/media_mtx.h"

#include <algorithm>

#include "worker/base/check.h"
#include "worker/base/earlier.h"

namespace sw::fakes {
namespace {

void set_member(std::set<std::string>& set, const std::string& path, bool member) {
  if (member) {
    set.insert(path);
  } else {
    set.erase(path);
  }
}

}  // namespace

expected<void, PublishRefusal> MediaMtx::publish(Timestamp now, PublisherId publisher, const std::string& path,
                                                 MediaMtxEffects& effects) {
  SW_CHECK(!publishers_.contains(publisher));
  if (no_publishing_.contains(path)) return unexpected(PublishRefusal::kForbidden);
  if (const auto existing = publisher_of(path)) {
    if (!settings_.override_publisher) return unexpected(PublishRefusal::kTaken);
    remove(*existing, CloseCause::kOverridden, effects);
  }
  publishers_.emplace(publisher, Publisher{path, now});
  return {};
}

void MediaMtx::receive(Timestamp now, PublisherId publisher) {
  const auto found = publishers_.find(publisher);
  if (found != publishers_.end()) found->second.heard = std::max(found->second.heard, now);
}

void MediaMtx::leave(PublisherId publisher, MediaMtxEffects& effects) { remove(publisher, std::nullopt, effects); }

void MediaMtx::kick(PublisherId publisher, MediaMtxEffects& effects) {
  remove(publisher, CloseCause::kKicked, effects);
}

expected<void, ReadRefusal> MediaMtx::describe(const std::string& path) const {
  if (no_reading_.contains(path)) return unexpected(ReadRefusal::kForbidden);
  if (!publisher_of(path)) return unexpected(ReadRefusal::kNotFound);
  return {};
}

expected<void, ReadRefusal> MediaMtx::read(ReaderId reader, const std::string& path) {
  SW_CHECK(!readers_.contains(reader));
  if (auto readable = describe(path); !readable) return readable;
  readers_.emplace(reader, Reader{.path = path, .blocked_since = std::nullopt});
  return {};
}

void MediaMtx::leave(ReaderId reader) { readers_.erase(reader); }

void MediaMtx::kick(ReaderId reader, MediaMtxEffects& effects) { remove(reader, CloseCause::kKicked, effects); }

bool MediaMtx::send(Timestamp now, ReaderId id, bool taken, MediaMtxEffects& effects) {
  const auto found = readers_.find(id);
  if (found == readers_.end()) return false;
  Reader& reader = found->second;
  if (taken) {
    reader.blocked_since.reset();
    reader.queued = 0;
    return true;
  }
  if (!reader.blocked_since) reader.blocked_since = now;
  if (reader.queued < settings_.write_queue_size) {
    ++reader.queued;
    return true;
  }
  ++discarded_;
  if (settings_.slow_reader == SlowReader::kClose) remove(id, CloseCause::kTooSlow, effects);
  return false;
}

void MediaMtx::forbid_publishing(const std::string& path, bool forbidden) {
  set_member(no_publishing_, path, forbidden);
}
void MediaMtx::forbid_reading(const std::string& path, bool forbidden) { set_member(no_reading_, path, forbidden); }

void MediaMtx::restart() {
  publishers_.clear();
  readers_.clear();
}

void MediaMtx::on_time(Timestamp now, MediaMtxEffects& effects) {
  std::vector<PublisherId> silent;
  for (const auto& [id, publisher] : publishers_) {
    if (now >= publisher.heard + settings_.read_timeout) silent.push_back(id);
  }
  for (const PublisherId id : silent) remove(id, CloseCause::kSilent, effects);
  std::vector<ReaderId> slow;
  for (const auto& [id, reader] : readers_) {
    if (reader.blocked_since && now >= *reader.blocked_since + settings_.write_timeout) slow.push_back(id);
  }
  for (const ReaderId id : slow) remove(id, CloseCause::kTooSlow, effects);
}

std::optional<Timestamp> MediaMtx::deadline() const {
  std::optional<Timestamp> earliest;
  for (const auto& [id, publisher] : publishers_)
    earliest = earlier(earliest, publisher.heard + settings_.read_timeout);
  for (const auto& [id, reader] : readers_) {
    if (reader.blocked_since) earliest = earlier(earliest, *reader.blocked_since + settings_.write_timeout);
  }
  return earliest;
}

std::optional<PublisherId> MediaMtx::publisher_of(const std::string& path) const {
  for (const auto& [id, publisher] : publishers_) {
    if (publisher.path == path) return id;
  }
  return std::nullopt;
}

void MediaMtx::remove(PublisherId id, std::optional<CloseCause> told, MediaMtxEffects& effects) {
  const auto found = publishers_.find(id);
  if (found == publishers_.end()) return;
  const std::string path = found->second.path;
  publishers_.erase(found);
  if (told) effects.push_back(PublisherClosed{id, *told});
  std::vector<ReaderId> orphans;
  for (const auto& [reader_id, reader] : readers_) {
    if (reader.path == path) orphans.push_back(reader_id);
  }
  for (const ReaderId reader : orphans) remove(reader, CloseCause::kPublisherGone, effects);
}

void MediaMtx::remove(ReaderId id, CloseCause cause, MediaMtxEffects& effects) {
  if (readers_.erase(id) > 0) effects.push_back(ReaderClosed{id, cause});
}

}  // namespace sw::fakes
