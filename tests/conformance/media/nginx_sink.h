// A real RTMP server: nginx with its RTMP module, a process of the test's own, recording what it gets.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "tests/conformance/ports/temporary_folder.h"

namespace sw::conformance {

class NginxSink {
 public:
  // Takes publications in the application "live" as soon as it answers(). Aborts where nginx or its RTMP module is not
  // installed.
  NginxSink();
  ~NginxSink();
  NginxSink(const NginxSink&) = delete;
  NginxSink& operator=(const NginxSink&) = delete;

  bool answers() const;
  // False when it could not start, because somebody else has taken the port meanwhile.
  bool alive();
  uint16_t port() const { return port_; }
  // What was recorded of the publications named `name`, FLV files in the order of their beginning.
  std::vector<std::vector<uint8_t>> recordings(const std::string& name) const;

  void kill();    // SIGKILL
  void stall();   // SIGSTOP
  void resume();  // SIGCONT

 private:
  TemporaryFolder folder_;
  uint16_t port_ = 0;
  pid_t process_ = 0;
};

}  // namespace sw::conformance
