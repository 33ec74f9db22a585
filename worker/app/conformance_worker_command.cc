#include "worker/app/conformance_worker_command.h"

#include <utility>

#include "fakes/conformance/worker/default_script.h"
#include "fakes/live/worker_conformance.h"
#include "worker/app/fake_sts_command.h"
#include "worker/core/supervisor/exit_code.h"

namespace sw::app {

int judge_worker(const ConformanceWorkerCommand& command) {
  auto service = sts_server_options(command.service);
  if (!service) return static_cast<int>(core::ExitCode::kBadSettings);
  if (command.service.script_file.empty()) service->script = fakes::conformance::worker::default_script();
  return fakes::run_worker_conformance({*std::move(service), command.junit_file, command.run_for, command.tolerance});
}

}  // namespace sw::app
