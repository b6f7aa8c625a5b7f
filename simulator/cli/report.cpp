#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "simulator/cli/chart.h"
#include "simulator/cli/simulation.h"
#include "simulator/compare/comparison.h"
#include "simulator/input/values.h"
#include "simulator/report/sections.h"

namespace isocost::cli {
namespace {

constexpr const char* usage =
    "isocost report RESULT.json | SCENARIO.yaml: the result as a page, a table or a sheet\n"
    "\n"
    "RESULT.json is what `isocost run` wrote with --format json: nothing is simulated again, and every "
    "format\n"
    "has the bytes that `isocost run` would have given. A scenario is simulated first.\n"
    "Without --format, the ending of the --output file says which.\n"
    "\n"
    "PDF needs WeasyPrint (sudo apt install weasyprint) and no display.\n"
    "Markdown is at most as long as a comment of a change request, 65,536 characters: the last bills are "
    "left "
    "out,\n"
    "and a line says so. --sections chooses parts of a page:\n"
    "answer, precision, latency, behaviour, retries, bill, included, excluded, assumed, method.\n"
    "--chart draws one chart: svg, or with gnuplot installed png and pdf. A timeline needs the scenario.\n"
    "\n"
    "Examples:\n"
    "  isocost run scenarios/web-shop.yaml --format json --output result.json\n"
    "  isocost report result.json --output report.html\n"
    "  isocost report result.json --output report.pdf --paper letter\n"
    "  isocost report result.json --output report.xlsx\n"
    "  isocost report result.json --format markdown\n"
    "  isocost report result.json --sections answer,bill,excluded --output short.html\n"
    "  isocost report result.json --chart latency --output tail.svg\n"
    "  isocost report result.json --format focus --output simulated-costs.csv\n";

/// The word of --format, or what the file's name ends in.
std::string format_word(const po::variables_map& values, const char* otherwise) {
  if (values.count("format") > 0) return values["format"].as<std::string>();
  if (values.count("output") == 0) return otherwise;
  const std::string ending = std::filesystem::path(values["output"].as<std::string>()).extension().string();
  if (ending == ".md") return "markdown";
  if (ending == ".txt" || ending.empty()) return otherwise;
  return ending.substr(1);
}

/// A result is as it was computed: what would change the simulation does not apply to it.
bool refuses_simulation_options(const po::variables_map& values) {
  for (const char* const option : {"seed", "replications", "alternative", "baseline", "set"})
    if (values.count(option) > 0 && !values[option].defaulted()) {
      fmt::print(stderr, "error: --{} does not apply to a saved result\nhint: give the scenario instead\n",
                 option);
      return true;
    }
  return false;
}

std::optional<FinishedRun> saved_run(const Node& root, const po::variables_map& values) {
  if (refuses_simulation_options(values)) return std::nullopt;
  Loaded<FinishedRun> run = read_run(root);
  print_diagnostics(run.diagnostics);
  return std::move(run.value);
}

std::optional<FinishedRun> fresh_run(const std::string& scenario, const po::variables_map& values) {
  const auto experiment = chosen_experiment(scenario, values);
  if (!experiment) return std::nullopt;
  Result result = simulate(*experiment, values);
  Comparison comparison = compare(result, values["baseline"].as<std::string>());
  return FinishedRun{std::move(result), std::move(comparison)};
}

/// Prints why when there is none.
std::optional<FinishedRun> run_of(const std::string& file, const po::variables_map& values) {
  const Loaded<Node> root = parse_saved_file(file);
  if (!root.value) {
    print_diagnostics(root.diagnostics);
    return std::nullopt;
  }
  return is_saved(*root.value) ? saved_run(*root.value, values) : fresh_run(file, values);
}

/// The chart, and the day of the prices behind it.
struct DatedChart {
  Chart chart;
  std::string made;
};

std::optional<DatedChart> timeline_of(const std::string& file, const po::variables_map& values) {
  const Loaded<Node> root = parse_saved_file(file);
  if (root.value && is_saved(*root.value)) {
    fmt::print(stderr, "error: a saved result has no timeline\nhint: give the scenario instead\n");
    return std::nullopt;
  }
  const auto experiment = chosen_experiment(file, values);
  if (!experiment) return std::nullopt;
  std::vector<Timeline> timelines;
  const Result result = simulate(*experiment, values, &timelines);
  return DatedChart{timeline_chart(*experiment, timelines), result.manifest.price_date};
}

/// Of the first alternative that was chosen, or of the first.
std::optional<DatedChart> graph_of(const Result& result, const po::variables_map& values) {
  std::vector<std::string> chosen;
  if (values.count("alternative") > 0) chosen = values["alternative"].as<std::vector<std::string>>();
  for (const AlternativeResult& one : result.alternatives) {
    const bool is_chosen = chosen.empty() ||
                           std::find(chosen.begin(), chosen.end(), one.name) != chosen.end() ||
                           std::find(chosen.begin(), chosen.end(), one.platform) != chosen.end();
    if (is_chosen && one.calls) return DatedChart{call_chart(one), result.manifest.price_date};
  }
  complain("there is no graph: the application is one piece, or no such alternative was run",
           "name its components under application.components");
  return std::nullopt;
}

std::optional<DatedChart> chart_of(ChartKind kind, const std::string& file, const po::variables_map& values) {
  if (kind == ChartKind::timeline) return timeline_of(file, values);
  const auto run = run_of(file, values);
  if (!run) return std::nullopt;
  const std::string& made = run->result.manifest.price_date;
  if (kind == ChartKind::cost) return DatedChart{cost_chart(run->result), made};
  if (kind == ChartKind::pareto) return DatedChart{pareto_chart(run->result), made};
  if (kind == ChartKind::graph) return graph_of(run->result, values);
  return DatedChart{latency_chart(run->result), made};
}

int draw_chart(const std::string& file, const po::variables_map& values) {
  const auto kind = known_chart(values["chart"].as<std::string>());
  const auto format = known_picture(format_word(values, "svg"));
  if (!kind || !format) return bad_input;
  std::optional<std::string> output;
  if (values.count("output") > 0) output = values["output"].as<std::string>();
  if (output) check_writable(*output);
  if (!output && *format != PictureFormat::svg) {
    fmt::print(stderr, "error: this picture is no text for a terminal\nhint: --output FILE\n");
    return bad_input;
  }
  const auto chart = chart_of(*kind, file, values);
  return chart && write_chart(chart->chart, *format, output, chart->made) ? done : bad_input;
}

bool is_page(Format format) {
  return format == Format::table || format == Format::markdown || format == Format::html ||
         format == Format::pdf;
}

/// The words of --sections, none without it; nothing: one is not known, or does not apply, and that was told.
std::optional<std::vector<std::string>> chosen_sections(const po::variables_map& values, Format format) {
  std::vector<std::string> words;
  if (values.count("sections") == 0) return words;
  if (!is_page(format)) {
    fmt::print(stderr,
               "error: --sections applies to table, markdown, html and pdf\nhint: other formats have all "
               "figures or none\n");
    return std::nullopt;
  }
  const std::string text = values["sections"].as<std::string>();
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    words.push_back(text.substr(at, end - at));
    const auto& known = words_of_sections();
    if (std::find(known.begin(), known.end(), words.back()) == known.end()) {
      fmt::print(stderr, "error: --sections: there is no section \"{}\"\nhint: {}\n", words.back(),
                 known_words_hint(words.back(), known));
      return std::nullopt;
    }
    at = end + 1;
  }
  return words;
}

po::options_description report_options_description() {
  po::options_description options;
  options.add_options()("format", po::value<std::string>(),
                        "html, pdf, markdown, csv, json, focus, xlsx or table; of a chart: svg, png or pdf")(
      "chart", po::value<std::string>(),
      "latency, cost, timeline, pareto (cost against p99) or graph (who calls whom): only this, as a "
      "picture")("sections", po::value<std::string>(), "parts of a page, with commas between them");
  add_output_option(options);
  add_simulation_options(options);
  add_catalogue_options(options);
  return options;
}

}  // namespace

int report_command(const Arguments& arguments) {
  const Parsed parsed = parse(arguments, usage, report_options_description(), {"result"}, "report");
  if (parsed.exit) return *parsed.exit;
  const auto& values = parsed.values;
  if (values.count("result") == 0) {
    fmt::print(stderr, "error: a report of what?\nhint: isocost report RESULT.json --output report.html\n");
    return bad_input;
  }
  if (values.count("chart") > 0 && values.count("sections") > 0) {
    fmt::print(stderr, "error: --sections does not apply to one chart\n");
    return bad_input;
  }
  if (values.count("chart") > 0) return draw_chart(values["result"].as<std::string>(), values);
  const auto output = chosen_output(format_word(values, "table"), values);
  if (!output) return bad_input;
  const auto sections = chosen_sections(values, output->format);
  if (!sections) return bad_input;
  const auto run = run_of(values["result"].as<std::string>(), values);
  if (!run) return bad_input;
  write_output(output->file, write_run(*run, output->format, output->paper, *sections));
  return exit_code_of(run->result);
}

}  // namespace isocost::cli
