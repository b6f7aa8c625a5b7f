#include "simulator/catalogue/import/rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>

namespace isocost {

void RowCollector::take(ListedTier tier) {
  const auto is_word = [](const std::string& text) {
    return !text.empty() &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
  };
  const std::string meter = tier.id.substr(tier.id.rfind('/') + 1);
  if (tier.amount < 0)
    return refuse(tier.place, tier.what, fmt::format("{} is negative", to_string(tier.amount)));
  if (tier.amount > Decimal("1e12")) return refuse(tier.place, tier.what, "no price is as high as that");
  if (tier.amount != 0 && to_string(tier.amount) == "0")
    return refuse(tier.place, tier.what, "no price is as low as that");
  if (tier.per <= 0) return refuse(tier.place, tier.what, "it is for nothing: a quantity of 0");
  if (tier.from < 0) return refuse(tier.place, tier.what, "its tier begins below 0");
  if (!is_word(tier.region))
    return refuse(tier.place, tier.what, fmt::format("\"{}\" is no region", tier.region));
  if (meter.empty() || tier.id.find("//") != std::string::npos)
    return refuse(tier.place, tier.what, "it names no service, or nothing that is sold");
  tiers_.push_back(std::move(tier));
}

void RowCollector::refuse_all(const std::vector<ListedTier>& rows, const std::string& why) {
  for (const ListedTier& one : rows) refuse(one.place, one.what, why);
}

std::string RowCollector::why_not_in_force(const ListedTier& tier) const {
  const auto today = read_ ? read_ : list_.published;
  if (!today) return {};
  if (tier.effective && *tier.effective > *today)
    return fmt::format("it holds from {} on, after the list's {}", to_string(*tier.effective),
                       to_string(*today));
  if (tier.until && *tier.until < *today)
    return fmt::format("it held until {}, before the list's {}", to_string(*tier.until), to_string(*today));
  return {};
}

void RowCollector::add_price(const std::vector<ListedTier>& tiers) {
  const ListedTier& first = tiers.front();
  const bool is_of_nothing =
      std::all_of(tiers.begin(), tiers.end(), [](const ListedTier& one) { return one.amount == 0; });
  if (is_of_nothing)
    return refuse_all(tiers, "it costs nothing, and no tier beside it says what comes after");
  if (first.from != 0)
    return refuse_all(tiers, fmt::format("its tiers begin at {}, not at 0", to_string(first.from)));
  if (tiers.back().to)
    return refuse_all(tiers, fmt::format("its last tier ends at {}", to_string(*tiers.back().to)));
  Price price;
  price.id = first.id;
  price.name = first.name;
  price.unit = first.unit;
  price.bytes_per_unit = first.bytes_per_unit;
  price.region = first.region;
  price.when = first.when;
  price.per = first.per;
  price.note = first.place;
  for (const ListedTier& one : tiers) {
    price.valid.from = std::max(price.valid.from, one.effective);
    if (one.until) price.valid.to = std::min(price.valid.to.value_or(*one.until), *one.until);
    taken_places_.insert(one.place);
    if (!one.merged_with.empty()) taken_places_.insert(one.merged_with);
  }
  for (std::size_t i = 0; i < tiers.size(); ++i)
    price.tiers.push_back(
        {i + 1 < tiers.size() ? std::optional(tiers[i + 1].from) : std::nullopt, tiers[i].amount});
  list_.prices.push_back(std::move(price));
}

void RowCollector::judge(std::vector<ListedTier> rows) {
  std::erase_if(rows, [&](const ListedTier& one) {
    const std::string why = why_not_in_force(one);
    if (!why.empty()) refuse(one.place, one.what, why);
    return !why.empty();
  });
  if (rows.empty()) return;
  std::optional<Date> newest;
  for (const ListedTier& one : rows) newest = std::max(newest, one.effective);
  std::vector<ListedTier> current;
  for (ListedTier& one : rows) {
    const auto same = std::find_if(current.begin(), current.end(), [&](const ListedTier& other) {
      return other.from == one.from && other.amount == one.amount && other.per == one.per &&
             other.unit == one.unit;
    });
    if (one.effective < newest)
      refuse(one.place, one.what, fmt::format("superseded by a row of {}", to_string(*newest)));
    else if (same != current.end())
      refuse(one.place, one.what, fmt::format("the same price stands at {}", same->place));
    else
      current.push_back(std::move(one));
  }
  std::stable_sort(current.begin(), current.end(),
                   [](const ListedTier& a, const ListedTier& b) { return a.from < b.from; });
  for (std::size_t i = 1; i < current.size(); ++i) {
    if (current[i].from == current[i - 1].from)
      return refuse_all(current, "rows of one day give this price different amounts");
    if (current[i].per != current[0].per || current[i].unit != current[0].unit)
      return refuse_all(current, "its tiers are counted in different units");
    if (current[i - 1].to && *current[i - 1].to != current[i].from)
      return refuse_all(current, fmt::format("a tier ends at {}, the next begins at {}",
                                             to_string(*current[i - 1].to), to_string(current[i].from)));
  }
  add_price(current);
}

void RowCollector::finish() {
  std::map<Key, std::vector<ListedTier>> prices;
  std::vector<Key> order;
  for (ListedTier& tier : tiers_) {
    const Key key{tier.id, tier.region, tier.when};
    const auto [place, is_new] = prices.try_emplace(key);
    if (is_new) order.push_back(key);
    place->second.push_back(std::move(tier));
  }
  for (const Key& key : order) judge(std::move(prices[key]));
  list_.taken = taken_places_.size();
}

std::string place_of(const Page& page, int line) {
  return fmt::format("{}:{}", std::filesystem::path(page.path).filename().string(), line);
}

std::string place_of(const Node& node) {
  return fmt::format("{}:{}:{}", std::filesystem::path(node.where.file->name).filename().string(),
                     node.where.line, node.where.column);
}

std::string text_of(const Node& node, const char* key) {
  const Node* const found = node.kind == Node::Kind::mapping ? node.find(key) : nullptr;
  return found != nullptr ? found->text : "";
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
  if (unit == "lambda-gb-second" || unit == "gb-second" || unit == "gb-seconds")
    return {"GB-second", bytes_per_gib};
  if (unit == "request" || unit == "requests") return {"request", 0};
  if (unit == "writerequestunits") return {"write request unit", 0};
  if (unit == "readrequestunits") return {"read request unit", 0};
  if (unit == "iops-mo") return {"IOPS-month", 0};
  if (unit == "gibps-mo") return {"MiBps-month", 0};
  if (unit == "s" || unit == "seconds") return {"second", 0};
  if (unit == "giby-h") return {"GiB-hour", bytes_per_gib};
  if (unit == "giby-s") return {"GiB-second", bytes_per_gib};
  if (unit == "giby-mo") return {"GiB-month", bytes_per_gib};
  if (unit == "giby") return {"GiB", bytes_per_gib};
  if (unit.ends_with("-mo")) return {unit.substr(0, unit.size() - 2) + "month", 0};
  return {unit, 0};
}

std::optional<Date> date_of(const std::string& text) { return parse_date(text.substr(0, 10)); }

}  // namespace isocost
