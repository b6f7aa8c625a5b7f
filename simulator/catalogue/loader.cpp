#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "simulator/catalogue/catalogue.h"
#include "simulator/catalogue/fact_reader.h"
#include "simulator/catalogue/overlay.h"
#include "simulator/input/values.h"
#include "simulator/units/hash.h"

namespace isocost {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> source_grades{"A", "A-", "B", "C", "measured", "derived"};
/// What is used is added up over all of a bill. Tiers of each resource by itself cannot be told from that.
const std::vector<std::string> tier_scopes{"account", "organisation", "billing-account", "subscription",
                                           "project"};
/// Overlays are written by programs: price lists are long.
constexpr std::size_t largest_file = 64U * 1000U * 1000U;

const std::vector<std::string> usage_kinds{
    "requests", "compute", "cpu",    "idle_compute", "idle_cpu", "provisioned", "provisioned_compute",
    "server",   "vcpu",    "memory", "disk",         "address",  "balancer",    "balancer_capacity",
    "egress",   "states"};

/// A price that is a part of others, known when all files are read.
struct SharePrice {
  Price price;
  std::string of;
  Decimal share;
};

/// Reads one file into the catalogue.
class FileReader {
 public:
  FileReader(const Node& root, std::string name, Catalogue& catalogue, std::vector<SharePrice>& shares,
             Diagnostics& diagnostics)
      : root_(root),
        name_(std::move(name)),
        catalogue_(catalogue),
        shares_(shares),
        diagnostics_(diagnostics) {}

  void read(std::vector<std::pair<std::string, std::string>>& likes) {
    Fields fields(root_, "a catalogue file", diagnostics_);
    const Node* const provider = fields.required("provider");
    const Node* const service = fields.required("service");
    const Node* const title = fields.required("title");
    const Node* const sources = fields.required("sources");
    const Node* const allowances = fields.optional("allowances");
    const Node* const prices = fields.optional("prices");
    const Node* const facts = fields.optional("facts");
    const Node* const platform = fields.optional("platform");
    const Node* const companions = fields.optional("companions");
    fields.finish();
    if (provider == nullptr || service == nullptr || title == nullptr || sources == nullptr) return;
    service_ = {provider->text + "/" + service->text, title->text, name_, 0, 0, std::nullopt};
    read_sources(*sources);
    for (const Node* const list : {allowances, prices, facts})
      if (list != nullptr && list->kind != Node::Kind::sequence)
        add_error(diagnostics_, list->where, "expected a list of entries", "begin each with \"- {\"");
    if (allowances != nullptr)
      for (const Node& item : allowances->items) read_allowance(item);
    if (prices != nullptr)
      for (const Node& item : prices->items) read_price(item);
    if (facts != nullptr)
      for (const Node& item : facts->items) read_fact(item);
    if (platform != nullptr) read_platform(*platform, provider->text, likes);
    if (companions != nullptr)
      catalogue_.companions[provider->text] = read_companions(*companions, diagnostics_);
    for (const Fact& fact : facts_) catalogue_.facts.emplace_back(service_.id, fact);
    catalogue_.services.push_back(service_);
  }

 private:
  void read_sources(const Node& node) {
    for (const Node::Entry& entry : node.entries) {
      Fields fields(entry.value, "a source", diagnostics_);
      const Node* const title = fields.required("title");
      const Node* const url = fields.required("url");
      const Node* const read_node = fields.required("read");
      const Node* const grade = fields.required("grade");
      const Node* const note = fields.optional("note");
      fields.finish();
      if (title == nullptr || url == nullptr || read_node == nullptr || grade == nullptr) continue;
      const auto date = read_date(*read_node, diagnostics_);
      if (!date || !read_word(*grade, source_grades, diagnostics_)) continue;
      sources_[entry.key] = {title->text, url->text, *date, grade->text, note != nullptr ? note->text : ""};
      service_.oldest_read = std::min(service_.oldest_read.value_or(*date), *date);
    }
  }

  Provenance provenance(Fields& fields) {
    Provenance made{name_, fields.where().line, {}};
    const Node* const key = fields.required("source");
    if (key == nullptr) return made;
    const auto found = sources_.find(key->text);
    if (found != sources_.end()) {
      made.source = found->second;
      return made;
    }
    std::vector<std::string> known;
    for (const auto& [name, source] : sources_) known.push_back(name);
    add_error(diagnostics_, key->where, fmt::format("there is no source \"{}\" in this file", key->text),
              known_words_hint(key->text, known));
    return made;
  }

  Validity validity(Fields& fields) {
    Validity made;
    const Node* const node = fields.optional("valid");
    if (node == nullptr) return made;
    Fields days(*node, "valid", diagnostics_);
    if (const Node* from = days.optional("from")) made.from = read_date(*from, diagnostics_);
    if (const Node* to = days.optional("to")) made.to = read_date(*to, diagnostics_);
    days.finish();
    if (made.from && made.to && *made.to < *made.from)
      add_error(diagnostics_, node->where, "\"to\" lies before \"from\"");
    return made;
  }

  Conditions conditions(Fields& fields) {
    Conditions made;
    const Node* const node = fields.optional("when");
    if (node == nullptr) return made;
    if (node->kind != Node::Kind::mapping)
      add_error(diagnostics_, node->where, "expected conditions such as {instance: m7g.large}");
    for (const Node::Entry& entry : node->entries) made[entry.key] = entry.value.text;
    return made;
  }

  std::string text_of(const Node* node) { return node != nullptr ? node->text : ""; }

  void read_allowance(const Node& node) {
    Fields fields(node, "an allowance", diagnostics_);
    const Node* const id = fields.required("id");
    const Node* const quantity = fields.required("quantity");
    const Node* const unit = fields.required("unit");
    const Node* const period = fields.required("period");
    const Node* const scope = fields.required("scope");
    const Node* const how = fields.required("how");
    const Node* const credit_price = fields.optional("credit_price");
    const Node* const expires = fields.required("expires");
    Allowance made;
    made.provenance = provenance(fields);
    (void)fields.optional("note");
    fields.finish();
    if (id == nullptr || quantity == nullptr || how == nullptr) return;
    const auto amount = read_decimal(*quantity, diagnostics_);
    const auto kind =
        read_word(*how, {"subtract-before-tiers", "zero-band", "credit-at-price"}, diagnostics_);
    if (!amount || !kind) return;
    made.id = service_.id + "/" + id->text;
    made.quantity = *amount;
    made.unit = text_of(unit);
    made.period = text_of(period);
    made.scope = text_of(scope);
    made.kind = static_cast<AllowanceKind>(*kind);
    if (credit_price != nullptr) made.credit_price = read_decimal(*credit_price, diagnostics_).value_or(0);
    if ((made.kind == AllowanceKind::credit_at_price) != (made.credit_price > 0))
      add_error(diagnostics_, how->where, "a credit-at-price has a credit_price above 0, and only that");
    made.expires = text_of(expires);
    catalogue_.allowances.push_back(std::move(made));
  }

  std::optional<Decimal> read_amount(const Node& node) {
    const auto value = read_decimal(node, diagnostics_);
    if (value && *value < 0) add_error(diagnostics_, node.where, "a price is not below 0");
    return value && *value >= 0 ? value : std::nullopt;
  }

  std::vector<Tier> read_tiers(const Node& node) {
    std::vector<Tier> tiers;
    for (const Node& item : node.items) {
      Fields fields(item, "a tier", diagnostics_);
      const Node* const to = fields.optional("to");
      const Node* const amount = fields.required("amount");
      fields.finish();
      if (amount == nullptr) continue;
      const auto price = read_amount(*amount);
      const auto bound = to != nullptr ? read_decimal(*to, diagnostics_) : std::nullopt;
      if (!price) continue;
      if (!tiers.empty() && (!tiers.back().to || (bound && *bound <= *tiers.back().to)))
        add_error(diagnostics_, item.where, "the bounds of tiers must rise, and only the last is open");
      tiers.push_back({bound, *price});
    }
    if (tiers.empty() || tiers.back().to)
      add_error(diagnostics_, node.where, "the last tier must be open: no \"to\"");
    return tiers;
  }

  /// What a unit holds divides.
  std::optional<BalancerDimensions> above_zero(const Node& node, std::optional<BalancerDimensions> unit) {
    const bool is_right = !unit || (unit->new_connections_per_second > 0 && unit->active_connections > 0 &&
                                    unit->bytes_per_hour.count > 0);
    if (!is_right) add_error(diagnostics_, node.where, "what a unit holds must be above 0");
    return is_right ? unit : std::nullopt;
  }

  UseRounding use_rounding(Fields& fields) {
    UseRounding made;
    const Node* const node = fields.optional("rounding");
    if (node == nullptr) return made;
    Fields steps(*node, "rounding", diagnostics_);
    if (const Node* size = steps.optional("size"))
      made.size = read_bytes(*size, diagnostics_).value_or(made.size);
    if (const Node* time = steps.optional("time"))
      made.time = read_duration(*time, diagnostics_).value_or(made.time);
    if (const Node* least = steps.optional("least_time"))
      made.least_time = read_duration(*least, diagnostics_).value_or(made.least_time);
    if (const Node* direction = steps.optional("direction"))
      made.direction = static_cast<RoundingDirection>(
          read_word(*direction, {"up", "down", "nearest"}, diagnostics_).value_or(0));
    steps.finish();
    return made;
  }

  void read_price(const Node& node) {
    Fields fields(node, "a price", diagnostics_);
    const Node* const meter = fields.required("meter");
    const Node* const name = fields.required("name");
    const Node* const unit = fields.required("unit");
    const Node* const bytes_per_unit = fields.optional("bytes_per_unit");
    const Node* const region = fields.required("region");
    const Node* const per = fields.optional("per");
    const Node* const amount = fields.optional("amount");
    const Node* const tiers = fields.optional("tiers");
    const Node* const unpriced = fields.optional("unpriced");
    const Node* const share = fields.optional("share");
    const Node* const of = fields.optional("of");
    const Node* const tier_scope = fields.optional("tier_scope");
    const Node* const allowance = fields.optional("allowance");
    Price made;
    made.when = conditions(fields);
    made.valid = validity(fields);
    made.rounding = use_rounding(fields);
    if (const Node* const max_of = fields.optional("max_of"))
      made.max_of = above_zero(*max_of, read_balancer_dimensions(*max_of, diagnostics_));
    made.provenance = provenance(fields);
    catalogue_.newest_read = std::max(catalogue_.newest_read, made.provenance.source.read);
    made.note = text_of(fields.optional("note"));
    fields.finish();
    if (meter == nullptr || name == nullptr || unit == nullptr || region == nullptr) return;
    made.id = service_.id + "/" + meter->text;
    made.name = name->text;
    made.unit = unit->text;
    made.region = region->text;
    if (tier_scope != nullptr && read_word(*tier_scope, tier_scopes, diagnostics_))
      made.tier_scope = tier_scope->text;
    if (bytes_per_unit != nullptr)
      made.bytes_per_unit = read_count(*bytes_per_unit, diagnostics_).value_or(0);
    if (per != nullptr) made.per = read_decimal(*per, diagnostics_).value_or(1);
    if (made.per <= 0) {
      add_error(diagnostics_, per->where, "a price is for more than 0 units");
      return;
    }
    if (allowance != nullptr) made.allowance = service_.id + "/" + allowance->text;
    const int ways = (amount != nullptr) + (tiers != nullptr) + (unpriced != nullptr) + (share != nullptr);
    if (ways != 1 || (share != nullptr) != (of != nullptr))
      return add_error(diagnostics_, node.where,
                       "a price has one of \"amount\", \"tiers\", \"share\" with \"of\", or \"unpriced\"");
    if (share != nullptr) {
      const auto part = read_decimal(*share, diagnostics_);
      const bool is_full = of->text.find('/') != std::string::npos;
      if (part)
        shares_.push_back({std::move(made), is_full ? of->text : service_.id + "/" + of->text, *part});
      return;
    }
    if (amount != nullptr) {
      if (const auto value = read_amount(*amount)) made.tiers.push_back({std::nullopt, *value});
    } else if (tiers != nullptr) {
      made.tiers = read_tiers(*tiers);
    } else {
      made.unpriced = unpriced->text;
    }
    ++service_.prices;
    catalogue_.prices.push_back(std::move(made));
  }

  void read_fact(const Node& node) {
    Fields fields(node, "a fact", diagnostics_);
    const Node* const name = fields.required("name");
    const Node* const value = fields.required("value");
    Fact made;
    made.when = conditions(fields);
    made.valid = validity(fields);
    made.provenance = provenance(fields);
    made.note = text_of(fields.optional("note"));
    fields.finish();
    if (name == nullptr || value == nullptr) return;
    auto read_value = read_fact_value(name->text, name->where, *value, diagnostics_);
    if (!read_value) return;
    made.name = name->text;
    made.value = std::move(*read_value);
    ++service_.facts;
    facts_.push_back(std::move(made));
  }

  void read_platform(const Node& node, const std::string& provider,
                     std::vector<std::pair<std::string, std::string>>& likes) {
    Fields fields(node, "a platform", diagnostics_);
    const Node* const id = fields.required("id");
    const Node* const name = fields.required("name");
    const Node* const kind = fields.required("kind");
    const Node* const region = fields.required("region");
    const Node* const like = fields.optional("like");
    const Node* const usage = fields.optional("usage");
    fields.finish();
    if (id == nullptr || name == nullptr || kind == nullptr || region == nullptr) return;
    const auto word = read_word(*kind, {"function", "fleet", "orchestrator"}, diagnostics_);
    if (!word) return;
    Platform made{id->text, name->text, static_cast<PlatformKind>(*word), region->text, provider, service_.id,
                  {},       facts_};
    if (usage != nullptr)
      for (const Node::Entry& entry : usage->entries) {
        const Node key{Node::Kind::scalar, entry.key_where, entry.key, false, {}, {}};
        if (!read_word(key, usage_kinds, diagnostics_)) continue;
        const bool is_full = entry.value.text.find('/') != std::string::npos;
        made.usage[entry.key] = is_full ? entry.value.text : service_.id + "/" + entry.value.text;
      }
    if (like != nullptr) likes.emplace_back(made.id, like->text);
    catalogue_.platforms.push_back(std::move(made));
  }

  const Node& root_;
  std::string name_;
  Catalogue& catalogue_;
  std::vector<SharePrice>& shares_;
  Diagnostics& diagnostics_;
  Service service_;
  std::map<std::string, Source> sources_;
  std::vector<Fact> facts_;
};

/// A platform that is like another takes over what it does not say itself.
void resolve_likes(Catalogue& catalogue, const std::vector<std::pair<std::string, std::string>>& likes,
                   Diagnostics& diagnostics) {
  for (const auto& [id, model_id] : likes) {
    const Platform* const model = catalogue.platform(model_id);
    if (model == nullptr) {
      add_error(diagnostics, {},
                fmt::format("platform {} is like \"{}\", which does not exist", id, model_id));
      continue;
    }
    for (Platform& one : catalogue.platforms) {
      if (one.id != id) continue;
      std::set<std::string> own;
      for (const Fact& fact : one.facts) own.insert(fact.name);
      for (const Fact& fact : model->facts)
        if (!own.contains(fact.name)) one.facts.push_back(fact);
      for (const auto& [kind, price] : model->usage) one.usage.try_emplace(kind, price);
    }
  }
}

void check_references(const Catalogue& catalogue, Diagnostics& diagnostics) {
  std::set<std::string> ids;
  for (const Price& price : catalogue.prices) {
    ids.insert(price.id);
    if (price.allowance && catalogue.allowance(*price.allowance) == nullptr)
      add_error(diagnostics, {},
                fmt::format("{}:{}: price {} names allowance {}, which does not exist", price.provenance.file,
                            price.provenance.line, price.id, *price.allowance));
  }
  for (const Platform& platform : catalogue.platforms)
    for (const auto& [kind, id] : platform.usage)
      if (!ids.contains(id))
        add_error(diagnostics, {},
                  fmt::format("platform {}: usage {} is billed at {}, which does not exist", platform.id,
                              kind, id));
  for (const auto& [provider, companions] : catalogue.companions)
    for (const auto& [role, prices] : companions.prices)
      for (const CompanionPrice& one : prices)
        if (!ids.contains(one.price_id))
          add_error(diagnostics, {},
                    fmt::format("companions of {}: {} is billed at {}, which does not exist", provider,
                                word_of(role), one.price_id));
}

std::vector<fs::path> yaml_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (fs::recursive_directory_iterator it(folder, ignored), end; it != end; it.increment(ignored))
    if (it->path().extension() == ".yaml") files.push_back(it->path());
  std::sort(files.begin(), files.end());
  return files;
}

/// Reads files into a catalogue; platforms that are like others are kept for later.
struct Reading {
  Catalogue catalogue;
  std::vector<std::pair<std::string, std::string>> likes;
  std::vector<SharePrice> shares;
  Hash hash;
  Diagnostics diagnostics;

  void read(const fs::path& path, const std::string& name) {
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    auto source = std::make_shared<SourceFile>(SourceFile{name, std::move(text).str(), 1});
    hash.add(name);
    hash.add(source->text);
    Loaded<Node> root = parse_yaml(source, {largest_file, false});
    for (Diagnostic& problem : root.diagnostics) diagnostics.push_back(std::move(problem));
    if (root.value) FileReader(*root.value, name, catalogue, shares, diagnostics).read(likes);
  }
};

/// One price for each on-demand price of the other meter in the region, under the same conditions.
void price_shares(Catalogue& catalogue, const std::vector<SharePrice>& shares, Diagnostics& diagnostics) {
  for (const SharePrice& one : shares) {
    std::vector<Price> made;
    for (const Price& whole : catalogue.prices) {
      if (whole.id != one.of || whole.region != one.price.region || whole.when.contains("commitment"))
        continue;
      Price part = one.price;
      part.when.insert(whole.when.begin(), whole.when.end());
      part.valid = whole.valid;
      part.per = whole.per;
      part.tiers = whole.tiers;
      part.unpriced = whole.unpriced;
      for (Tier& tier : part.tiers) tier.amount *= one.share;
      made.push_back(std::move(part));
    }
    if (made.empty())
      add_error(diagnostics, {},
                fmt::format("{}:{}: {} is a share of {}, which has no price in {}", one.price.provenance.file,
                            one.price.provenance.line, one.price.id, one.of, one.price.region));
    for (Service& service : catalogue.services)
      if (one.price.id.starts_with(service.id + "/")) service.prices += made.size();
    catalogue.prices.insert(catalogue.prices.end(), made.begin(), made.end());
  }
}

Diagnostic nothing_at(const std::string& path, const std::string& hint) {
  return {Severity::error,
          {std::make_shared<SourceFile>(SourceFile{path, "", 1}), 0, 0, 1},
          "no catalogue files here",
          hint};
}

/// An overlay may be one file.
std::vector<fs::path> files_of_overlay(const std::string& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored) ? std::vector<fs::path>{path} : yaml_files(path);
}

}  // namespace

Loaded<Catalogue> load_catalogue(const std::string& folder, const std::vector<std::string>& overlays) {
  Loaded<Catalogue> loaded;
  Reading shipped;
  const auto files = yaml_files(folder);
  if (files.empty()) {
    loaded.diagnostics.push_back(
        nothing_at(folder, "give the folder of models with --models, or set ISOCOST_MODELS"));
    return loaded;
  }
  for (const fs::path& path : files)
    shipped.read(path, "models/" + fs::relative(path, folder).generic_string());
  loaded.diagnostics = std::move(shipped.diagnostics);
  for (const std::string& overlay : overlays) {
    Reading own;
    const auto own_files = files_of_overlay(overlay);
    if (own_files.empty())
      loaded.diagnostics.push_back(nothing_at(overlay, "an overlay is a file, or a folder of files"));
    for (const fs::path& path : own_files) own.read(path, path.generic_string());
    loaded.diagnostics.insert(loaded.diagnostics.end(), own.diagnostics.begin(), own.diagnostics.end());
    for (const SharePrice& one : own.shares)
      add_error(loaded.diagnostics, {},
                fmt::format("{}:{}: an overlay states amounts, no share of other prices",
                            one.price.provenance.file, one.price.provenance.line));
    lay_over(own.catalogue, shipped.catalogue, loaded.diagnostics);
    shipped.hash.add(own.hash.text());
  }
  price_shares(shipped.catalogue, shipped.shares, loaded.diagnostics);
  resolve_likes(shipped.catalogue, shipped.likes, loaded.diagnostics);
  resolve_likes(shipped.catalogue.companions, loaded.diagnostics);
  check_references(shipped.catalogue, loaded.diagnostics);
  shipped.catalogue.hash = shipped.hash.text();
  if (!has_errors(loaded.diagnostics)) loaded.value = std::move(shipped.catalogue);
  return loaded;
}

}  // namespace isocost
