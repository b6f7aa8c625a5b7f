#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "simulator/catalogue/import/rows.h"

namespace isocost {
namespace {

struct AzureRow {
  std::string place;
  std::string type, term, unit_of_measure, service, product, sku, meter, size, region, currency;
  std::optional<Decimal> price;
  std::optional<Decimal> from;
  std::optional<Date> effective, until;

  [[nodiscard]] std::string what() const { return fmt::format("{}, {}, {}", meter, product, region); }
};

/// The interface has had "items" and "Items", "armSkuName" and "ArmSkuName".
std::string text_in_any_case(const Node& node, std::string key) {
  const std::string small = text_of(node, key.c_str());
  if (!small.empty()) return small;
  key[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(key[0])));
  return text_of(node, key.c_str());
}

AzureRow row_of(const Node& item) {
  const auto text = [&](const char* key) { return text_in_any_case(item, key); };
  AzureRow row;
  row.place = place_of(item);
  row.type = text("type");
  row.term = text("reservationTerm");
  row.unit_of_measure = text("unitOfMeasure");
  row.service = text("serviceName");
  row.product = text("productName");
  row.sku = text("skuName");
  row.meter = text("meterName");
  row.size = text("armSkuName");
  row.region = text("armRegionName");
  row.currency = text("currencyCode");
  row.price = parse_decimal(text("retailPrice").empty() ? text("unitPrice") : text("retailPrice"));
  row.from = parse_decimal(text("tierMinimumUnits").empty() ? "0" : text("tierMinimumUnits"));
  row.effective = date_of(text("effectiveStartDate"));
  row.until = date_of(text("effectiveEndDate"));
  return row;
}

/// "10", "1M", "100 Hours", "1/Month" -> how many, and of what.
std::pair<Decimal, std::string> quantity_of(const std::string& unit_of_measure) {
  const std::size_t end = unit_of_measure.find_first_not_of("0123456789,.");
  std::string digits = unit_of_measure.substr(0, end);
  digits.erase(std::remove(digits.begin(), digits.end(), ','), digits.end());
  Decimal count = parse_decimal(digits).value_or(1);
  std::string unit = end == std::string::npos ? "" : unit_of_measure.substr(end);
  if (unit.starts_with("K")) count *= 1000, unit.erase(0, 1);
  if (unit.starts_with("M") && (unit.size() == 1 || unit[1] == ' ')) count *= 1000000, unit.erase(0, 1);
  return {count, unit};
}

struct KnownMeter {
  const char* service;
  const char* meter;
  const char* id;
  const char* unit;
};
constexpr std::array<KnownMeter, 6> known_meters{{
    {"Functions", "Standard Total Executions", "azure/functions-consumption/requests", "request"},
    {"Functions", "Total Executions", "azure/functions-consumption/requests", "request"},
    {"Functions", "Standard Execution Time", "azure/functions-consumption/compute", "GB-second"},
    {"Functions", "Execution Time", "azure/functions-consumption/compute", "GB-second"},
    {"Functions", "On Demand Total Executions", "azure/functions-flex/requests", "request"},
    {"Functions", "On Demand Execution Time", "azure/functions-flex/compute", "GB-second"},
}};

/// "Standard_E32-8as v5" -> "E32-8as_v5", as the catalogue writes it.
std::string size_word(std::string size) {
  if (size.starts_with("Standard_")) size.erase(0, 9);
  std::replace(size.begin(), size.end(), ' ', '_');
  return size;
}

/// "D16as_v5" -> 16 and "D#as_v5": sizes of a series differ in the first number.
std::pair<int, std::string> series_of(const std::string& size) {
  const std::size_t begin = size.find_first_of("0123456789");
  if (begin == std::string::npos) return {0, size};
  const std::size_t end = std::min(size.find_first_not_of("0123456789", begin), size.size());
  int number = 0;
  std::from_chars(size.data() + begin, size.data() + std::min(end, begin + 6), number);
  return {number, size.substr(0, begin) + "#" + size.substr(end)};
}

class AzureReader {
 public:
  AzureReader(PriceList& list, RowCollector& rows) : list_(list), rows_(rows) {}

  void read(const Node& item) {
    ++list_.rows;
    const AzureRow row = row_of(item);
    const auto why = why_refused(row);
    if (row.price && *row.price > 0 && row.service == "Virtual Machines" && row.type == "Consumption" &&
        is_windows(row) && is_regular(row))
      windows_[{size_word(row.size), row.region}] = *row.price;
    if (!why.empty()) return rows_.refuse(row.place, row.what(), why);
    if (row.service == "Virtual Machines")
      servers_.push_back(row);
    else
      take_meter(row);
  }

  void finish() {
    std::map<std::pair<std::string, std::string>, std::vector<const AzureRow*>> series;
    for (const AzureRow& row : servers_)
      if (row.type == "Consumption" && is_regular(row))
        series[{series_of(size_word(row.size)).second, row.region}].push_back(&row);
    for (const AzureRow& row : servers_) {
      const auto why = row.type == "Consumption" && is_regular(row) ? why_doubtful(row, series) : "";
      if (why.empty())
        take_server(row);
      else
        rows_.refuse(row.place, row.what(), why);
    }
  }

 private:
  using Series = std::map<std::pair<std::string, std::string>, std::vector<const AzureRow*>>;

  static bool is_windows(const AzureRow& row) { return row.product.find("Windows") != std::string::npos; }
  static bool is_regular(const AzureRow& row) {
    return row.sku.find("Spot") == std::string::npos && row.sku.find("Low Priority") == std::string::npos &&
           row.meter.find("Spot") == std::string::npos && row.meter.find("Low Priority") == std::string::npos;
  }

  static std::string why_refused(const AzureRow& row) {
    if (!row.price || !row.from) return "it has no amount, or no beginning of its tier";
    if (row.currency.empty() || row.type.empty() || row.product.empty())
      return "it has no currency, no type or no product";
    if (row.currency != "USD") return fmt::format("its currency is {}, not USD", row.currency);
    if (row.region.empty()) return "it has no region";
    if (row.type == "DevTestConsumption") return "the price of Dev/Test subscriptions";
    if (row.type != "Consumption" && row.type != "Reservation")
      return fmt::format("type {} is not known", row.type);
    if (row.type == "Reservation" && row.term != "1 Year" && row.term != "3 Years")
      return fmt::format("a reservation of \"{}\"", row.term);
    if (row.service != "Virtual Machines") {
      if (row.type == "Reservation") return "a reservation of something that is no server";
      return quantity_of(row.unit_of_measure).second.empty() && row.unit_of_measure.empty() ? "it has no unit"
                                                                                            : "";
    }
    if (row.unit_of_measure != "1 Hour")
      return fmt::format("its unit is \"{}\", not \"1 Hour\"", row.unit_of_measure);
    if (is_windows(row)) return "Windows";
    if (row.sku.find("Low Priority") != std::string::npos ||
        row.meter.find("Low Priority") != std::string::npos)
      return "low priority, which Spot replaced";
    if (row.meter.ends_with("Free")) return "the free hours of new accounts, which expire";
    if (row.size.empty()) return "it names no size";
    if (row.product.find("Dedicated Host") != std::string::npos || row.sku.find("Type") != std::string::npos)
      return "a dedicated host: no server of the catalogue";
    return {};
  }

  /// A price under a Linux name that is that of Windows, or more than that of twice the size.
  std::string why_doubtful(const AzureRow& row, const Series& series) const {
    const auto windows = windows_.find({size_word(row.size), row.region});
    if (windows != windows_.end() && *row.price >= windows->second)
      return fmt::format("it is as dear as Windows ({}): it may be a Windows price under a Linux name",
                         to_string(windows->second));
    const auto [number, name] = series_of(size_word(row.size));
    for (const AzureRow* other : series.at({name, row.region}))
      if (series_of(size_word(other->size)).first == 2 * number &&
          *other->price<*row.price&& * other->price> 0)
        return fmt::format("it is dearer than {} of twice the size ({})", size_word(other->size),
                           to_string(*other->price));
    return {};
  }

  void take_server(const AzureRow& row) {
    const std::string size = size_word(row.size);
    ListedTier tier;
    tier.place = row.place;
    tier.what = row.what();
    tier.id = "azure/virtual-machines/server";
    tier.name = "Virtual machine " + size;
    tier.unit = "hour";
    tier.region = row.region;
    tier.when = {{"instance", size}};
    tier.amount = *row.price;
    tier.from = *row.from;
    tier.effective = row.effective;
    tier.until = row.until;
    if (row.type == "Reservation") {
      tier.when["commitment"] = row.term == "1 Year" ? "reservation-1y" : "reservation-3y";
      tier.per = row.term == "1 Year" ? 8760 : 26280;
      tier.name += ", reserved";
      rows_.resolve(row.place, tier.what,
                    fmt::format("labelled \"{}\", but the price is that of {}: taken for {} h",
                                row.unit_of_measure, row.term, to_string(tier.per)));
    } else if (!is_regular(row)) {
      tier.when["commitment"] = "spot";
      tier.name += ", spot";
    }
    rows_.take(std::move(tier));
  }

  void take_meter(const AzureRow& row) {
    const auto [per, unit] = quantity_of(row.unit_of_measure);
    ListedTier tier;
    tier.place = row.place;
    tier.what = row.what();
    tier.id = "azure/" + slug(row.service) + "/" + slug(row.product + " " + row.meter);
    tier.name = row.meter;
    const UnitWords words = unit_words(unit);
    tier.unit = words.unit.empty() ? "unit" : words.unit;
    tier.bytes_per_unit = words.bytes_per_unit;
    for (const KnownMeter& one : known_meters)
      if (row.service == one.service && row.meter == one.meter) {
        tier.id = one.id;
        tier.unit = one.unit;
        tier.bytes_per_unit = tier.unit == "GB-second" ? bytes_per_gib : 0;
      }
    tier.region = row.region == "Global" ? "global" : row.region;
    tier.per = per;
    // Tiers count units of measure: from the 100,000th ten on is from the millionth on.
    tier.from = *row.from * per;
    tier.amount = *row.price;
    tier.effective = row.effective;
    tier.until = row.until;
    if (per != 1)
      rows_.resolve(row.place, tier.what,
                    fmt::format("\"{}\": the price is for {}", row.unit_of_measure, to_string(per)));
    rows_.take(std::move(tier));
  }

  PriceList& list_;
  RowCollector& rows_;
  std::vector<AzureRow> servers_;
  std::map<std::pair<std::string, std::string>, Decimal> windows_;
};

}  // namespace

void read_azure_retail(const std::vector<Page>& pages, PriceList& list, RowCollector& rows) {
  list.title = "Azure Retail Prices";
  AzureReader reader(list, rows);
  for (const Page& page : pages) {
    if (page.root.kind != Node::Kind::mapping) continue;
    const Node* items = page.root.find("items");
    if (items == nullptr) items = page.root.find("Items");
    if (items != nullptr)
      for (const Node& item : items->items) reader.read(item);
  }
  reader.finish();
}

}  // namespace isocost
