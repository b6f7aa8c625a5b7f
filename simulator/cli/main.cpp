#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <stdexcept>

#include "simulator/cli/command.h"
#include "simulator/experiment/experiment.h"

namespace isocost::cli {
namespace {

constexpr const char* help =
    "isocost: what the same traffic costs, and how slow it is, on serverless platforms and on servers\n"
    "\n"
    "  isocost run SCENARIO.yaml             simulate every alternative, print cost and latency side by "
    "side\n"
    "  isocost new                           print a commented starter scenario\n"
    "  isocost check-scenario SCENARIO.yaml  report every problem, say what would be simulated\n"
    "  isocost graph SCENARIO.yaml           which component calls which, how often, and where each runs\n"
    "  isocost breakeven SCENARIO.yaml       at which traffic (or size, or duration) the answer flips\n"
    "  isocost sweep SCENARIO.yaml           every combination of some values, as rows of an SQLite file\n"
    "  isocost sensitivity SCENARIO.yaml     what inputs that nobody knows exactly do to the answer\n"
    "  isocost report RESULT.json            the page for the meeting, the sheet for finance: html, xlsx, "
    "focus, …\n"
    "  isocost guard SCENARIO.yaml           for pipelines: are cost and latency within their limits?\n"
    "  isocost reproduce RESULT.json         run it again: identical, or what differs\n"
    "  isocost validate                      the program against published bills, theory and measurements\n"
    "  isocost catalogue list | show         what is known of prices, limits and behaviour, with source and "
    "date\n"
    "  isocost catalogue verify              which meters have a price, how old it is, what is doubtful\n"
    "  isocost price USAGE.yaml              a bill for stated usage, no simulation\n"
    "  isocost explain RESULT.json LINE      one line of a bill: quantity, price, source, what happened "
    "behind it\n"
    "  isocost diff A.json B.json            why two totals differ, in steps that add up\n"
    "  isocost COMMAND --help                options and examples of a command\n"
    "  isocost --version\n"
    "\n"
    "Try:\n"
    "  isocost run scenarios/web-shop.yaml\n"
    "  isocost run scenarios/web-shop.yaml --set workload.rate=100M/month --alternative aws-lambda "
    "--alternative aws-ec2\n"
    "  isocost new --requests 40/s --duration \"80 ms\" > mine.yaml && isocost run mine.yaml\n"
    "\n"
    "Exit codes: 0 done, 1 guard: a warning, 2 bad input, 3 inconclusive, 4 a total has an UNPRICED line,\n"
    "5 guard or validation failed or a reproduction differs, 130 interrupted (what was finished is kept)\n";

int dispatch(const Arguments& words) {
  if (words.empty() || words[0] == "--help" || words[0] == "help") {
    fmt::print("{}", help);
    return words.empty() ? bad_input : done;
  }
  if (words[0] == "--version") {
    fmt::print("isocost {}\n", program_version);
    return done;
  }
  const Arguments rest(words.begin() + 1, words.end());
  if (words[0] == "run") return run_command(rest);
  if (words[0] == "new") return new_command(rest);
  if (words[0] == "check-scenario") return check_scenario_command(rest);
  if (words[0] == "catalogue") return catalogue_command(rest);
  if (words[0] == "price") return price_command(rest);
  if (words[0] == "explain") return explain_command(rest);
  if (words[0] == "diff") return diff_command(rest);
  if (words[0] == "breakeven") return breakeven_command(rest);
  if (words[0] == "sweep") return sweep_command(rest);
  if (words[0] == "sensitivity") return sensitivity_command(rest);
  if (words[0] == "validate") return validate_command(rest);
  if (words[0] == "graph") return graph_command(rest);
  if (words[0] == "report") return report_command(rest);
  if (words[0] == "guard") return guard_command(rest);
  if (words[0] == "reproduce") return reproduce_command(rest);
  fmt::print(stderr, "error: \"{}\" is not a command\nhint: {}\n", words[0],
             known_words_hint(words[0], {"run", "new", "check-scenario", "catalogue", "price", "explain",
                                         "diff", "breakeven", "sweep", "sensitivity", "report", "guard",
                                         "reproduce", "validate", "graph"}));
  return bad_input;
}

}  // namespace
}  // namespace isocost::cli

int main(int count, char** words) {
  try {
    const int code = isocost::cli::dispatch({words + 1, words + count});
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
      throw std::runtime_error("the output could not be written");
    return code;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "error: {}\n", problem.what());
    return isocost::cli::bad_input;
  }
}
