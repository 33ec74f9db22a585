#include "fakes/sts/output.h"

#include "contracts/object_writer.h"

namespace sw::fakes::sts {
namespace {

void write_record(contracts::ObjectWriter& out, const Record& record) {
  const auto text = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) out.member(name, value);
  };
  out.member("connection", static_cast<int64_t>(record.connection.value()));
  out.member("kind", to_text(record.kind));
  text("event", record.event);
  text("stream_id", record.stream_id);
  text("fragment_id", record.fragment_id);
  out.member("sequence_number", record.sequence_number);
  text("status", record.status);
  if (record.bytes > 0) out.member("bytes", static_cast<int64_t>(record.bytes));
  text("detail", record.detail);
}

}  // namespace

std::string_view to_text(RecordKind kind) {
  switch (kind) {
    case RecordKind::kOpened:
      return "opened";
    case RecordKind::kClosed:
      return "closed";
    case RecordKind::kReceived:
      return "received";
    case RecordKind::kSent:
      return "sent";
    case RecordKind::kFault:
      return "fault";
    case RecordKind::kIgnored:
      return "ignored";
    case RecordKind::kBreach:
      return "breach";
  }
  return "";
}

std::string to_json(const Record& record, Timestamp start) {
  std::string text;
  contracts::ObjectWriter out(text);
  out.begin();
  out.member("at_ms", static_cast<double>((record.at - start).micros()) / 1'000.0);
  write_record(out, record);
  out.end();
  return text;
}

}  // namespace sw::fakes::sts
