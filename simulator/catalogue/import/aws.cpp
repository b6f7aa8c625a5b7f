#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "simulator/catalogue/import/aws_usage.h"
#include "simulator/catalogue/import/csv.h"
#include "simulator/catalogue/import/rows.h"

namespace isocost {
namespace {

using namespace aws;

/// A row with the names of its columns brought to one spelling: "Instance Type" and "instanceType" are
/// "instancetype".
struct AwsRow {
  std::string place;
  std::map<std::string, std::string> columns;

  [[nodiscard]] std::string get(const std::string& name) const {
    const auto found = columns.find(name);
    return found != columns.end() ? found->second : "";
  }
  [[nodiscard]] std::string what() const {
    std::string text = get("usagetype").empty() ? get("sku") : get("usagetype");
    for (const char* name : {"operatingsystem", "tenancy", "purchaseoption"})
      if (!get(name).empty()) text += ", " + get(name);
    return text;
  }
};

std::string column_name(const std::string& heading) {
  std::string name;
  for (const char c : heading)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return name;
}

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(' ');
  return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

/// Reads the rows of a list, whatever its file looked like.
class AwsReader {
 public:
  AwsReader(PriceList& list, RowCollector& rows) : list_(list), rows_(rows) {}

  void read(const AwsRow& row) {
    ++list_.rows;
    const auto why = why_refused(row);
    if (!why.empty()) return rows_.refuse(row.place, row.what(), why);
    if (row.get("termtype") == "Reserved" && row.get("productfamily") != "Compute Instance")
      return rows_.refuse(row.place, row.what(), "a reservation of something that is no server");
    if (row.get("termtype") == "Reserved") return keep_reserved(row);
    const auto [prefix, usage] = split_usage_type(row.get("usagetype"));
    Place place = place_of_usage(row.get("servicecode"), usage, name_of(row));
    if (row.get("productfamily") == "Compute Instance") place = server(row);
    take(row, place, parse_decimal(row.get("priceperunit")).value());
  }

  void finish() {
    for (const auto& [key, terms] : reserved_) take_reserved(terms);
  }

 private:
  static std::string name_of(const AwsRow& row) {
    const std::string description = trimmed(row.get("pricedescription"));
    return description.empty() ? row.get("usagetype") : description;
  }

  static Place server(const AwsRow& row) {
    const std::string type = row.get("instancetype");
    return {"aws/ec2/server", "On demand " + type, {{"instance", type}}};
  }

  static std::string why_refused(const AwsRow& row) {
    if (row.get("usagetype").empty() || row.get("priceperunit").empty()) return "its columns are missing";
    if (!parse_decimal(row.get("priceperunit")))
      return fmt::format("\"{}\" is no amount", row.get("priceperunit"));
    if (row.get("currency").empty()) return "it has no currency";
    if (row.get("currency") != "USD") return fmt::format("its currency is {}, not USD", row.get("currency"));
    if (row.get("location") == "Any")
      return "it is the free tier of all regions: the catalogue keeps that as an allowance";
    const AwsRegion* const region = region_of_location(row.get("location"));
    if (region == nullptr) return fmt::format("\"{}\" is no known region", row.get("location"));
    const AwsRegion* const by_usage = split_usage_type(row.get("usagetype")).first;
    if (by_usage != nullptr && by_usage != region)
      return fmt::format("its location says {}, its usage type {}", region->code, by_usage->code);
    if (by_usage == nullptr && std::string_view(region->code) != "us-east-1")
      return fmt::format("its usage type has no region, which means us-east-1, but its location says {}",
                         region->code);
    if (row.get("productfamily") == "Compute Instance") return why_refused_server(row);
    if (row.get("productfamily") == "Dedicated Host") return "a dedicated host: no server of the catalogue";
    if (row.get("operatingsystem") == "Windows") return "Windows";
    return why_contradictory(row);
  }

  static std::string why_refused_server(const AwsRow& row) {
    if (row.get("operatingsystem") != "Linux")
      return fmt::format("{}, not Linux", row.get("operatingsystem"));
    if (row.get("tenancy") != "Shared") return fmt::format("tenancy {}, not shared", row.get("tenancy"));
    const std::string installed = trimmed(row.get("preinstalledsw"));
    if (!installed.empty() && installed != "NA") return installed + " is installed";
    if (row.get("licensemodel").starts_with("Bring")) return "the license is brought along";
    if (!row.get("capacitystatus").empty() && row.get("capacitystatus") != "Used")
      return fmt::format("capacity status {}, not Used", row.get("capacitystatus"));
    if (row.get("operation") != "RunInstances")
      return fmt::format("operation {} is not that of plain Linux", row.get("operation"));
    return why_contradictory(row);
  }

  /// "$0.404 per On Demand Linux …" beside an amount of 9.404. Descriptions round: half of their last digit
  /// is free.
  static std::string why_contradictory(const AwsRow& row) {
    const std::string text = row.get("pricedescription");
    const std::size_t dollar = text.find('$');
    if (unit_words(row.get("unit")).unit != "hour" || dollar == std::string::npos) return {};
    const std::size_t end = text.find_first_not_of("0123456789.,", dollar + 1);
    std::string digits = text.substr(dollar + 1, end - dollar - 1);
    std::erase(digits, ',');
    if (digits.ends_with('.')) digits.pop_back();
    const auto said = parse_decimal(digits);
    if (!said) return {};
    const std::size_t point = digits.find('.');
    Decimal slack = Decimal("0.5");
    for (std::size_t i = point; point != std::string::npos && i + 1 < digits.size(); ++i) slack /= 10;
    const Decimal amount = parse_decimal(row.get("priceperunit")).value();
    if (abs(amount - *said) <= slack) return {};
    return fmt::format("its description says {}, its amount is {}", digits, to_string(amount));
  }

  void take(const AwsRow& row, const Place& place, const Decimal& amount, const Decimal& per = 1,
            const AwsRow* upfront = nullptr) {
    ListedTier tier;
    tier.place = row.place;
    if (upfront != nullptr) tier.merged_with = upfront->place;
    tier.what = row.what();
    tier.id = place.id;
    tier.name = place.name;
    const UnitWords unit = unit_of(place.id, row.get("unit"));
    tier.unit = unit.unit;
    tier.bytes_per_unit = unit.bytes_per_unit;
    tier.region =
        tier.id.starts_with("aws/lambda-edge/") ? "global" : region_of_location(row.get("location"))->code;
    tier.when = place.when;
    tier.amount = amount;
    tier.per = per;
    if (slug(row.get("unit")) == "gibps-mo") {
      tier.per = 1024;
      rows_.resolve(row.place, tier.what, "listed per GiB/s, taken as 1,024 MiB/s");
    }
    const auto from = parse_decimal(row.get("startingrange").empty() ? "0" : row.get("startingrange"));
    if (!from)
      return rows_.refuse(row.place, row.what(),
                          fmt::format("\"{}\" is no beginning of a tier", row.get("startingrange")));
    tier.from = *from;
    const std::string end = row.get("endingrange");
    if (!end.empty() && end != "Inf") {
      tier.to = parse_decimal(end);
      if (!tier.to)
        return rows_.refuse(row.place, row.what(), fmt::format("\"{}\" is no end of a tier", end));
    }
    tier.effective = date_of(row.get("effectivedate"));
    rows_.take(std::move(tier));
  }

  /// "3 yr" and "3yr", "All Upfront" and "AllUpfront" -> "ri-3y-all-upfront"; empty for others.
  static std::string commitment_of(const AwsRow& row) {
    const std::string years = row.get("leasecontractlength").substr(0, 1);
    const std::string option = slug(row.get("purchaseoption"));
    if (years != "1" && years != "3") return {};
    for (const char* kind : {"no", "partial", "all"})
      if (option == fmt::format("{}-upfront", kind) || option == fmt::format("{}upfront", kind))
        return fmt::format("ri-{}y-{}-upfront", years, kind);
    return {};
  }

  void keep_reserved(const AwsRow& row) {
    if (row.get("offeringclass") != "standard")
      return rows_.refuse(row.place, row.what(),
                          fmt::format("offering class {}, not standard", row.get("offeringclass")));
    const std::string commitment = commitment_of(row);
    if (commitment.empty())
      return rows_.refuse(row.place, row.what(), "its term or purchase option is not known");
    reserved_[{row.get("sku"), commitment}].push_back(row);
  }

  void take_reserved(const std::vector<AwsRow>& rows) {
    const auto refuse_all = [&](const char* why) {
      for (const AwsRow& row : rows) rows_.refuse(row.place, row.what(), why);
    };
    const AwsRow* upfront = nullptr;
    const AwsRow* hourly = nullptr;
    for (const AwsRow& row : rows) {
      const AwsRow*& place = row.get("unit") == "Quantity" ? upfront : hourly;
      if (place != nullptr) return refuse_all("its term is said twice");
      place = &row;
    }
    const std::string commitment = commitment_of(rows.front());
    if (hourly == nullptr) return refuse_all("its hourly rate is missing");
    if (upfront == nullptr && !commitment.ends_with("no-upfront"))
      return refuse_all("its upfront fee is missing");
    const Decimal hours = commitment.starts_with("ri-1y") ? 8760 : 26280;
    Decimal amount = parse_decimal(hourly->get("priceperunit")).value() * hours;
    if (upfront != nullptr) {
      amount += parse_decimal(upfront->get("priceperunit")).value();
      rows_.resolve(
          upfront->place, upfront->what(),
          fmt::format("the upfront fee is spread over {} h and added to the hourly rate", to_string(hours)));
    }
    Place place = server(*hourly);
    place.name = "Reserved " + hourly->get("instancetype");
    place.when["commitment"] = commitment;
    take(*hourly, place, amount, hours, upfront);
  }

  PriceList& list_;
  RowCollector& rows_;
  std::map<std::pair<std::string, std::string>, std::vector<AwsRow>> reserved_;
};

const std::vector<Node::Entry>& entries_of(const Node& node, const char* key) {
  static const std::vector<Node::Entry> none;
  const Node* const found = node.kind == Node::Kind::mapping ? node.find(key) : nullptr;
  return found != nullptr ? found->entries : none;
}

void read_product(const Node& item, PriceList& list, AwsReader& reader, RowCollector& rows) {
  const Node* const product = item.find("product");
  const Node* const terms = item.find("terms");
  if (product == nullptr || terms == nullptr) {
    ++list.rows;
    return rows.refuse(place_of(item), text_of(item, "serviceCode"), "it has no product or no terms");
  }
  list.title =
      fmt::format("AWS Price List, {}, version {}", text_of(item, "serviceCode"), text_of(item, "version"));
  list.published = date_of(text_of(item, "publicationDate"));
  AwsRow base;
  base.columns["sku"] = text_of(*product, "sku");
  base.columns["productfamily"] = text_of(*product, "productFamily");
  for (const Node::Entry& one : entries_of(*product, "attributes"))
    base.columns[column_name(one.key)] = one.value.text;
  base.columns["servicecode"] = text_of(item, "serviceCode");
  for (const Node::Entry& type : terms->entries)
    for (const Node::Entry& term : type.value.entries)
      for (const Node::Entry& dimension : entries_of(term.value, "priceDimensions")) {
        AwsRow row = base;
        row.place = place_of(dimension.value);
        row.columns["termtype"] = type.key;
        for (const Node::Entry& one : entries_of(term.value, "termAttributes"))
          row.columns[column_name(one.key)] = one.value.text;
        row.columns["effectivedate"] = text_of(term.value, "effectiveDate");
        row.columns["unit"] = text_of(dimension.value, "unit");
        row.columns["pricedescription"] = text_of(dimension.value, "description");
        row.columns["startingrange"] = text_of(dimension.value, "beginRange");
        row.columns["endingrange"] = text_of(dimension.value, "endRange");
        for (const Node::Entry& price : entries_of(dimension.value, "pricePerUnit")) {
          if (row.get("currency") == "USD") continue;
          row.columns["currency"] = price.key;
          row.columns["priceperunit"] = price.value.text;
        }
        reader.read(row);
      }
}

/// A row that holds a line end has swallowed the next: no field of a price list has one.
void read_csv_page(const Page& page, PriceList& list, AwsReader& reader, RowCollector& rows) {
  std::vector<std::string> names;
  std::string offer, version;
  for (const CsvRow& line : parse_csv(page.text)) {
    const std::string first = line.fields.empty() ? "" : line.fields[0];
    if (names.empty()) {
      if (first == "SKU")
        for (const std::string& heading : line.fields) names.push_back(column_name(heading));
      if (line.fields.size() < 2) continue;
      if (first == "Publication Date") list.published = date_of(line.fields[1]);
      if (first == "OfferCode") offer = line.fields[1];
      if (first == "Version") version = ", version " + line.fields[1];
      continue;
    }
    AwsRow row{place_of(page, line.line), {}};
    for (std::size_t i = 0; i < std::min(names.size(), line.fields.size()); ++i)
      if (row.columns[names[i]].empty()) row.columns[names[i]] = trimmed(line.fields[i]);
    if (!offer.empty()) row.columns["servicecode"] = offer;
    list.title = "AWS Price List, " + row.get("servicecode") + version;
    if (line.fields.size() > names.size() || line.has_line_end) {
      ++list.rows;
      rows.refuse(row.place, row.what(), "a quote in it is not closed, or it has too many columns");
    } else {
      reader.read(row);
    }
  }
}

}  // namespace

void read_aws_csv(const std::vector<Page>& pages, PriceList& list, RowCollector& rows) {
  AwsReader reader(list, rows);
  for (const Page& page : pages) read_csv_page(page, list, reader, rows);
  reader.finish();
}

void read_aws_products(const std::vector<Page>& pages, PriceList& list, RowCollector& rows) {
  AwsReader reader(list, rows);
  for (const Page& page : pages) {
    const Node* const wrapped = page.root.kind == Node::Kind::mapping ? page.root.find("PriceList") : nullptr;
    for (const Node& item : (wrapped != nullptr ? *wrapped : page.root).items)
      read_product(item, list, reader, rows);
  }
  reader.finish();
}

}  // namespace isocost
