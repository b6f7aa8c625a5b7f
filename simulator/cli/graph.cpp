#include <fmt/format.h>

#include <algorithm>

#include "simulator/cli/command.h"
#include "simulator/cli/options.h"
#include "simulator/cli/simulation.h"
#include "simulator/input/values.h"
#include "simulator/report/graph_report.h"

namespace isocost::cli {
namespace {

constexpr const char* usage =
    "isocost graph SCENARIO.yaml: the components of the application, who calls whom, how often, and where "
    "each\n"
    "runs\n"
    "\n"
    "Examples:\n"
    "  isocost graph scenarios/microservices.yaml\n"
    "  isocost graph scenarios/microservices.yaml --format svg --output graph.svg    (needs Graphviz)\n"
    "  isocost graph scenarios/microservices.yaml --format dot | dot -Tpng > graph.png\n";

enum class GraphFormat : std::uint8_t { text, markdown, dot, graphml, svg };

std::optional<GraphFormat> chosen_format(const std::string& word) {
  const std::vector<std::string> words{"text", "markdown", "dot", "graphml", "svg"};
  const auto found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) {
    complain(fmt::format("the format \"{}\" is not known", word), known_words_hint(word, words));
    return std::nullopt;
  }
  return static_cast<GraphFormat>(found - words.begin());
}

std::string written(const Experiment& experiment, GraphFormat format) {
  switch (format) {
    case GraphFormat::text: return write_text(make_graph_report(experiment));
    case GraphFormat::markdown: return write_markdown(make_graph_report(experiment));
    case GraphFormat::dot: return graph_as_dot(experiment);
    case GraphFormat::graphml: return graph_as_graphml(experiment);
    case GraphFormat::svg: return graph_as_svg(experiment);
  }
  return "";
}

}  // namespace

int graph_command(const Arguments& arguments) {
  po::options_description options;
  options.add_options()("format", po::value<std::string>()->default_value("text"),
                        "text, markdown, dot, graphml or svg");
  options.add_options()("output,o", po::value<std::string>(), "a file in place of the terminal");
  options.add_options()("set", po::value<std::vector<std::string>>(),
                        "path=value: change another entry of the scenario; may be repeated");
  add_catalogue_options(options);
  const Parsed parsed = parse(arguments, usage, options, {"scenario"}, "graph");
  if (parsed.exit) return *parsed.exit;
  if (parsed.values.count("scenario") == 0)
    return complain("which scenario?", "isocost graph scenarios/microservices.yaml");
  const auto format = chosen_format(parsed.values["format"].as<std::string>());
  if (!format) return bad_input;
  if (*format == GraphFormat::svg && !has_graph_drawer())
    return complain("a picture needs Graphviz, and its program dot is not there",
                    "install graphviz, or take --format dot");
  const auto catalogue = find_catalogue(parsed.values);
  if (!catalogue) return bad_input;
  auto overrides = chosen_overrides(parsed.values);
  if (!overrides) return bad_input;
  const Loaded<Experiment> experiment = load_experiment(parsed.values["scenario"].as<std::string>(),
                                                        catalogue, {std::move(*overrides), {}, std::nullopt});
  print_diagnostics(experiment.diagnostics);
  if (!experiment.value) return bad_input;
  if (!has_graph(*experiment.value))
    return complain("the application is one piece: it has no components that call each other",
                    "write application: {components: {NAME: {duration: …, calls: [{to: NAME}]}}}");
  std::optional<std::string> file;
  if (parsed.values.count("output") != 0) file = parsed.values["output"].as<std::string>();
  write_output(file, written(*experiment.value, *format));
  return done;
}

}  // namespace isocost::cli
