#include <fmt/format.h>

#include <filesystem>

#include "simulator/cli/command.h"
#include "simulator/cli/options.h"
#include "simulator/report/report_model.h"

namespace isocost::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* usage =
    "isocost catalogue import FORMAT FILE…: genuine price lists of providers, as an overlay for the "
    "catalogue\n"
    "\n"
    "Formats:\n"
    "  aws-bulk-csv       AWS Price List Bulk API, CSV of one offer\n"
    "  aws-getproducts    AWS Price List Query API, GetProducts (JSON)\n"
    "  aws-savings-plan   AWS Savings Plans offer file (JSON)\n"
    "  azure-retail       Azure Retail Prices API (JSON)\n"
    "  gcp-skus           Google Cloud Billing Catalog API v1, skus (JSON)\n"
    "\n"
    "Every row is taken, interpreted or refused, with its line and the reason. Without --output nothing is "
    "written.\n"
    "\n"
    "Examples:\n"
    "  isocost catalogue import azure-retail page1.json page2.json\n"
    "  isocost catalogue import aws-bulk-csv index.csv --output mine\n"
    "  isocost price usage.yaml --overlay mine\n";

std::optional<PriceListFormat> known_list_format(const std::string& word) {
  const std::vector<std::string> words{"aws-bulk-csv", "aws-getproducts", "aws-savings-plan", "azure-retail",
                                       "gcp-skus"};
  for (std::size_t i = 0; i < words.size(); ++i)
    if (words[i] == word) return static_cast<PriceListFormat>(i);
  fmt::print(stderr, "error: \"{}\" is not a format of price lists\nhint: {}\n", word,
             known_words_hint(word, words));
  return std::nullopt;
}

/// mine/aws/ec2.index.yaml: two lists of the same service do not meet.
std::string path_of(const std::string& folder, const std::string& service, const std::string& list) {
  return fmt::format("{}/{}.{}.yaml", folder, service, fs::path(list).stem().string());
}

void write_overlay(const PriceList& list, const std::string& folder, Date read) {
  for (const std::string& service : services_of(list)) {
    const std::string path = path_of(folder, service, list.files.front());
    fs::create_directories(fs::path(path).parent_path());
    write_file(path, write_catalogue_file(list, service, read));
    fmt::print(stderr, "written: {}\n", path);
  }
}

void print_import(const PriceList& list, Format format) {
  if (format == Format::csv)
    fmt::print("{}", write_import_csv(list));
  else
    fmt::print("{}\n", write_report(make_import_report(list), format));
}

}  // namespace

int import_command(const Arguments& arguments) {
  po::options_description options;
  options.add_options()("output", po::value<std::string>(), "folder for the overlay")(
      "read", po::value<std::string>(), "day the lists were taken; otherwise the day they were published")(
      "format", po::value<std::string>()->default_value("table"),
      "of the report: table, csv, markdown or html");
  const Parsed parsed = parse(arguments, usage, options, {"list-format", "files..."}, "catalogue import");
  if (parsed.exit) return *parsed.exit;
  const auto report = known_format(parsed.values["format"].as<std::string>(),
                                   {Format::table, Format::csv, Format::markdown, Format::html});
  if (!report) return bad_input;
  if (parsed.values.count("files") == 0) {
    fmt::print(stderr, "error: which format, which files?\nhint: isocost catalogue import --help\n");
    return bad_input;
  }
  const auto format = known_list_format(parsed.values["list-format"].as<std::string>());
  if (!format) return bad_input;
  std::optional<Date> read;
  if (parsed.values.count("read") > 0) {
    read = parse_date(parsed.values["read"].as<std::string>());
    if (!read) {
      fmt::print(stderr, "error: --read {}: expected a date\nhint: such as --read 2026-11-01\n",
                 parsed.values["read"].as<std::string>());
      return bad_input;
    }
  }
  const Loaded<PriceList> list =
      read_price_list(*format, parsed.values["files"].as<std::vector<std::string>>(), read);
  print_diagnostics(list.diagnostics);
  if (!list.value) return bad_input;
  print_import(*list.value, *report);
  if (list.value->prices.empty()) {
    fmt::print(stderr, "error: no row could be taken\nhint: the report says why each was refused\n");
    return bad_input;
  }
  if (parsed.values.count("output") == 0) return done;
  const auto day = read ? read : list.value->published;
  if (!day) {
    fmt::print(
        stderr,
        "error: the list does not say when it was published\nhint: give the day it was taken with --read\n");
    return bad_input;
  }
  write_overlay(*list.value, parsed.values["output"].as<std::string>(), *day);
  return done;
}

}  // namespace isocost::cli
