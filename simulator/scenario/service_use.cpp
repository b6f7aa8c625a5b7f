#include "simulator/scenario/service_use.h"

#include <fmt/format.h>

#include <set>

#include "simulator/input/values.h"

namespace isocost {
namespace {

constexpr Bytes usual_item{1000};

class ServiceUseReader {
 public:
  explicit ServiceUseReader(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  ServiceUse read(const Node& node) {
    Fields fields(node, "uses", diagnostics_);
    if (const Node* gateway = fields.optional("gateway")) add_count(ServiceRole::gateway, *gateway, {});
    if (const Node* database = fields.optional("database")) read_database(*database);
    if (const Node* queue = fields.optional("queue")) read_queue(*queue);
    if (const Node* files = fields.optional("files")) read_files(*files);
    if (const Node* logs = fields.optional("logs")) add_data(ServiceRole::logs, *logs);
    if (const Node* nat = fields.optional("nat")) add_data(ServiceRole::nat, *nat);
    if (const Node* users = fields.optional("users")) add_users(*users);
    fields.finish();
    return std::move(use_);
  }

 private:
  void add_count(ServiceRole role, const Node& node, std::optional<Bytes> size) {
    const auto count = read_decimal(node, diagnostics_);
    if (!count) return;
    if (*count < 0) add_error(diagnostics_, node.where, "a request makes no negative number of uses");
    if (*count > 0) use_[role] = {*count, size, {}};
  }

  /// "20k" a month.
  void add_users(const Node& node) {
    if (const auto count = read_count(node, diagnostics_); count && *count > 0)
      use_[ServiceRole::users] = {*count, {}, {}};
  }

  void add_data(ServiceRole role, const Node& node) {
    const auto size = read_bytes(node, diagnostics_);
    if (size && size->count > 0) use_[role] = {1, size, {}};
  }

  /// What is there all the time, and what each request adds.
  void add_held(ServiceRole role, const Node* stored, const Node* grows) {
    if (stored != nullptr) add_data(role, *stored);
    if (grows == nullptr) return;
    const Bytes added = read_bytes(*grows, diagnostics_).value_or(Bytes{});
    if (added.count <= 0) return;
    if (!use_.contains(role)) use_[role] = {1, Bytes{}, {}};
    use_[role].grows = added;
  }

  std::optional<Bytes> item_of(const Node* node) {
    return node != nullptr ? read_bytes(*node, diagnostics_) : usual_item;
  }

  void read_database(const Node& node) {
    Fields fields(node, "database", diagnostics_);
    const Node* const reads = fields.optional("reads");
    const Node* const writes = fields.optional("writes");
    const auto item = item_of(fields.optional("item"));
    const Node* const stored = fields.optional("stored");
    const Node* const grows = fields.optional("grows");
    fields.finish();
    if (reads != nullptr) add_count(ServiceRole::database_reads, *reads, item);
    if (writes != nullptr) add_count(ServiceRole::database_writes, *writes, item);
    add_held(ServiceRole::database_storage, stored, grows);
  }

  void read_queue(const Node& node) {
    Fields fields(node, "queue", diagnostics_);
    const Node* const messages = fields.required("messages");
    const auto item = item_of(fields.optional("item"));
    fields.finish();
    if (messages != nullptr) add_count(ServiceRole::queue, *messages, item);
  }

  void read_files(const Node& node) {
    Fields fields(node, "files", diagnostics_);
    const Node* const reads = fields.optional("reads");
    const Node* const writes = fields.optional("writes");
    const Node* const stored = fields.optional("stored");
    const Node* const grows = fields.optional("grows");
    fields.finish();
    if (reads != nullptr) add_count(ServiceRole::file_reads, *reads, {});
    if (writes != nullptr) add_count(ServiceRole::file_writes, *writes, {});
    add_held(ServiceRole::file_storage, stored, grows);
  }

  Diagnostics& diagnostics_;
  ServiceUse use_;
};

}  // namespace

ServiceUse read_service_use(const Node& node, Diagnostics& diagnostics) {
  return ServiceUseReader(diagnostics).read(node);
}

ChosenServices read_chosen_services(const Node& node, const Catalogue& catalogue, Diagnostics& diagnostics) {
  ChosenServices chosen;
  std::set<std::string> known{"none"};
  for (const Price& price : catalogue.prices) known.insert(price.id);
  Fields fields(node, "services", diagnostics);
  for (std::size_t i = 0; i < service_roles().size(); ++i) {
    const Node* const price = fields.optional(service_roles()[i]);
    if (price == nullptr) continue;
    if (!known.contains(price->text))
      add_error(diagnostics, price->where, fmt::format("the catalogue has no price \"{}\"", price->text),
                known_words_hint(price->text, {known.begin(), known.end()}));
    chosen[static_cast<ServiceRole>(i)] = price->text == "none" ? "" : price->text;
  }
  fields.finish();
  return chosen;
}

std::string describe(const ServiceUse& use) {
  std::string text;
  for (const auto& [role, one] : use) {
    if (!text.empty()) text += ", ";
    if (one.size && one.count == 1)
      text += fmt::format("{} of {}", describe(*one.size), word_of(role));
    else
      text += fmt::format("{} {}", to_string(one.count), word_of(role)) +
              (one.size ? " of " + describe(*one.size) : "");
    if (one.grows.count > 0) text += fmt::format(", which grows by {}", describe(one.grows));
  }
  return text;
}

}  // namespace isocost
