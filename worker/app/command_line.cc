#include "worker/app/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "worker/app/closest_name.h"
#include "worker/app/settings_table.h"
#include "worker/app/version.h"

namespace sw::app {
namespace {

using Failure = unexpected<std::string>;

constexpr const char* kRunPurpose =
    "Pulls a live stream from MediaMTX over RTSP and publishes it over RTMP.\n"
    "A flag wins over the environment, the environment over the default.\n"
    "A URL with a password is taken from the environment alone.";
constexpr const char* kCheckConfigPurpose =
    "Checks the settings and prints those in force, each with where it comes from. Connects nowhere.";
constexpr const char* kFakePurpose = "Peers to try the worker on.";
constexpr const char* kFakeRtspPurpose = "Serves a file as a live RTSP source and prints its URL.";
constexpr const char* kFakeStsPurpose =
    "Serves as a speech-to-speech service that gives back what it hears, and prints its URL.";
constexpr const char* kConformancePurpose = "Judges whether a peer keeps the protocol, rule by rule.";
constexpr const char* kConformanceStsPurpose =
    "Drives an STS service as a worker would, and prints a table of what held and what failed.\n"
    "Exit code 0: all held; 1: something failed; 2: nothing could be judged.";
constexpr const char* kConformanceWorkerPurpose =
    "Serves as 'fake sts' does, provokes the worker that connects, and judges it when its stream has ended.";
constexpr const char* kSimPurpose = "Runs the worker in virtual time against simulated peers; see 'sim --help'.";
constexpr std::string_view kSim = "sim";
const std::string kLoopHelp = "begin again at the end, without a break in the timestamps";
constexpr const char* kFooter =
    "\n'stream-worker --stream-id ID ...' is short for 'stream-worker run --stream-id ID ...'.\n"
    "'stream-worker COMMAND --help' names the options of a command.";

// The start of an argument that can be repeated without giving anything away.
std::string harmless_part(const std::string& argument) {
  const auto is_harmless = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
  };
  constexpr std::ptrdiff_t kMaxShown = 40;
  auto end = std::find_if_not(argument.begin(), argument.end(), is_harmless);
  end = argument.begin() + std::min(end - argument.begin(), kMaxShown);
  const bool whole = end == argument.end() || *end == '=';
  return std::string(argument.begin(), end) + (whole ? "" : "...");
}

// Every command and option that CLI11 knows, and the values it found.
class Grammar {
 public:
  Grammar() {
    app_.name("stream-worker");
    app_.set_version_flag("--version", kVersion, "print the version");
    app_.footer(kFooter);
    app_.require_subcommand(0, 1);
    app_.get_formatter()->column_width(36);
    for (CLI::App* command : {run_, check_config_}) add_settings(*command);
    fake_->require_subcommand(0, 1);
    add_fake_rtsp_options();
    add_table(*fake_sts_, fake_sts_options());
    conformance_->require_subcommand(0, 1);
    add_table(*conformance_sts_, conformance_sts_options());
    add_table(*conformance_worker_, fake_sts_options());
    add_table(*conformance_worker_, conformance_worker_options());
    for (CLI::App* command : {&app_, run_, check_config_, fake_, fake_rtsp_, fake_sts_, conformance_, conformance_sts_,
                              conformance_worker_}) {
      command->allow_extras();
    }
  }

  expected<Command, std::string> parse(std::span<const std::string> arguments) {
    // CLI11 takes them from the back.
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    const bool runs = reversed.empty() || (reversed.back().starts_with('-') && !is_about_program(reversed.back()));
    if (runs) reversed.emplace_back("run");
    try {
      app_.parse(reversed);
    } catch (const CLI::CallForHelp&) {
      return PrintCommand{help()};
    } catch (const CLI::CallForVersion& version) {
      return PrintCommand{std::string(version.what()) + "\n"};
    } catch (const CLI::ArgumentMismatch& mismatch) {
      // "--stream-id: 1 required VALUE missing"
      const std::string what = mismatch.what();
      return Failure(what.substr(0, what.find(':')) + " needs a value");
    } catch (const CLI::ParseError& error) {
      return Failure(harmless_part(error.what()));
    }
    return command();
  }

 private:
  static bool is_about_program(const std::string& argument) {
    return argument == "--help" || argument == "-h" || argument == "--version";
  }

  // `help` is const on purpose: CLI11 would take a string that is not for the place to put the value.
  static void add_value(CLI::App& command, const std::string& name, const std::string& help, const std::string& group) {
    command.add_option(name, help)
        ->type_name("VALUE")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->group(group);
  }

  static void add_settings(CLI::App& command) {
    for (const SettingRow& row : setting_rows()) {
      std::string help = std::string(row.help) + "\n" + std::string(row.allowed);
      if (!row.fallback.empty()) help += "; default " + std::string(row.fallback);
      add_value(command, "--" + std::string(row.flag), help + "; " + std::string(row.variable), std::string(row.group));
    }
  }

  void add_fake_rtsp_options() {
    const FakeRtspCommand defaults;
    add_value(*fake_rtsp_, "--file", "MP4 with H.264 and AAC to serve; required", "Options");
    add_value(*fake_rtsp_, "--host", "address to listen on; default " + defaults.host, "Options");
    add_value(*fake_rtsp_, "--port", "0 picks a free one; default " + std::to_string(defaults.port), "Options");
    add_value(*fake_rtsp_, "--path", "path of the stream; default " + defaults.path, "Options");
    fake_rtsp_->add_flag("--loop", kLoopHelp)->group("Options");
  }

  template <class Option>
  static void add_table(CLI::App& command, std::span<const Option> options) {
    for (const Option& option : options) {
      const std::string name = "--" + std::string(option.flag);
      const std::string help(option.help);
      if (option.is_switch) {
        command.add_flag(name, help)->group("Options");
      } else {
        add_value(command, name, help, "Options");
      }
    }
  }

  // The command that was named, the innermost one.
  CLI::App& named() {
    CLI::App* command = &app_;
    while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
    return *command;
  }

  std::string help() {
    // CLI11 looks from the outermost command in, and so finds the one whose help was asked for.
    return app_.help();
  }

  expected<Command, std::string> command() {
    CLI::App& command = named();
    if (auto problem = leftover(command); !problem.empty()) return Failure(std::move(problem));
    if (auto problem = repeated(command); !problem.empty()) return Failure(std::move(problem));
    if (&command == run_) return RunCommand{values(command)};
    if (&command == check_config_) return CheckConfigCommand{values(command)};
    if (&command == fake_rtsp_) return fake_rtsp();
    if (&command == fake_sts_) return as_command(read_fake_sts(values(command)));
    if (&command == conformance_sts_) return as_command(read_conformance_sts(values(command)));
    if (&command == conformance_worker_) return as_command(read_conformance_worker(values(command)));
    if (&command == conformance_) return Failure("conformance needs to know of what; allowed: sts, worker");
    if (&command == sim_) return Failure("sim comes first: stream-worker sim ...");
    return Failure("fake needs to know what; allowed: rtsp, sts");
  }

  // What no option and no command took.
  std::string leftover(const CLI::App& command) const {
    const auto rest = app_.remaining(true);
    if (rest.empty()) return {};
    const std::string given = harmless_part(rest.front());
    if (!given.starts_with('-')) {
      if (&command == &app_)
        return "\"" + given +
               "\" is no command; allowed: run, check-config, fake rtsp, fake sts, conformance sts, conformance "
               "worker, sim";
      if (&command == conformance_) return "\"" + given + "\" cannot be judged; allowed: sts, worker";
      if (&command == fake_) return "\"" + given + "\" cannot be faked; allowed: rtsp, sts";
      return "\"" + given + "\" is not expected here: values follow their flags, as in --stream-id ID";
    }
    std::vector<std::string> names;
    for (const CLI::Option* option : command.get_options()) names.push_back(option->get_name());
    const std::string closest = closest_name(given, names);
    return given + " is no option of " + command.get_name() +
           (closest.empty() ? "; --help names them" : "; did you mean " + closest + "?");
  }

  std::string repeated(const CLI::App& command) const {
    for (const CLI::Option* option : command.get_options()) {
      if (option->results().size() > 1 && !may_repeat(command, *option))
        return option->get_name() + " is given more than once";
    }
    return {};
  }

  bool may_repeat(const CLI::App& command, const CLI::Option& option) const {
    if (&command != conformance_sts_ || option.get_lnames().empty()) return false;
    const auto options = conformance_sts_options();
    const auto row = std::ranges::find(options, option.get_lnames().front(), &ConformanceStsOption::flag);
    return row != options.end() && row->repeats;
  }

  static FlagValues values(const CLI::App& command) {
    FlagValues values;
    for (const CLI::Option* option : command.get_options()) {
      for (const std::string& result : option->results()) {
        std::string& value = values[option->get_lnames().front()];
        value += (value.empty() ? "" : ",") + result;
      }
    }
    return values;
  }

  expected<Command, std::string> fake_rtsp() const {
    const FlagValues given = values(*fake_rtsp_);
    FakeRtspCommand command;
    const auto take = [&](const char* name, std::string& into) {
      if (const auto found = given.find(name); found != given.end()) into = found->second;
    };
    take("file", command.file);
    take("host", command.host);
    take("path", command.path);
    command.loop = given.contains("loop");
    if (command.file.empty()) return Failure("--file is required: the MP4 to serve");
    std::string port = std::to_string(command.port);
    take("port", port);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), command.port);
    if (error == std::errc() && end == port.data() + port.size()) return command;
    return Failure("--port=" + harmless_part(port) + " is not allowed; allowed: 0..65535");
  }

  template <class Wanted>
  static expected<Command, std::string> as_command(expected<Wanted, std::string> wanted) {
    if (!wanted) return Failure(std::move(wanted).error());
    return *std::move(wanted);
  }

  CLI::App app_{"Carries live streams, dubbed by a remote speech-to-speech service."};
  CLI::App* run_ = app_.add_subcommand("run", kRunPurpose);
  CLI::App* check_config_ = app_.add_subcommand("check-config", kCheckConfigPurpose);
  CLI::App* fake_ = app_.add_subcommand("fake", kFakePurpose);
  CLI::App* fake_rtsp_ = fake_->add_subcommand("rtsp", kFakeRtspPurpose);
  CLI::App* fake_sts_ = fake_->add_subcommand("sts", kFakeStsPurpose);
  CLI::App* conformance_ = app_.add_subcommand("conformance", kConformancePurpose);
  CLI::App* conformance_sts_ = conformance_->add_subcommand("sts", kConformanceStsPurpose);
  CLI::App* conformance_worker_ = conformance_->add_subcommand("worker", kConformanceWorkerPurpose);
  CLI::App* sim_ = app_.add_subcommand(std::string(kSim), kSimPurpose);  // for the help alone
};

}  // namespace

expected<Command, std::string> parse_command_line(std::span<const std::string> arguments) {
  if (!arguments.empty() && arguments.front() == kSim) {
    return SimCommand{{arguments.begin() + 1, arguments.end()}};
  }
  return Grammar().parse(arguments);
}

}  // namespace sw::app
