#include <fmt/format.h>

#include <array>

#include "simulator/catalogue/import/rows.h"

namespace isocost {
namespace {

struct KnownSku {
  const char* service;
  const char* description;  ///< without "in REGION"
  const char* id;
  const char* unit;
};
constexpr std::array<KnownSku, 5> known_skus{{
    {"Cloud Run", "Services CPU (Request-based billing)", "gcp/run/cpu", "vCPU-second"},
    {"Cloud Run", "Services Memory (Request-based billing)", "gcp/run/compute", "GiB-second"},
    {"Cloud Run", "Services CPU (Instance-based billing)", "gcp/run/instance-cpu", "vCPU-second"},
    {"Cloud Run", "Services Memory (Instance-based billing)", "gcp/run/instance-memory", "GiB-second"},
    {"Cloud Run", "Requests", "gcp/run/requests", "request"},
}};

/// "A2 Instance Core running in Americas" -> "A2 Instance Core".
std::string without_region(const std::string& description) {
  for (const char* words : {" running in ", " in "})
    if (const std::size_t at = description.find(words); at != std::string::npos)
      return description.substr(0, at);
  return description;
}

/// Of category.usageType; "?" when it is none that the catalogue has a word for.
std::string commitment_of(const std::string& usage_type) {
  if (usage_type == "OnDemand") return "";
  if (usage_type == "Preemptible") return "spot";
  if (usage_type == "Commit1Yr") return "cud-1y";
  if (usage_type == "Commit3Yr") return "cud-3y";
  return "?";
}

/// units + nanos: "2" and 933908000 are 2.933908.
std::optional<Decimal> amount_of(const Node& unit_price) {
  const auto units = parse_decimal(text_of(unit_price, "units").empty() ? "0" : text_of(unit_price, "units"));
  const auto nanos = parse_decimal(text_of(unit_price, "nanos").empty() ? "0" : text_of(unit_price, "nanos"));
  if (!units || !nanos || *nanos <= -1000000000 || *nanos >= 1000000000 || *units * *nanos < 0)
    return std::nullopt;
  return *units + *nanos / Decimal("1000000000");
}

class GcpReader {
 public:
  GcpReader(PriceList& list, RowCollector& rows) : list_(list), rows_(rows) {}

  void read(const Node& sku) {
    ++list_.rows;
    const std::string what = text_of(sku, "description");
    const std::string place = place_of(sku);
    const Node* const category = sku.find("category");
    const Node* const infos = sku.find("pricingInfo");
    const Node* const regions = sku.find("serviceRegions");
    if (category == nullptr || infos == nullptr || infos->items.empty() || regions == nullptr)
      return rows_.refuse(place, what, "its category, price or regions are missing");
    const std::string commitment = commitment_of(text_of(*category, "usageType"));
    if (commitment == "?")
      return rows_.refuse(place, what,
                          fmt::format("usage type {} is not known", text_of(*category, "usageType")));
    const Node& info = infos->items.back();  // the interface gives one, or several in order of time
    const Node* const expression = info.find("pricingExpression");
    const Node* const rates = expression != nullptr ? expression->find("tieredRates") : nullptr;
    if (rates == nullptr || rates->items.empty()) return rows_.refuse(place, what, "it has no rate");
    ListedTier tier = tier_of(text_of(*category, "serviceDisplayName"), what, place);
    const UnitWords unit = unit_words(text_of(*expression, "usageUnit"));
    tier.unit = unit.unit;
    tier.bytes_per_unit = unit.bytes_per_unit;
    for (const KnownSku& one : known_skus)
      if (tier.id == one.id) tier.unit = one.unit;
    if (!commitment.empty()) tier.when["commitment"] = commitment;
    tier.effective = date_of(text_of(info, "effectiveTime"));
    list_.published = std::max(list_.published, tier.effective);
    for (const Node& rate : rates->items) read_rate(rate, *regions, tier);
  }

 private:
  static ListedTier tier_of(const std::string& service, const std::string& description,
                            const std::string& place) {
    ListedTier tier;
    tier.place = place;
    tier.what = description;
    tier.name = without_region(description);
    tier.id = "gcp/" + slug(service) + "/" + slug(tier.name);
    for (const KnownSku& one : known_skus)
      if (service == one.service && tier.name == one.description) tier.id = one.id;
    return tier;
  }

  void read_rate(const Node& rate, const Node& regions, ListedTier tier) {
    const Node* const unit_price = rate.find("unitPrice");
    const auto amount = unit_price != nullptr ? amount_of(*unit_price) : std::nullopt;
    if (!amount) return rows_.refuse(place_of(rate), tier.what, "it has no amount");
    const std::string currency = text_of(*unit_price, "currencyCode");
    if (currency != "USD")
      return rows_.refuse(place_of(rate), tier.what, fmt::format("its currency is {}, not USD", currency));
    const auto from =
        parse_decimal(text_of(rate, "startUsageAmount").empty() ? "0" : text_of(rate, "startUsageAmount"));
    if (!from) return rows_.refuse(place_of(rate), tier.what, "it has no beginning of its tier");
    tier.from = *from;
    tier.amount = *amount;
    for (const Node& region : regions.items) {
      tier.region = region.text;
      rows_.take(tier);
    }
  }

  PriceList& list_;
  RowCollector& rows_;
};

}  // namespace

void read_gcp_skus(const std::vector<Page>& pages, PriceList& list, RowCollector& rows) {
  list.title = "Google Cloud Billing Catalog";
  GcpReader reader(list, rows);
  for (const Page& page : pages) {
    const Node* const skus = page.root.kind == Node::Kind::mapping ? page.root.find("skus") : nullptr;
    if (skus != nullptr)
      for (const Node& sku : skus->items) reader.read(sku);
  }
}

}  // namespace isocost
