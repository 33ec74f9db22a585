#include "fakes/sts/message_record.h"

#include <variant>

namespace sw::fakes::sts {
namespace {

class Describer {
 public:
  explicit Describer(Record& record) : record_(record) {}

  void operator()(const contracts::StreamInit& init) const {
    record_.stream_id = init.stream_id;
    record_.detail = init.worker_id;
  }
  void operator()(const contracts::StreamPause& pause) const { describe(pause.stream_id, pause.reason); }
  void operator()(const contracts::StreamResume& resume) const { record_.stream_id = resume.stream_id; }
  void operator()(const contracts::StreamEnd& end) const { describe(end.stream_id, end.reason); }
  void operator()(const contracts::FragmentData& fragment) const {
    record_.stream_id = fragment.stream_id;
    record_.fragment_id = fragment.fragment_id;
    record_.sequence_number = fragment.sequence_number;
    record_.bytes = fragment.audio.data_base64.size();
    record_.detail = std::to_string(fragment.audio.duration_ms) + " ms";
  }
  void operator()(const contracts::WorkerFragmentAck& ack) const {
    record_.fragment_id = ack.fragment_id;
    record_.status = to_text(ack.status);
  }
  void operator()(const contracts::ErrorSimulation&) const {}
  void operator()(const contracts::SimulateDisconnect&) const {}
  void operator()(const contracts::UnknownEvent&) const { record_.detail = "unknown event"; }

 private:
  void describe(const std::string& stream_id, const std::optional<std::string>& reason) const {
    record_.stream_id = stream_id;
    record_.detail = reason.value_or("");
  }
  Record& record_;
};

}  // namespace

Record record_of(Timestamp now, ConnectionId connection, const contracts::WorkerMessage& message) {
  Record record{now, connection, RecordKind::kReceived, std::string(event_name(message))};
  std::visit(Describer(record), message);
  return record;
}

}  // namespace sw::fakes::sts
