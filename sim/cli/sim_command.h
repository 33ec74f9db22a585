// `stream-worker sim …`: runs scenarios in virtual time. Exit codes: 0 all held, 1 a property was violated, 2 bad
// input.
#pragma once

#include <span>
#include <string>

namespace sw::sim {

// Runs the command that `arguments` (behind "sim") ask for, and returns the process's exit code. Reports go to standard
// output, what is wrong with the input is one line on standard error.
int run_sim_command(std::span<const std::string> arguments);

}  // namespace sw::sim
