// A RapidJSON output stream that appends to a std::string: what is written lands where it will be sent from.
#pragma once

#include <rapidjson/writer.h>

#include <string>

namespace sw::contracts {

struct StringStream {
  using Ch = char;
  std::string& out;
  void Put(char c) { out.push_back(c); }
  void Flush() {}
};

}  // namespace sw::contracts
