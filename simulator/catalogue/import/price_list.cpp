#include "simulator/catalogue/import/price_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "simulator/catalogue/import/rows.h"

namespace isocost {
namespace {

constexpr std::size_t largest_list = 256U * 1000U * 1000U;

std::string url_of(PriceListFormat format) {
  switch (format) {
    case PriceListFormat::aws_bulk_csv:
    case PriceListFormat::aws_getproducts: return "https://aws.amazon.com/pricing/";
    case PriceListFormat::aws_savings_plan: return "https://aws.amazon.com/savingsplans/";
    case PriceListFormat::azure_retail: return "https://prices.azure.com/api/retail/prices";
    case PriceListFormat::gcp_skus: return "https://cloudbilling.googleapis.com/v1/services";
  }
  return "";
}

/// What the top of the file must have, so that a file of another format is told at once.
const char* expected_in(PriceListFormat format) {
  switch (format) {
    case PriceListFormat::aws_bulk_csv: return "a row of columns that begins with SKU";
    case PriceListFormat::aws_getproducts: return "a list of products, each with \"product\" and \"terms\"";
    case PriceListFormat::aws_savings_plan: return "\"products\" and \"terms\"";
    case PriceListFormat::azure_retail: return "\"items\"";
    case PriceListFormat::gcp_skus: return "\"skus\"";
  }
  return "";
}

void read_pages(PriceListFormat format, const std::vector<Page>& pages, PriceList& list, RowCollector& rows) {
  switch (format) {
    case PriceListFormat::aws_bulk_csv: return read_aws_csv(pages, list, rows);
    case PriceListFormat::aws_getproducts: return read_aws_products(pages, list, rows);
    case PriceListFormat::aws_savings_plan: return read_aws_savings_plan(pages, list, rows);
    case PriceListFormat::azure_retail: return read_azure_retail(pages, list, rows);
    case PriceListFormat::gcp_skus: return read_gcp_skus(pages, list, rows);
  }
}

SourceRange whole(const std::string& path) {
  return {std::make_shared<const SourceFile>(SourceFile{path, "", 1}), 0, 0, 1};
}

/// JSON as YAML, which has no tabs between values; JSON has none inside them.
Loaded<Node> parse_json(const std::string& path, std::string text) {
  std::replace(text.begin(), text.end(), '\t', ' ');
  auto file = std::make_shared<SourceFile>();
  file->name = path;
  file->text = std::move(text);
  return parse_yaml(file, {largest_list, true});
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out + "\"";
}

std::string valid_text(const Validity& valid) {
  std::string days;
  if (valid.from) days += "from: " + to_string(*valid.from);
  if (valid.to) days += (days.empty() ? "to: " : ", to: ") + to_string(*valid.to);
  return days.empty() ? "" : ", valid: {" + days + "}";
}

std::string price_text(const Price& price) {
  std::string text =
      fmt::format("  - {{meter: {}, name: {}, unit: {}", quoted(price.id.substr(price.id.rfind('/') + 1)),
                  quoted(price.name), quoted(price.unit));
  if (price.bytes_per_unit > 0) text += fmt::format(", bytes_per_unit: {}", price.bytes_per_unit);
  text += fmt::format(", region: {}", quoted(price.region));
  if (!price.when.empty()) {
    std::string when;
    for (const auto& [key, value] : price.when)
      when += fmt::format("{}{}: {}", when.empty() ? "" : ", ", key, quoted(value));
    text += fmt::format(",\n     when: {{{}}}", when);
  }
  text += ",\n     ";
  if (price.per != 1) text += fmt::format("per: \"{}\", ", to_string(price.per));
  if (price.tiers.size() == 1) {
    text += fmt::format("amount: \"{}\"", to_string(price.tiers.front().amount));
  } else {
    std::string tiers;
    for (const Tier& tier : price.tiers)
      tiers += fmt::format("{}{{{}amount: \"{}\"}}", tiers.empty() ? "" : ", ",
                           tier.to ? fmt::format("to: \"{}\", ", to_string(*tier.to)) : "",
                           to_string(tier.amount));
    text += fmt::format("tiers: [{}]", tiers);
  }
  return text + valid_text(price.valid) + fmt::format(", source: list, note: {}}}\n", quoted(price.note));
}

std::string service_of(const Price& price) { return price.id.substr(0, price.id.rfind('/')); }

}  // namespace

Loaded<PriceList> read_price_list(PriceListFormat format, const std::vector<std::string>& paths,
                                  std::optional<Date> read) {
  Loaded<PriceList> loaded;
  PriceList list;
  list.files = paths;
  list.url = url_of(format);
  std::vector<Page> pages;
  for (const std::string& path : paths) {
    auto text = text_of_file(path);
    if (!text) {
      add_error(loaded.diagnostics, whole(path), "cannot be read", "check the path and its permissions");
      continue;
    }
    if (format == PriceListFormat::aws_bulk_csv) {
      pages.push_back({path, std::move(*text), {}});
      continue;
    }
    Loaded<Node> root = parse_json(path, std::move(*text));
    loaded.diagnostics.insert(loaded.diagnostics.end(), root.diagnostics.begin(), root.diagnostics.end());
    if (root.value) pages.push_back({path, {}, std::move(*root.value)});
  }
  if (has_errors(loaded.diagnostics)) return loaded;
  RowCollector rows(list, read);
  read_pages(format, pages, list, rows);
  rows.finish();
  if (list.rows == 0 && list.refused.empty()) {
    add_error(loaded.diagnostics, whole(paths.front()),
              fmt::format("there is no row in it: expected {}", expected_in(format)),
              "isocost catalogue import --help lists the formats");
    return loaded;
  }
  loaded.value = std::move(list);
  return loaded;
}

std::vector<std::string> services_of(const PriceList& list) {
  std::set<std::string> services;
  for (const Price& price : list.prices) services.insert(service_of(price));
  return {services.begin(), services.end()};
}

std::string write_catalogue_file(const PriceList& list, const std::string& service, Date read) {
  const std::size_t slash = service.find('/');
  std::string text = fmt::format(
      "# Imported from a price list; the notes are places in it.\n"
      "provider: {}\n"
      "service: {}\n"
      "title: {}\n"
      "sources:\n"
      "  list: {{title: {}, url: {}, read: {}, grade: B}}\n"
      "prices:\n",
      service.substr(0, slash), service.substr(slash + 1), quoted(list.title), quoted(list.title),
      quoted(list.url), to_string(read));
  for (const Price& price : list.prices)
    if (service_of(price) == service) text += price_text(price);
  return text;
}

}  // namespace isocost
