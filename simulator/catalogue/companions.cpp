#include "simulator/catalogue/companions.h"

#include <fmt/format.h>

#include "simulator/input/values.h"

namespace isocost {
namespace {

CompanionPrice read_price(const Node& node, Diagnostics& diagnostics) {
  CompanionPrice made;
  Fields fields(node, "a companion", diagnostics);
  const Node* const price = fields.required("price");
  const Node* const times = fields.optional("times");
  const Node* const least_size = fields.optional("least_size");
  const Node* const standing = fields.optional("standing");
  const Node* const note = fields.optional("note");
  fields.finish();
  if (price != nullptr) made.price_id = price->text;
  if (times != nullptr) made.times = read_decimal(*times, diagnostics).value_or(1);
  if (made.times <= 0) add_error(diagnostics, times->where, "a use is more than 0 units of a price");
  if (least_size != nullptr) made.least_size = read_bytes(*least_size, diagnostics).value_or(Bytes{});
  if (standing != nullptr) made.is_standing = read_bool(*standing, diagnostics).value_or(false);
  if (note != nullptr) made.note = note->text;
  return made;
}

}  // namespace

const std::vector<std::string>& service_roles() {
  static const std::vector<std::string> words{"gateway",
                                              "database_reads",
                                              "database_writes",
                                              "database_storage",
                                              "queue",
                                              "file_reads",
                                              "file_writes",
                                              "file_storage",
                                              "logs",
                                              "nat",
                                              "users"};
  return words;
}

const std::string& word_of(ServiceRole role) { return service_roles()[static_cast<std::size_t>(role)]; }

bool is_held(ServiceRole role) {
  return role == ServiceRole::database_storage || role == ServiceRole::file_storage;
}

bool is_monthly(ServiceRole role) { return role == ServiceRole::users; }

Companions read_companions(const Node& node, Diagnostics& diagnostics) {
  Companions made;
  if (node.kind != Node::Kind::mapping)
    add_error(diagnostics, node.where, "expected roles and their prices",
              "such as gateway: [{price: api-gateway/calls}]");
  std::vector<std::string> words = service_roles();
  words.emplace_back("like");
  for (const Node::Entry& entry : node.entries) {
    if (entry.key == "like") {
      made.like = entry.value.text;
      continue;
    }
    const Node key{Node::Kind::scalar, entry.key_where, entry.key, false, {}, {}};
    const auto role = read_word(key, words, diagnostics);
    if (entry.value.kind != Node::Kind::sequence)
      add_error(diagnostics, entry.value.where, "expected a list of prices",
                "[] where the role costs nothing");
    if (!role) continue;
    std::vector<CompanionPrice>& prices = made.prices[static_cast<ServiceRole>(*role)];
    for (const Node& item : entry.value.items) prices.push_back(read_price(item, diagnostics));
  }
  return made;
}

void resolve_likes(CompanionsByProvider& all, Diagnostics& diagnostics) {
  std::vector<std::string> models;
  for (const auto& [provider, companions] : all)
    if (companions.like.empty()) models.push_back(provider);
  for (auto& [provider, companions] : all) {
    if (companions.like.empty()) continue;
    const auto model = all.find(companions.like);
    if (model == all.end() || !model->second.like.empty())
      add_error(diagnostics, {},
                fmt::format("companions of {} are like \"{}\", which has none of its own", provider,
                            companions.like),
                known_words_hint(companions.like, models));
    else
      companions.prices.insert(model->second.prices.begin(), model->second.prices.end());
  }
}

}  // namespace isocost
