#include "tests/conformance/media/nginx_sink.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "worker/base/check.h"

namespace sw::conformance {

namespace {

constexpr const char* kNginx = "/usr/sbin/nginx";
constexpr const char* kModule = "/usr/lib/nginx/modules/ngx_rtmp_module.so";

sockaddr_in local_address(uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

// A port that nobody has now.
uint16_t free_port() {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = local_address(0);
  socklen_t length = sizeof address;
  SW_CHECK(bind(listener, reinterpret_cast<sockaddr*>(&address), length) == 0);
  SW_CHECK(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) == 0);
  ::close(listener);
  return ntohs(address.sin_port);
}

std::string configuration(const std::string& folder, uint16_t port) {
  return "load_module " + std::string(kModule) + ";\ndaemon off; master_process off; worker_processes 1; pid " +
         folder + "/pid; error_log " + folder + "/error.log info;\nevents { worker_connections 64; }\n" +
         "rtmp { server { listen 127.0.0.1:" + std::to_string(port) +
         "; application live { live on; record all; record_path " + folder + "; record_unique on; } } }\n";
}

}  // namespace

// nginx takes over a socket that listens already, as in its upgrades on the fly: whoever connects from now on is
// served, however long it takes to start.
NginxSink::NginxSink() {
  if (access(kNginx, X_OK) != 0 || access(kModule, R_OK) != 0) {
    std::fprintf(stderr, "no RTMP server: install nginx-light and libnginx-mod-rtmp\n");
    std::abort();
  }
  port_ = free_port();
  const std::string folder = folder_.path().string();
  const std::string file = folder + "/nginx.conf";
  const std::string errors = folder + "/error.log";
  std::ofstream(file) << configuration(folder, port_);
  const char* arguments[] = {"nginx", "-c", file.c_str(), "-p", folder.c_str(), "-e", errors.c_str(), nullptr};
  process_ = fork();
  SW_CHECK(process_ >= 0);
  if (process_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // no server outlives a test that aborts
    dup2(open(errors.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644), STDERR_FILENO);
    execv(kNginx, const_cast<char**>(arguments));
    _exit(127);
  }
}

bool NginxSink::answers() const {
  const int probe = socket(AF_INET, SOCK_STREAM, 0);
  const sockaddr_in address = local_address(port_);
  const bool connected = connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(probe);
  return connected;
}

bool NginxSink::alive() {
  if (process_ != 0 && waitpid(process_, nullptr, WNOHANG) == process_) process_ = 0;
  return process_ != 0;
}

NginxSink::~NginxSink() { kill(); }

std::vector<std::vector<uint8_t>> NginxSink::recordings(const std::string& name) const {
  std::map<std::string, std::vector<uint8_t>> files;  // by name: "out-1700000000.flv"
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    const std::string file = entry.path().filename().string();
    if (file.rfind(name + "-", 0) != 0) continue;
    std::ifstream stream(entry.path(), std::ios::binary);
    files[file].assign(std::istreambuf_iterator<char>(stream), {});
  }
  std::vector<std::vector<uint8_t>> result;
  for (auto& [file, bytes] : files) result.push_back(std::move(bytes));
  return result;
}

void NginxSink::kill() {
  if (process_ == 0) return;
  ::kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  process_ = 0;
}

void NginxSink::stall() { ::kill(process_, SIGSTOP); }
void NginxSink::resume() { ::kill(process_, SIGCONT); }

}  // namespace sw::conformance
