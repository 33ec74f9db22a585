// Judges messages that somebody has written down: reads lines of JSON, {"kind":"received"|"sent","event":…,
// "payload":…} as an STS saw them, and prints "direction<TAB>event<TAB>what is wrong" for each that breaks its schema.
// Exit code 2 where a line is none of that.
#include <cstdio>
#include <iostream>
#include <string>

#include "contracts/json_text.h"
#include "contracts/judge/message_watch.h"

namespace {

using sw::contracts::Direction;
using sw::contracts::MessageWatch;

bool judge(MessageWatch& watch, const std::string& text) {
  const auto line = sw::contracts::parse_json(text);
  if (!line || !line->IsObject()) return false;
  const auto kind = line->FindMember("kind");
  const auto event = line->FindMember("event");
  const auto payload = line->FindMember("payload");
  const auto end = line->MemberEnd();
  if (kind == end || event == end || payload == end || !event->value.IsString()) return false;
  const Direction direction = kind->value == "sent" ? Direction::kStsToWorker : Direction::kWorkerToSts;
  const std::string name = event->value.GetString();
  const auto problem = watch.see(direction, name, payload->value);
  if (problem) std::cout << to_text(direction) << '\t' << name << '\t' << *problem << '\n';
  return true;
}

}  // namespace

int main() {
  MessageWatch watch;
  for (std::string line; std::getline(std::cin, line);) {
    if (judge(watch, line)) continue;
    std::fprintf(stderr, "no line of a record: %.200s\n", line.c_str());
    return 2;
  }
  return 0;
}
