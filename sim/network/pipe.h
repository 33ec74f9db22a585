// One direction of a virtual connection: signals and bytes in, the same in the same order out, later and in other
// pieces.
//
// At most one event is scheduled at a time, for what arrives next; when it arrives is decided as soon as it is the
// next, so a change of the link acts on whatever was not next yet. Nothing is scheduled while nothing is under way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "sim/kernel/fifo.h"
#include "sim/kernel/scheduler.h"
#include "sim/network/link.h"

namespace sw::sim {

// What travels besides bytes.
enum class Signal : uint8_t {
  kAsk,         // to the server: the worker wants a connection
  kOpen,        // to the server: the connection is up
  kAccept,      // to the worker
  kRefuse,      // to the worker
  kUnresolved,  // to the worker, from its resolver
  kEnd,         // no more bytes follow
  kReset,       // the connection is broken
};

// What happens to a connection at the exact byte of a cut.
enum class CutEffect : uint8_t { kReset, kEnd, kSilence };

struct Cut {
  uint64_t offset;  // bytes of the connection, in this direction, that still arrive
  CutEffect effect;
};

// One direction of all connections to one service.
struct Lane {
  LinkSettings link;
  bool blackholed = false;   // nothing arrives
  bool partitioned = false;  // the same, for another reason
  std::optional<Cut> cut;    // for the first connection that gets there
};

class Pipe {
 public:
  // Whom things arrive at. Each may call any method of the pipe.
  class Reader {
   public:
    virtual ~Reader() = default;
    virtual void take_signal(Pipe& from, Signal signal) = 0;
    virtual void take_bytes(Pipe& from, std::string bytes) = 0;
    virtual void take_cut(Pipe& from, CutEffect effect) = 0;
  };
  struct Draws {
    uint64_t seed;
    uint64_t entity;
  };

  // All outlive the pipe.
  Pipe(Scheduler& scheduler, Lane& lane, Draws draws, Reader& reader);
  ~Pipe() { scheduler_.cancel(event_); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  // `extra`: how much longer than the bytes of the link it takes.
  void push(Signal signal, TimeDelta extra = TimeDelta::Zero());
  void push(std::string bytes);
  // What is under way is lost; what comes later arrives.
  void clear();
  // What is under way and what comes later vanishes, and counts as pending for ever.
  void go_silent();
  void set_reading(bool reading);
  // After the lane was stalled, or no longer is.
  void lane_changed();

  // Bytes that the writer's operating system has not taken.
  std::size_t pending() const;
  // Nothing is under way, or nothing of it will ever arrive.
  bool is_idle() const { return items_.empty(); }

 private:
  struct Item {
    Timestamp pushed;
    TimeDelta extra;
    std::optional<Signal> signal;  // none: bytes
    std::string bytes;
  };

  bool is_held() const { return silent_ || !reading_ || lane_.blackholed || lane_.partitioned; }
  void update_hold();

  void plan();
  void unplan();
  TimeDelta plan_piece();
  TimeDelta plan_drawn_piece();
  void arrive();
  void arrive_bytes(std::size_t size);
  std::string take_front(std::size_t size);
  void join(std::string& piece);
  std::size_t joinable(std::size_t piece);
  std::size_t bytes_to_cut() const;

  std::size_t front_left() { return items_.front().bytes.size() - front_taken_; }
  std::size_t not_on_the_way() const;
  TimeDelta line_time(std::size_t bytes) const;
  uint64_t draw(std::string_view name) const;
  TimeDelta draw_up_to(std::string_view name, TimeDelta most) const;

  Scheduler& scheduler_;
  Lane& lane_;
  Draws draws_;
  Reader& reader_;

  Fifo<Item> items_;
  std::size_t front_taken_ = 0;  // bytes of the front that arrived already
  std::size_t queued_ = 0;       // bytes that have not arrived
  std::size_t fresh_ = 0;        // bytes pushed at fresh_at_
  Timestamp fresh_at_ = kSimulationStart;
  uint64_t arrived_ = 0;  // bytes that ever arrived
  bool reading_ = true;
  bool silent_ = false;

  // What arrives next.
  bool planned_ = false;
  EventHandle event_;
  std::size_t piece_ = 0;                   // its bytes
  bool may_join_ = false;                   // with what has come by then
  Timestamp line_free_ = kSimulationStart;  // when the line has sent it
  uint64_t plans_ = 0;                      // how many were ever made
};

}  // namespace sw::sim
