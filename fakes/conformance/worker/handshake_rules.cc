#include "fakes/conformance/worker/handshake_rules.h"

#include <algorithm>
#include <optional>

namespace sw::fakes::conformance::worker {
namespace {

constexpr std::size_t kMaxIdLength = 64;  // spec FR-012b

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool same_letter(char a, char b) { return lower(a) == lower(b); }

std::optional<std::string_view> find_header(std::string_view request, std::string_view name) {
  while (!request.empty()) {
    const auto end = std::min(request.find("\r\n"), request.size());
    const std::string_view line = request.substr(0, end);
    request.remove_prefix(std::min(end + 2, request.size()));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !std::ranges::equal(line.substr(0, colon), name, same_letter)) continue;
    std::string_view value = line.substr(colon + 1);
    value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
    value.remove_suffix(value.size() - std::min(value.find_last_not_of(" \t") + 1, value.size()));
    return value;
  }
  return std::nullopt;
}

bool is_id(std::string_view id) {
  const auto allowed = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
  };
  return !id.empty() && id.size() <= kMaxIdLength && std::ranges::all_of(id, allowed);
}

std::string judge_id(Timestamp now, std::string_view request, std::string_view name, Ledger& ledger) {
  const auto id = find_header(request, name);
  ledger.check(Rule::kHandshakeIds, id && is_id(*id), now,
               id ? std::string(name) + ": \"" + shown(*id) + "\"" : "no " + std::string(name));
  return std::string(id.value_or("").substr(0, kMaxIdLength));
}

// The query of a request's first line.
std::string_view query_of(std::string_view request) {
  const std::string_view line = request.substr(0, request.find("\r\n"));
  const auto mark = line.find('?');
  if (mark == std::string_view::npos) return {};
  return line.substr(mark + 1, line.find(' ', mark) - mark - 1);
}

bool has_pair(std::string_view query, std::string_view pair) {
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    if (query.substr(0, end) == pair) return true;
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return false;
}

}  // namespace

Introduction judge_handshake(Timestamp now, std::string_view request, Ledger& ledger) {
  const std::string_view query = query_of(request);
  const auto upgrade = find_header(request, "Upgrade");
  const bool websocket = upgrade && std::ranges::equal(*upgrade, std::string_view("websocket"), same_letter);
  ledger.check(Rule::kHandshakeTransport,
               websocket && has_pair(query, "EIO=4") && has_pair(query, "transport=websocket"), now,
               websocket ? "query \"" + shown(query) + "\"" : "no Upgrade: websocket");
  return {judge_id(now, request, "X-Stream-ID", ledger), judge_id(now, request, "X-Worker-ID", ledger)};
}

bool asks_for_statistics(std::string_view request) {
  return request.starts_with("GET /stats ") || request.starts_with("GET /stats?");
}

}  // namespace sw::fakes::conformance::worker
