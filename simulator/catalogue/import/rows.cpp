#include "simulator/catalogue/import/rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <tuple>

namespace isocost {

void RowCollector::add_price(std::vector<ListedTier> tiers) {
  std::stable_sort(tiers.begin(), tiers.end(),
                   [](const ListedTier& a, const ListedTier& b) { return a.from < b.from; });
  const ListedTier& first = tiers.front();
  const bool is_of_nothing =
      std::all_of(tiers.begin(), tiers.end(), [](const ListedTier& one) { return one.amount == 0; });
  if (is_of_nothing) {
    for (const ListedTier& one : tiers)
      refuse(one.line, one.what, "it costs nothing, and no tier beside it says what comes after");
    return;
  }
  if (first.from != 0) {
    for (const ListedTier& one : tiers)
      refuse(one.line, one.what, fmt::format("its tiers begin at {}, not at 0", to_string(first.from)));
    return;
  }
  Price price;
  price.id = first.id;
  price.name = first.name;
  price.unit = first.unit;
  price.bytes_per_unit = first.bytes_per_unit;
  price.region = first.region;
  price.when = first.when;
  price.per = first.per;
  price.provenance.line = first.line;
  for (std::size_t i = 0; i < tiers.size(); ++i)
    price.tiers.push_back(
        {i + 1 < tiers.size() ? std::optional(tiers[i + 1].from) : std::nullopt, tiers[i].amount});
  list_.prices.push_back(std::move(price));
}

void RowCollector::finish() {
  std::map<Key, std::map<Decimal, std::vector<ListedTier>>> prices;
  std::vector<Key> order;
  for (ListedTier& tier : tiers_) {
    const Key key{tier.id, tier.region, tier.when};
    if (!prices.contains(key)) order.push_back(key);
    prices[key][tier.from].push_back(std::move(tier));
  }
  for (const Key& key : order) {
    std::vector<ListedTier> tiers;
    for (auto& [from, same] : prices[key]) {
      std::stable_sort(same.begin(), same.end(),
                       [](const ListedTier& a, const ListedTier& b) { return a.effective > b.effective; });
      const ListedTier newest = same.front();
      bool is_contradicted = false;
      for (std::size_t i = 1; i < same.size(); ++i) {
        const ListedTier& other = same[i];
        if (other.amount == newest.amount && other.per == newest.per)
          refuse(other.line, other.what, fmt::format("the same price stands on line {}", newest.line));
        else if (other.effective < newest.effective)
          refuse(other.line, other.what, fmt::format("superseded by line {}", newest.line));
        else
          is_contradicted = true;
      }
      if (!is_contradicted) {
        tiers.push_back(newest);
        continue;
      }
      for (const ListedTier& one : same)
        if (one.effective == newest.effective)
          refuse(one.line, one.what,
                 fmt::format("{} rows of one day give this price different amounts", same.size()));
    }
    if (!tiers.empty()) add_price(std::move(tiers));
  }
}

std::string slug(const std::string& words) {
  std::string out;
  for (const char c : words) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0)
      out += static_cast<char>(std::tolower(byte));
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out;
}

UnitWords unit_words(const std::string& listed) {
  const std::string unit = slug(listed);
  if (unit == "hrs" || unit == "hours" || unit == "hour" || unit == "h") return {"hour", 0};
  if (unit == "gb-mo" || unit == "gb-month") return {"GB-month", bytes_per_gib};
  if (unit == "gb" || unit == "gigabytes") return {"GB", bytes_per_gib};
  if (unit == "gb-hours" || unit == "gb-hour") return {"GB-hour", bytes_per_gib};
  if (unit == "vcpu-hours" || unit == "vcpu-hour") return {"vCPU-hour", 0};
  if (unit == "lambda-gb-second" || unit == "seconds" || unit == "gb-second" || unit == "gb-seconds")
    return {"GB-second", bytes_per_gib};
  if (unit == "request" || unit == "requests") return {"request", 0};
  if (unit == "writerequestunits") return {"write request unit", 0};
  if (unit == "readrequestunits") return {"read request unit", 0};
  if (unit == "iops-mo") return {"IOPS-month", 0};
  if (unit == "gibps-mo") return {"MiBps-month", 0};
  if (unit == "s") return {"second", 0};
  if (unit == "giby-h") return {"GiB-hour", bytes_per_gib};
  if (unit == "giby-s") return {"GiB-second", bytes_per_gib};
  if (unit == "giby-mo") return {"GiB-month", bytes_per_gib};
  if (unit == "giby") return {"GiB", bytes_per_gib};
  if (unit.ends_with("-mo")) return {unit.substr(0, unit.size() - 2) + "month", 0};
  return {unit, 0};
}

std::optional<Date> date_of(const std::string& text) { return parse_date(text.substr(0, 10)); }

}  // namespace isocost
