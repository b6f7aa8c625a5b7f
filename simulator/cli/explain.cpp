#include "simulator/report/explain.h"

#include <fmt/format.h>

#include "simulator/cli/command.h"
#include "simulator/cli/options.h"

namespace isocost::cli {
namespace {

constexpr const char* usage =
    "isocost explain RESULT.json LINE: one line of a bill, back to what it follows from\n"
    "\n"
    "RESULT.json is what `isocost run` or `isocost price` wrote with --format json. LINE is the name of a "
    "line\n"
    "(\"Duration\"), its price (aws/lambda/compute), or total.\n"
    "\n"
    "Examples:\n"
    "  isocost run scenarios/web-shop.yaml --format json --output result.json\n"
    "  isocost explain result.json Duration --alternative \"AWS Lambda\"\n"
    "  isocost explain result.json total --alternative aws-ec2 --format markdown\n";

}  // namespace

int explain_command(const Arguments& arguments) {
  po::options_description options;
  options.add_options()("alternative", po::value<std::string>()->default_value(""),
                        "name or platform; needed when the result has several")(
      "format", po::value<std::string>()->default_value("table"), "table, markdown or html");
  const Parsed parsed = parse(arguments, usage, options, {"result", "line"}, "explain");
  if (parsed.exit) return *parsed.exit;
  const auto format = known_format(parsed.values["format"].as<std::string>(),
                                   {Format::table, Format::markdown, Format::html});
  if (!format) return bad_input;
  if (parsed.values.count("line") == 0) {
    fmt::print(stderr,
               "error: which line of which result?\nhint: isocost explain RESULT.json LINE, or total\n");
    return bad_input;
  }
  const Loaded<SavedResult> result = read_saved_result(parsed.values["result"].as<std::string>());
  print_diagnostics(result.diagnostics);
  if (!result.value) return bad_input;
  Diagnostics problems;
  const SavedAlternative* const one =
      result.value->find(parsed.values["alternative"].as<std::string>(), problems);
  print_diagnostics(problems);
  if (one == nullptr) return bad_input;
  const Loaded<ReportModel> report = explain(*result.value, *one, parsed.values["line"].as<std::string>());
  print_diagnostics(report.diagnostics);
  if (!report.value) return bad_input;
  fmt::print("{}", write_report(*report.value, *format));
  return one->bill.has_unpriced() ? unpriced : done;
}

}  // namespace isocost::cli
