#include "sim/cli/worker_pool.h"

#include <poll.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

namespace sw::sim {
namespace {

// A case takes milliseconds; one that takes this long, in real time, hangs.
constexpr unsigned kCaseSeconds = 120;

void write_all(int out, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(out, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) ::_exit(1);  // nobody listens any more
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

// The machine's clock, for the figures of a campaign: nothing in a run depends on it.
double machine_seconds() {
  timeval now{};
  ::gettimeofday(&now, nullptr);
  return seconds(now);
}

CaseResult crash(uint64_t index, int status) {
  CaseFailure failure{.oracle = "crash", .rule = "process-ended", .text = "its process ended"};
  if (WIFSIGNALED(status)) failure.text = std::string("its process was ended by ") + ::strsignal(WTERMSIG(status));
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM) {
    failure.rule = "hangs";
    failure.text = "it was not over after " + std::to_string(kCaseSeconds) + " s of real time";
  }
  CaseResult result;
  result.index = index;
  result.failure = std::move(failure);
  return result;
}

}  // namespace

bool WorkerPool::start(Child& child) {
  int ends[2];
  if (::pipe(ends) != 0) return false;
  std::fflush(nullptr);
  const int pid = ::fork();
  if (pid < 0) return false;
  if (pid == 0) {
    ::close(ends[0]);
    work(child, ends[1]);
  }
  ::close(ends[1]);
  child.pid = pid;
  child.results = ends[0];
  return true;
}

void WorkerPool::work(const Child& child, int out) const {
  for (std::size_t i = child.done; i < child.to_do.size(); ++i) {
    ::alarm(kCaseSeconds);
    write_all(out, to_json(run_(child.to_do[i])) + "\n");
  }
  ::_exit(0);
}

std::string WorkerPool::run_all(const std::vector<uint64_t>& indices) {
  std::vector<Child> children(static_cast<std::size_t>(jobs_));
  for (std::size_t i = 0; i < indices.size(); ++i) children[i % children.size()].to_do.push_back(indices[i]);
  for (Child& child : children) {
    if (!start(child)) return std::string("cannot start a process: ") + std::strerror(errno);
  }
  const double began = machine_seconds();
  std::string problem = serve(children);
  wall_seconds_ = machine_seconds() - began;
  return problem;
}

std::string WorkerPool::serve(std::vector<Child>& children) {
  for (;;) {
    std::vector<pollfd> ready;
    for (const Child& child : children) {
      if (child.results >= 0) ready.push_back({child.results, POLLIN, 0});
    }
    if (ready.empty()) return {};
    if (::poll(ready.data(), ready.size(), -1) < 0 && errno != EINTR) return "cannot wait for a process";
    for (const pollfd& one : ready) {
      if (one.revents == 0) continue;
      const auto child = std::ranges::find(children, one.fd, &Child::results);
      read(*child);
      // A case that crashed took its process along: the rest goes on in a new one.
      if (child->results < 0 && child->done < child->to_do.size() && !start(*child)) return "cannot start a process";
    }
  }
}

void WorkerPool::read(Child& child) {
  char chunk[64 * 1024];
  const ssize_t got = ::read(child.results, chunk, sizeof chunk);
  if (got < 0 && errno == EINTR) return;
  if (got <= 0) return finish(child);
  child.buffer.append(chunk, static_cast<std::size_t>(got));
  for (auto end = child.buffer.find('\n'); end != std::string::npos; end = child.buffer.find('\n')) {
    auto result = parse_case_result(std::string_view(child.buffer).substr(0, end));
    child.buffer.erase(0, end + 1);
    const uint64_t index = child.to_do.at(child.done++);
    if (!result) {
      CaseResult unread{.index = index};
      unread.failure = CaseFailure{.oracle = "crash", .rule = "unreadable-result", .text = result.error()};
      result = std::move(unread);
    }
    take_(std::move(*result));
  }
}

void WorkerPool::finish(Child& child) {
  int status = 0;
  rusage usage{};
  ::wait4(child.pid, &status, 0, &usage);
  core_seconds_ += seconds(usage.ru_utime) + seconds(usage.ru_stime);
  ::close(child.results);
  child.results = -1;
  child.pid = -1;
  child.buffer.clear();
  if (child.done == child.to_do.size()) return;
  take_(crash(child.to_do[child.done], status));
  ++child.done;
}

}  // namespace sw::sim
