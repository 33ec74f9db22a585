// Decides what becomes of the input: whether an end is the stream's end or a loss, when to try again, when to give up.
//
// Life of one input (design §4, "Input and output loss"):
//   Opening --first media--> Streaming --end without a warning--> Over (the stream has ended)
//   Streaming --warning then end, failure, or 5 s without media--> Waiting --delay over--> Opening
//   Opening --refused, ended, or 5 s without media--> Waiting, or Over when the ladder is used up
// At start the ladder 1, 2, 4 s goes on every 4 s until the ready timeout; later it has three steps, and starts anew
// once `stable_after` of media came in one piece.
//
// Every method takes the time; effects are appended in the order in which they are to be carried out.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "worker/base/units.h"
#include "worker/core/reconnect/retry_ladder.h"
#include "worker/core/rules.h"

namespace sw::core {

// What the last failed attempt was told.
enum class InputAnswer : uint8_t { kRefused, kNotFound, kSilent };

// Why the input is over for good.
enum class InputVerdict : uint8_t {
  kEnded,        // the stream came to its end
  kNotReadable,  // never readable within the ready timeout
  kLost,         // lost, and not back within the ladder
  kNoAudio,      // the session description has no audio track
  kUnsupported,  // media that cannot be carried
};

struct OpenInput {};
struct CloseInput {};
// Media was flowing and no longer is. Precedes the retry.
struct InputLost {
  std::string why;
};
// The next attempt is made after `delay`; `answer` is why the last one failed.
struct InputRetry {
  TimeDelta delay;
  InputAnswer answer;
};
// Nothing will be tried any more.
struct InputOver {
  InputVerdict verdict;
  std::string why;
};
using InputEffect = std::variant<OpenInput, CloseInput, InputLost, InputRetry, InputOver>;
using InputEffects = std::vector<InputEffect>;

class InputSupervisor {
 public:
  // `stable_after`: how much media in one piece proves a return (one segment; 6 s in passthrough).
  InputSupervisor(TimeDelta ready_timeout, TimeDelta stable_after);

  void start(Timestamp now, InputEffects& effects);

  // The tracks of the session description. `unsupported` names a codec that cannot be carried, empty if none.
  void on_described(Timestamp now, bool has_audio, bool has_video, const std::string& unsupported,
                    InputEffects& effects);
  // Any access unit arrived.
  void on_media(Timestamp now);
  // Both tracks are there and the first IDR has come: the ready timeout no longer applies.
  void on_readable();
  void on_warning(Timestamp now);
  void on_end(Timestamp now, InputEffects& effects);
  void on_failure(Timestamp now, InputAnswer answer, const std::string& why, InputEffects& effects);
  // The pipeline cannot carry the media; trying again would not help.
  void on_unsupported(Timestamp now, const std::string& why, InputEffects& effects);
  // The worker wants no more input.
  void stop(InputEffects& effects);

  std::optional<Timestamp> deadline() const;
  void on_time(Timestamp now, InputEffects& effects);

  bool streaming() const { return std::holds_alternative<Streaming>(state_); }

 private:
  struct Idle {};
  struct Opening {
    Timestamp since;
  };
  struct Streaming {
    Timestamp since;
    Timestamp last_media;
    std::optional<Timestamp> warned;
  };
  struct Waiting {
    Timestamp until;
  };
  struct Over {};

  void open(Timestamp now, InputEffects& effects);
  void fail_attempt(Timestamp now, InputAnswer answer, const std::string& why, InputEffects& effects);
  void lose(Timestamp now, std::string why, InputEffects& effects);
  void wait(Timestamp now, InputAnswer answer, const std::string& why, InputEffects& effects);
  void finish(InputVerdict verdict, std::string why, InputEffects& effects);
  bool is_open() const;

  TimeDelta ready_timeout_;
  TimeDelta stable_after_;
  RetryLadder ladder_;
  std::optional<Timestamp> ready_deadline_;  // set until readable
  std::variant<Idle, Opening, Streaming, Waiting, Over> state_ = Idle{};
};

}  // namespace sw::core
