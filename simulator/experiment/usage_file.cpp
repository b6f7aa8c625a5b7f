#include "simulator/experiment/usage_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "simulator/catalogue/fact_reader.h"
#include "simulator/cost/use.h"
#include "simulator/experiment/function_usage.h"
#include "simulator/input/values.h"

namespace isocost {
namespace {

class UsageReader {
 public:
  UsageReader(const Node& root, const Catalogue& catalogue, UsageChoices choices, Diagnostics& diagnostics)
      : root_(root), catalogue_(catalogue), choices_(std::move(choices)), diagnostics_(diagnostics) {
    for (const Price& price : catalogue.prices) prices_[price.id].push_back(&price);
  }

  PricedUsage read() {
    Fields fields(root_, "a usage file", diagnostics_);
    const Node* const title = fields.optional("title");
    const Node* const as_of = fields.optional("as_of");
    const Node* const free_tier = fields.optional("free_tier");
    const Node* const region = fields.optional("region");
    const Node* const month = fields.optional("month");
    const Node* const account_node = fields.optional("account");
    const Node* const usage = fields.required("usage");
    fields.finish();
    Account account;
    if (account_node != nullptr) account = read_account(*account_node, catalogue_, diagnostics_);
    if (region != nullptr && is_region(region->text, region->where)) region_ = region->text;
    if (choices_.region) (void)is_region(*choices_.region, root_.where);
    if (month != nullptr) month_ = read_month(*month);
    PricedUsage made;
    if (title != nullptr) made.title = read_text(*title, diagnostics_).value_or("");
    made.as_of = catalogue_.newest_read;
    if (as_of != nullptr) made.as_of = read_date(*as_of, diagnostics_).value_or(made.as_of);
    made.as_of = choices_.as_of.value_or(made.as_of);
    as_of_ = made.as_of;
    if (free_tier != nullptr) made.has_free_tier = read_bool(*free_tier, diagnostics_).value_or(true);
    made.has_free_tier = choices_.has_free_tier.value_or(made.has_free_tier);
    if (usage != nullptr && usage->kind != Node::Kind::sequence)
      add_error(diagnostics_, usage->where, "expected a list of lines",
                "begin each with \"- price: …\" or \"- function: …\"");
    if (usage != nullptr)
      for (const Node& line : usage->items) read_line(line);
    if (!has_errors(diagnostics_)) made.bill = rate(items_, catalogue_, made.has_free_tier, 1, account);
    made.months = months_;
    return made;
  }

 private:
  void read_line(const Node& node) {
    if (node.kind == Node::Kind::mapping && node.find("function") != nullptr)
      read_function(node);
    else
      read_price(node);
  }

  void add(const UsageItem& item) {
    const auto [place, is_new] = places_.try_emplace({item.price, item.price_id}, items_.size());
    if (is_new) return items_.push_back(item);
    UsageItem& known = items_[place->second];
    known.quantity += item.quantity;
    for (std::size_t i = 0; i < waste_count; ++i) known.waste[i] += item.waste[i];
  }

  /// "3M" and decimals of any length.
  std::optional<Decimal> read_quantity(const Node& node) {
    if (const auto exact = parse_decimal(node.text); exact && *exact >= 0) return exact;
    const auto count = read_count(node, diagnostics_);
    if (!count) return std::nullopt;
    return Decimal(*count);
  }

  /// A region that no price of the catalogue knows is a slip.
  bool is_region(const std::string& region, const SourceRange& where) {
    std::set<std::string> known;
    for (const Price& price : catalogue_.prices) known.insert(price.region);
    if (known.contains(region)) return true;
    add_error(diagnostics_, where, fmt::format("no price is known in region \"{}\"", region),
              nearest_word(region, {known.begin(), known.end()})
                  ? known_words_hint(region, {known.begin(), known.end()})
                  : "such as us-east-1, europe-west1 or westeurope");
    return false;
  }

  /// Conditions that every price of the id has must be said: which instance, which architecture.
  bool says_enough(const Node& price_node, const Conditions& what) {
    std::set<std::string> needed;
    const auto& prices = prices_.at(price_node.text);
    for (const auto& [key, value] : prices.front()->when) needed.insert(key);
    for (const Price* price : prices)
      std::erase_if(needed, [&](const std::string& key) { return !price->when.contains(key); });
    std::string missing;
    for (const std::string& key : needed)
      if (!what.contains(key)) missing += (missing.empty() ? "" : ", ") + key;
    if (missing.empty()) return true;
    add_error(diagnostics_, price_node.where, fmt::format("{} depends on {}", price_node.text, missing),
              fmt::format("say it: when: {{{}: …}}", *needed.begin()));
    return false;
  }

  /// Where none is named, the first in which the price is known.
  std::optional<std::string> region_of(const Node* node, const std::string& id, const Conditions& what) {
    if (choices_.region) return choices_.region;
    if (node != nullptr) return read_text(*node, diagnostics_);
    if (region_) return region_;
    for (const Price* const one : prices_.at(id))
      if (const Price* const price = price_of(id, one->region, what); price != nullptr && !price->unpriced)
        return one->region;
    return prices_.at(id).front()->region;
  }

  /// The price that holds. A condition that it does not know of would be ignored, so it is none then: who
  /// asks for a commitment must not get the price on demand.
  const Price* price_of(const std::string& id, const std::string& region, const Conditions& what) const {
    const Price* const price = catalogue_.price(id, region, what, as_of_);
    if (price == nullptr) return nullptr;
    const bool meets_all = std::all_of(what.begin(), what.end(),
                                       [&](const auto& asked) { return price->when.contains(asked.first); });
    return meets_all ? price : nullptr;
  }

  /// {instance: m7g.large, commitment: ri-1y-no-upfront}: words that no price of the id knows are slips.
  std::optional<Conditions> read_conditions(const Node* node, const std::string& id) {
    Conditions what;
    if (node == nullptr) return what;
    const std::size_t before = diagnostics_.size();
    if (node->kind != Node::Kind::mapping)
      add_error(diagnostics_, node->where, "expected conditions such as {instance: m7g.large}");
    std::map<std::string, std::set<std::string>> known;
    for (const Price* price : prices_.at(id))
      for (const auto& [key, value] : price->when) known[key].insert(value);
    for (const Node::Entry& entry : node->entries) {
      what[entry.key] = entry.value.text;
      const auto found = known.find(entry.key);
      if (found == known.end()) {
        std::vector<std::string> keys;
        for (const auto& [key, values] : known) keys.push_back(key);
        add_error(diagnostics_, entry.key_where, fmt::format("{} does not depend on \"{}\"", id, entry.key),
                  keys.empty() ? "it has one price for all" : known_words_hint(entry.key, keys));
      } else {
        (void)read_word(entry.value, {found->second.begin(), found->second.end()}, diagnostics_);
      }
    }
    if (diagnostics_.size() != before) return std::nullopt;
    return what;
  }

  void read_price(const Node& node) {
    Fields fields(node, "a line of usage", diagnostics_);
    const Node* const price_node = fields.required("price");
    const Node* const rate_node = fields.optional("rate");
    const Node* const size_node = fields.optional("size");
    const Node* const time_node = rate_node != nullptr ? fields.required("for") : fields.optional("for");
    const bool is_counted = rate_node != nullptr || size_node != nullptr || time_node != nullptr;
    const Node* const quantity_node = is_counted ? fields.optional("quantity") : fields.required("quantity");
    const Node* const month_node = fields.optional("month");
    const Node* const dimensions_node = fields.optional("dimensions");
    const Node* const region_node = fields.optional("region");
    const Node* const when_node = fields.optional("when");
    fields.finish();
    if (price_node == nullptr || (!is_counted && quantity_node == nullptr)) return;
    if (rate_node != nullptr && quantity_node != nullptr)
      return add_error(diagnostics_, rate_node->where, "a line has a quantity or a rate, not both");
    if (!prices_.contains(price_node->text)) {
      std::vector<std::string> known;
      for (const auto& [id, prices] : prices_) known.push_back(id);
      return add_error(diagnostics_, price_node->where,
                       fmt::format("the catalogue has no price \"{}\"", price_node->text),
                       known_words_hint(price_node->text, known));
    }
    Use use;
    use.month = month_;
    if (dimensions_node != nullptr) use.dimensions = read_balancer_dimensions(*dimensions_node, diagnostics_);
    if (dimensions_node != nullptr && !use.dimensions) return;
    if (!read_use(quantity_node, rate_node, size_node, time_node, month_node, use)) return;
    const auto what = read_conditions(when_node, price_node->text);
    if (!what || !says_enough(*price_node, *what)) return;
    const auto region = region_of(region_node, price_node->text, *what);
    if (!region) return;
    if (region_node != nullptr && !is_region(*region, region_node->where)) return;
    const Price* const price = price_of(price_node->text, *region, *what);
    if (price == nullptr) return add({nullptr, price_node->text, use.count, {}});
    if (rate_node != nullptr && time_of_unit(price->unit, use.month))
      return add_error(diagnostics_, rate_node->where,
                       fmt::format("{} is counted over time: {}s", price->id, price->unit),
                       "write how many there are, and for how long: quantity: 2, for: 30 d");
    if (const auto why = why_not_countable(*price, use)) {
      const bool is_size = use.size && price->bytes_per_unit == 0 && price->rounding.size.count == 0;
      const bool is_time = use.time && !time_of_unit(price->unit, use.month);
      return add_error(diagnostics_,
                       (is_size   ? size_node
                        : is_time ? time_node
                                  : dimensions_node)
                           ->where,
                       *why);
    }
    const bool is_per_month = use.time && time_of_unit(price->unit, use.month) == use.month;
    if (is_per_month && std::find(months_.begin(), months_.end(), use.month) == months_.end())
      months_.push_back(use.month);
    add({price, price->id, units_of(*price, use), {}});
  }

  Duration read_month(const Node& node) {
    const auto month = read_duration(node, diagnostics_);
    if (month && (*month < 28 * day || *month > 31 * day))
      add_error(diagnostics_, node.where, "a month is 28 to 31 days long", "such as 730 h, 30 d or 744 h");
    return month.value_or(month_of_prices);
  }

  /// False after a diagnostic.
  bool read_use(const Node* quantity_node, const Node* rate_node, const Node* size_node,
                const Node* time_node, const Node* month_node, Use& use) {
    const std::size_t before = diagnostics_.size();
    if (size_node != nullptr) use.size = read_bytes(*size_node, diagnostics_);
    if (time_node != nullptr) use.time = read_duration(*time_node, diagnostics_);
    if (month_node != nullptr) use.month = read_month(*month_node);
    if (quantity_node != nullptr) use.count = read_quantity(*quantity_node).value_or(0);
    if (rate_node != nullptr && use.time) {
      if (const auto rate = read_rate(*rate_node, diagnostics_))
        use.count = whole(rate->per_second * to_seconds(*use.time));
      use.time.reset();
    }
    return diagnostics_.size() == before;
  }

  /// A rate in seconds is not exact (1/60), a count is whole.
  static Decimal whole(double count) { return Decimal(std::round(count)); }

  void read_function(const Node& node) {
    Fields fields(node, "a line of usage", diagnostics_);
    const Node* const platform_node = fields.required("function");
    const Node* const requests_node = fields.required("requests");
    const Node* const duration_node = fields.required("duration");
    const Node* const memory_node = fields.required("memory");
    const Node* const memory_used_node = fields.optional("memory_used");
    const Node* const architecture_node = fields.optional("architecture");
    const Node* const response_node = fields.optional("response_size");
    const Node* const provisioned_node = fields.optional("provisioned");
    const Node* const starts_node = fields.optional("starts");
    const Node* const region_node = fields.optional("region");
    fields.finish();
    if (platform_node == nullptr || requests_node == nullptr || duration_node == nullptr ||
        memory_node == nullptr)
      return;
    const auto word = read_word(*platform_node, function_platforms(), diagnostics_);
    const auto requests = read_quantity(*requests_node);
    const auto duration = read_duration(*duration_node, diagnostics_);
    const auto memory = read_bytes(*memory_node, diagnostics_);
    const auto used = memory_used_node != nullptr ? read_bytes(*memory_used_node, diagnostics_) : memory;
    const auto response = response_node != nullptr ? read_bytes(*response_node, diagnostics_) : Bytes{0};
    StatedInvocations stated;
    const bool is_read = (provisioned_node == nullptr || read_provisioned(*provisioned_node, stated)) &&
                         (starts_node == nullptr || read_starts(*starts_node, stated));
    if (!word || !requests || !duration || !memory || !used || !response || !is_read) return;
    if (starts_node != nullptr && provisioned_node != nullptr)
      return add_error(diagnostics_, starts_node->where, "what is provisioned needs no start",
                       "write what runs beside it in a line of its own");
    stated.where = node.where;
    stated.platform = platform_node->text;
    stated.region = choices_.region.value_or(
        region_node != nullptr ? region_node->text
                               : region_.value_or(catalogue_.platform(stated.platform)->region));
    if (architecture_node != nullptr) stated.architecture = architecture_node->text;
    stated.requests = *requests;
    stated.duration = *duration;
    stated.memory = *memory;
    stated.memory_used = *used;
    stated.response_size = *response;
    const Loaded<std::vector<UsageItem>> usage = usage_of(stated, catalogue_, as_of_);
    diagnostics_.insert(diagnostics_.end(), usage.diagnostics.begin(), usage.diagnostics.end());
    if (usage.value)
      for (const UsageItem& item : *usage.value) add(item);
  }

  /// Invocations that start an instance: {share: 1 %, init: 400 ms}. False after a diagnostic.
  bool read_starts(const Node& node, StatedInvocations& stated) {
    Fields fields(node, "starts", diagnostics_);
    const Node* const share_node = fields.required("share");
    const Node* const init_node = fields.required("init");
    fields.finish();
    if (share_node == nullptr || init_node == nullptr) return false;
    const auto share = read_share(*share_node, diagnostics_);
    const auto init = read_duration(*init_node, diagnostics_);
    if (!share || !init) return false;
    if (*init > std::chrono::minutes(15)) {
      add_error(diagnostics_, init_node->where, "a start takes at most 15 min",
                "write a duration such as 400 ms");
      return false;
    }
    stated.start_share = parse_decimal(fmt::format("{}", *share)).value_or(Decimal(0));
    stated.init = *init;
    return true;
  }

  /// Instances paid for ahead: {instances: 100, for: 8 h}. False after a diagnostic.
  bool read_provisioned(const Node& node, StatedInvocations& stated) {
    Fields fields(node, "provisioned", diagnostics_);
    const Node* const instances_node = fields.required("instances");
    const Node* const time_node = fields.required("for");
    fields.finish();
    if (instances_node == nullptr || time_node == nullptr) return false;
    const auto instances = read_count(*instances_node, diagnostics_);
    const auto time = read_duration(*time_node, diagnostics_);
    if (!instances || !time) return false;
    if (*instances > 1000000) {
      add_error(diagnostics_, instances_node->where, "more than a million instances cannot be provisioned");
      return false;
    }
    stated.provisioned = static_cast<std::uint32_t>(*instances);
    stated.provisioned_time = *time;
    return true;
  }

  std::vector<std::string> function_platforms() const {
    std::vector<std::string> ids;
    for (const Platform& one : catalogue_.platforms)
      if (one.kind == PlatformKind::function) ids.push_back(one.id);
    return ids;
  }

  const Node& root_;
  const Catalogue& catalogue_;
  UsageChoices choices_;
  Diagnostics& diagnostics_;
  Date as_of_{};
  std::optional<std::string> region_;
  Duration month_ = month_of_prices;
  std::vector<Duration> months_;                             ///< used
  std::map<std::string, std::vector<const Price*>> prices_;  ///< by id, in the order of their files
  std::vector<UsageItem> items_;
  std::map<std::pair<const Price*, std::string>, std::size_t> places_;  ///< in items_
};

Loaded<PricedUsage> price_usage(const std::string& name, Loaded<Node> root, const Catalogue& catalogue,
                                const UsageChoices& choices) {
  Loaded<PricedUsage> loaded;
  loaded.diagnostics = std::move(root.diagnostics);
  if (!root.value) return loaded;
  PricedUsage priced = UsageReader(*root.value, catalogue, choices, loaded.diagnostics).read();
  if (priced.title.empty()) priced.title = name;
  if (!has_errors(loaded.diagnostics)) loaded.value = std::move(priced);
  return loaded;
}

}  // namespace

Loaded<PricedUsage> price_usage_file(const std::string& path, const Catalogue& catalogue,
                                     const UsageChoices& choices) {
  return price_usage(path, parse_yaml_file(path), catalogue, choices);
}

Loaded<PricedUsage> price_usage_text(const std::string& name, const std::string& text,
                                     const Catalogue& catalogue, const UsageChoices& choices) {
  const auto file = std::make_shared<const SourceFile>(SourceFile{name, text});
  return price_usage(name, parse_yaml(file), catalogue, choices);
}

}  // namespace isocost
