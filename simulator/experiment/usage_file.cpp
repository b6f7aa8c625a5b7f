#include "simulator/experiment/usage_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "simulator/compile/compile.h"
#include "simulator/input/values.h"

namespace isocost {
namespace {

class UsageReader {
 public:
  UsageReader(const Node& root, const Catalogue& catalogue, UsageChoices choices, Diagnostics& diagnostics)
      : root_(root), catalogue_(catalogue), choices_(std::move(choices)), diagnostics_(diagnostics) {}

  PricedUsage read() {
    Fields fields(root_, "a usage file", diagnostics_);
    const Node* const title = fields.optional("title");
    const Node* const as_of = fields.optional("as_of");
    const Node* const free_tier = fields.optional("free_tier");
    const Node* const usage = fields.required("usage");
    fields.finish();
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
    if (!has_errors(diagnostics_)) made.bill = rate(items_, catalogue_, made.has_free_tier);
    return made;
  }

 private:
  void read_line(const Node& node) {
    if (node.kind == Node::Kind::mapping && node.find("function") != nullptr)
      read_function(node);
    else
      read_price(node);
  }

  void add(const Price* price, const std::string& id, const Decimal& quantity) {
    for (UsageItem& item : items_)
      if (item.price == price && item.price_id == id) {
        item.quantity += quantity;
        return;
      }
    items_.push_back({price, id, quantity});
  }

  /// "3M" and decimals of any length.
  std::optional<Decimal> read_quantity(const Node& node) {
    if (const auto exact = parse_decimal(node.text); exact && *exact >= 0) return exact;
    const auto count = read_count(node, diagnostics_);
    if (!count) return std::nullopt;
    return Decimal(*count);
  }

  std::optional<std::string> region_of(const Node* node, const std::string& id) {
    if (choices_.region) return choices_.region;
    if (node != nullptr) return read_text(*node, diagnostics_);
    for (const Price& price : catalogue_.prices)
      if (price.id == id) return price.region;
    return std::nullopt;
  }

  void read_price(const Node& node) {
    Fields fields(node, "a line of usage", diagnostics_);
    const Node* const price_node = fields.required("price");
    const Node* const quantity_node = fields.required("quantity");
    const Node* const region_node = fields.optional("region");
    const Node* const when_node = fields.optional("when");
    fields.finish();
    if (price_node == nullptr || quantity_node == nullptr) return;
    std::set<std::string> known;
    for (const Price& price : catalogue_.prices) known.insert(price.id);
    if (!known.contains(price_node->text))
      return add_error(diagnostics_, price_node->where,
                       fmt::format("the catalogue has no price \"{}\"", price_node->text),
                       known_words_hint(price_node->text, {known.begin(), known.end()}));
    const auto quantity = read_quantity(*quantity_node);
    const auto region = region_of(region_node, price_node->text);
    if (!quantity || !region) return;
    Conditions what;
    if (when_node != nullptr)
      for (const Node::Entry& entry : when_node->entries) what[entry.key] = entry.value.text;
    add(catalogue_.price(price_node->text, *region, what, as_of_), price_node->text, *quantity);
  }

  void read_function(const Node& node) {
    Fields fields(node, "a line of usage", diagnostics_);
    const Node* const platform_node = fields.required("function");
    const Node* const requests_node = fields.required("requests");
    const Node* const duration_node = fields.required("duration");
    const Node* const memory_node = fields.required("memory");
    const Node* const memory_used_node = fields.optional("memory_used");
    const Node* const architecture_node = fields.optional("architecture");
    const Node* const response_node = fields.optional("response_size");
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
    if (!word || !requests || !duration || !memory || !used || !response) return;
    const Platform& platform = *catalogue_.platform(platform_node->text);
    Scenario scenario;
    scenario.period.start = as_of_;
    scenario.application.memory_used = *used;
    scenario.application.response_size = *response;
    Alternative chosen;
    chosen.name = chosen.platform = platform.id;
    chosen.where = node.where;
    chosen.region = choices_.region.value_or(region_node != nullptr ? region_node->text : platform.region);
    chosen.runtime = "nodejs";
    chosen.architecture = architecture_node != nullptr ? architecture_node->text : "x86_64";
    chosen.memory = *memory;
    chosen.requests_per_instance = 1;
    scenario.alternatives.push_back(std::move(chosen));
    const Loaded<CompiledModel> model = compile(scenario, catalogue_);
    for (const Diagnostic& problem : model.diagnostics) diagnostics_.push_back(problem);
    if (model.value) add_invocations(model.value->alternatives.front().billing, *requests, *duration);
  }

  /// All invocations are alike: the usage of one, as many times.
  void add_invocations(const BillingRule& rule, const Decimal& requests, Duration duration) {
    Meter meter(rule, {Time{}, Time{hour}});
    RequestRecord one;
    one.handler = one.response = duration;
    one.is_served = true;
    meter.requests(std::array{one});
    for (const BilledKind& kind : rule.kinds)
      add(kind.price, kind.price_id,
          requests * meter.quantity(kind.kind, kind.price != nullptr ? kind.price->bytes_per_unit : 0));
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
  std::vector<UsageItem> items_;
};

}  // namespace

Loaded<PricedUsage> price_usage_file(const std::string& path, const Catalogue& catalogue,
                                     const UsageChoices& choices) {
  Loaded<PricedUsage> loaded;
  Loaded<Node> root = parse_yaml_file(path);
  loaded.diagnostics = std::move(root.diagnostics);
  if (!root.value) return loaded;
  PricedUsage priced = UsageReader(*root.value, catalogue, choices, loaded.diagnostics).read();
  if (priced.title.empty()) priced.title = path;
  if (!has_errors(loaded.diagnostics)) loaded.value = std::move(priced);
  return loaded;
}

}  // namespace isocost
