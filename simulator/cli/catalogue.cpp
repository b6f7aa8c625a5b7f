#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "simulator/catalogue/verify.h"
#include "simulator/cli/command.h"
#include "simulator/cli/options.h"
#include "simulator/report/report_model.h"

namespace isocost::cli {
namespace {

constexpr const char* usage =
    "isocost catalogue list: the platforms and services that are known\n"
    "isocost catalogue show PROVIDER[/SERVICE]: every price, limit and behaviour, with source and date\n"
    "isocost catalogue verify: which meters have a price, how good and how old; what is doubtful\n"
    "isocost catalogue import FORMAT FILE…: price lists of providers as an overlay (import --help)\n"
    "\n"
    "Examples:\n"
    "  isocost catalogue list\n"
    "  isocost catalogue show aws/lambda\n"
    "  isocost catalogue verify --max-age 90 --format csv\n";

std::string words_of(const Validity& valid) {
  if (!valid.from && !valid.to) return "";
  return fmt::format(" (valid {} to {})", valid.from ? to_string(*valid.from) : "any day",
                     valid.to ? to_string(*valid.to) : "today");
}

std::string words_of(const Provenance& from) {
  return fmt::format("{}:{}, {}, {}, read {}", from.file, from.line, from.source.title, from.source.grade,
                     to_string(from.source.read));
}

void show_price(const Price& price) {
  fmt::print("  {} {}{}{}: ", price.id, price.region, describe(price.when), words_of(price.valid));
  const std::string per = price.per == 1 ? price.unit : to_string(price.per) + " " + price.unit;
  if (price.unpriced) fmt::print("UNPRICED: {}\n", *price.unpriced);
  for (std::size_t i = 0; i < price.tiers.size(); ++i)
    fmt::print("{}{} USD per {}{}", i > 0 ? "; " : "", to_string(price.tiers[i].amount), per,
               price.tiers[i].to        ? " up to " + to_string(*price.tiers[i].to)
               : price.tiers.size() > 1 ? " beyond"
                                        : "");
  if (!price.tiers.empty()) fmt::print("\n");
  fmt::print("      {}{}\n", price.allowance ? "allowance " + *price.allowance + "; " : "",
             words_of(price.provenance));
}

struct Verify {
  Format format = Format::table;
  Date today{};
  std::chrono::days oldest{};
};

const char* word_of(PlatformKind kind) {
  switch (kind) {
    case PlatformKind::function: return "functions";
    case PlatformKind::fleet: return "fleet";
    case PlatformKind::orchestrator: return "workflows";
  }
  return "";
}

int list(const Catalogue& catalogue) {
  fmt::print("Platforms (write the first word in a scenario):\n");
  for (const Platform& one : catalogue.platforms)
    fmt::print("  {:26} {:36} {:9} {}\n", one.id, one.name, word_of(one.kind), one.region);
  fmt::print("\nServices:\n");
  for (const Service& one : catalogue.services)
    fmt::print("  {:26} {:36} {:3} prices {:3} facts, oldest source read {}\n", one.id, one.title, one.prices,
               one.facts, one.oldest_read ? to_string(*one.oldest_read) : "-");
  fmt::print("\nNewest source read {}; catalogue {}\n", to_string(catalogue.newest_read),
             catalogue.hash.substr(0, 12));
  return done;
}

bool matches(const std::string& service, const std::string& asked) {
  return service == asked || service.starts_with(asked + "/");
}

int show(const Catalogue& catalogue, const std::string& asked) {
  bool is_found = false;
  std::vector<std::string> known;
  for (const Service& service : catalogue.services) {
    known.push_back(service.id);
    if (!matches(service.id, asked)) continue;
    is_found = true;
    fmt::print("{} ({})\n", service.title, service.file);
    for (const Price& price : catalogue.prices)
      if (price.id.starts_with(service.id + "/")) show_price(price);
    for (const Allowance& one : catalogue.allowances)
      if (one.id.starts_with(service.id + "/"))
        fmt::print("  {}: {} {} free per {} and {}, expires {}\n      {}\n", one.id, to_string(one.quantity),
                   one.unit, one.period, one.scope, one.expires, words_of(one.provenance));
    for (const auto& [id, fact] : catalogue.facts)
      if (id == service.id)
        fmt::print("  {}{}{}: {}\n      {}{}\n", fact.name, describe(fact.when), words_of(fact.valid),
                   describe(fact.value), words_of(fact.provenance),
                   fact.note.empty() ? "" : "; " + fact.note);
    fmt::print("\n");
  }
  if (is_found) return done;
  fmt::print(stderr, "error: nothing is known of \"{}\"\nhint: {}\n", asked, known_words_hint(asked, known));
  return bad_input;
}

/// Errors make a bad catalogue; warnings and missing prices are told and allowed.
int verify_all(const Catalogue& catalogue, const Verify& asked) {
  const auto problems = verify(catalogue, asked.today, asked.oldest);
  const auto coverage = coverage_of(catalogue);
  switch (asked.format) {
    case Format::csv: fmt::print("{}", write_coverage_csv(coverage)); break;
    case Format::json: fmt::print("{}", write_coverage_json(coverage, problems)); break;
    case Format::markdown:
    case Format::html:
    case Format::focus:
    case Format::xlsx:
    case Format::pdf:
    case Format::table:
      fmt::print("{}", write_report(make_coverage_report(coverage, problems), asked.format));
      break;
  }
  const bool is_bad = std::any_of(problems.begin(), problems.end(), [](const CatalogueProblem& one) {
    return one.kind == CatalogueProblem::Kind::error;
  });
  return is_bad ? bad_input : done;
}

std::optional<Verify> verify_choices(const po::variables_map& values) {
  Verify asked;
  const auto format = known_format(values["format"].as<std::string>());
  if (!format) return std::nullopt;
  asked.format = *format;
  asked.today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  if (values.count("today") > 0) {
    const auto today = parse_date(values["today"].as<std::string>());
    if (!today) {
      fmt::print(stderr, "error: --today {}: expected a date\nhint: such as --today 2026-11-01\n",
                 values["today"].as<std::string>());
      return std::nullopt;
    }
    asked.today = *today;
  }
  const int days = values["max-age"].as<int>();
  if (days < 0) {
    fmt::print(stderr, "error: --max-age {}: expected a number of days\n", days);
    return std::nullopt;
  }
  asked.oldest = std::chrono::days(days);
  return asked;
}

}  // namespace

int catalogue_command(const Arguments& arguments) {
  if (!arguments.empty() && arguments[0] == "import")
    return import_command({arguments.begin() + 1, arguments.end()});
  po::options_description options;
  add_catalogue_options(options);
  options.add_options()("format", po::value<std::string>()->default_value("table"),
                        "verify: table, json, csv, markdown or html")(
      "max-age", po::value<int>()->default_value(180), "verify: warn of sources read so many days ago")(
      "today", po::value<std::string>(), "verify: count the age of sources from this day");
  const Parsed parsed = parse(arguments, usage, options, {"action", "what"}, "catalogue");
  if (parsed.exit) return *parsed.exit;
  const std::string action =
      parsed.values.count("action") > 0 ? parsed.values["action"].as<std::string>() : "";
  const std::string what = parsed.values.count("what") > 0 ? parsed.values["what"].as<std::string>() : "";
  if (action != "list" && action != "verify" && (action != "show" || what.empty())) {
    fmt::print(stderr,
               "error: expected `list`, `show PROVIDER[/SERVICE]`, `verify` or `import`\nhint: isocost "
               "catalogue --help\n");
    return bad_input;
  }
  const auto asked = verify_choices(parsed.values);
  if (!asked) return bad_input;
  const auto catalogue = find_catalogue(parsed.values);
  if (!catalogue) return bad_input;
  if (action == "verify") return verify_all(*catalogue, *asked);
  return action == "list" ? list(*catalogue) : show(*catalogue, what);
}

}  // namespace isocost::cli
