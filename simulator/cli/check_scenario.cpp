#include <fmt/format.h>

#include "simulator/cli/command.h"
#include "simulator/cli/options.h"
#include "simulator/experiment/experiment.h"

namespace isocost::cli {
namespace {

constexpr const char* usage =
    "isocost check-scenario SCENARIO.yaml: reads it, reports every problem, says in words what would be "
    "simulated\n"
    "\n"
    "Example:\n"
    "  isocost check-scenario scenarios/web-shop.yaml\n";

}  // namespace

int check_scenario_command(const Arguments& arguments) {
  po::options_description options;
  add_catalogue_options(options);
  const Parsed parsed = parse(arguments, usage, options, {"scenario"}, "check-scenario");
  if (parsed.exit) return *parsed.exit;
  if (parsed.values.count("scenario") == 0) {
    fmt::print(stderr, "error: which scenario?\nhint: isocost check-scenario scenarios/web-shop.yaml\n");
    return bad_input;
  }
  const auto catalogue = find_catalogue(parsed.values);
  if (!catalogue) return bad_input;
  const Loaded<Experiment> experiment =
      load_experiment(parsed.values["scenario"].as<std::string>(), catalogue);
  print_diagnostics(experiment.diagnostics);
  if (!experiment.value) return bad_input;
  fmt::print("{}", describe(experiment.value->scenario, *catalogue));
  fmt::print("Method: {}\n", experiment.value->plan.description);
  for (const CompiledAlternative& one : experiment.value->model.alternatives) {
    fmt::print("\n{} ({}, {}): {}\n", one.name, one.platform, one.region, one.size);
    for (const std::string& text : one.assumptions) fmt::print("  - {}\n", text);
    for (const BilledKind& kind : one.billing.kinds)
      if (kind.price == nullptr || kind.price->unpriced)
        fmt::print("  - {}: UNPRICED in {}\n", kind.price_id, one.region);
      else
        fmt::print("  - billed at {} ({}:{}, {} read {})\n", kind.price_id, kind.price->provenance.file,
                   kind.price->provenance.line, kind.price->provenance.source.grade,
                   to_string(kind.price->provenance.source.read));
  }
  return done;
}

}  // namespace isocost::cli
