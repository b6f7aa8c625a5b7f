#include <fmt/format.h>

#include "simulator/cli/command.h"
#include "simulator/cli/options.h"
#include "simulator/experiment/usage_file.h"
#include "simulator/report/report_model.h"

namespace isocost::cli {
namespace {

constexpr const char* usage =
    "isocost price USAGE.yaml: a bill for stated usage, no simulation\n"
    "\n"
    "A usage file:\n"
    "  title: A million thumbnails\n"
    "  usage:\n"
    "    - {function: aws-lambda, requests: 3M, duration: 120 ms, memory: 1536 MiB, starts: {share: 1 %, "
    "init: 400 ms}}\n"
    "    - {price: aws/data-transfer/internet-out, quantity: 250}\n"
    "\n"
    "Examples:\n"
    "  isocost price usage.yaml\n"
    "  isocost price usage.yaml --as-of 2025-07-31 --free-tier off --format json\n";

std::optional<UsageChoices> choices_from(const po::variables_map& values) {
  UsageChoices choices;
  if (values.count("as-of") > 0) {
    choices.as_of = parse_date(values["as-of"].as<std::string>());
    if (!choices.as_of) {
      fmt::print(stderr, "error: --as-of {}: expected a date\nhint: such as --as-of 2026-11-01\n",
                 values["as-of"].as<std::string>());
      return std::nullopt;
    }
  }
  if (values.count("region") > 0) choices.region = values["region"].as<std::string>();
  if (values.count("free-tier") > 0) {
    const std::string word = values["free-tier"].as<std::string>();
    if (word != "on" && word != "off") {
      fmt::print(stderr, "error: --free-tier {}: expected on or off\n", word);
      return std::nullopt;
    }
    choices.has_free_tier = word == "on";
  }
  return choices;
}

std::string write_priced(const PricedUsage& priced, const Catalogue& catalogue, const Output& output) {
  switch (output.format) {
    case Format::json: return write_bill_json(priced);
    case Format::csv: return write_bill_csv(priced.bill);
    case Format::focus: return write_bill_focus(priced, catalogue);
    case Format::xlsx: return write_bill_xlsx(priced, catalogue);
    case Format::markdown:
    case Format::html:
    case Format::pdf:
    case Format::table: break;
  }
  return write_report(make_bill_report(priced, catalogue), output.format, output.paper);
}

}  // namespace

int price_command(const Arguments& arguments) {
  po::options_description options;
  options.add_options()("format", po::value<std::string>()->default_value("table"),
                        "table, json, csv, markdown, html, pdf, focus or xlsx")(
      "as-of", po::value<std::string>(), "prices and rules in force on this day")(
      "region", po::value<std::string>(), "of every line")("free-tier", po::value<std::string>(),
                                                           "on or off");
  add_output_option(options);
  add_catalogue_options(options);
  const Parsed parsed = parse(arguments, usage, options, {"usage"}, "price");
  if (parsed.exit) return *parsed.exit;
  const auto output = chosen_output(parsed.values["format"].as<std::string>(), parsed.values);
  if (!output) return bad_input;
  if (parsed.values.count("usage") == 0) {
    fmt::print(stderr, "error: which usage?\nhint: isocost price --help shows a usage file\n");
    return bad_input;
  }
  const auto choices = choices_from(parsed.values);
  if (!choices) return bad_input;
  const auto catalogue = find_catalogue(parsed.values);
  if (!catalogue) return bad_input;
  const Loaded<PricedUsage> priced =
      price_usage_file(parsed.values["usage"].as<std::string>(), *catalogue, *choices);
  print_diagnostics(priced.diagnostics);
  if (!priced.value) return bad_input;
  write_output(output->file, write_priced(*priced.value, *catalogue, *output));
  return priced.value->bill.has_unpriced() ? unpriced : done;
}

}  // namespace isocost::cli
