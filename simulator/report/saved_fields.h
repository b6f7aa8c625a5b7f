/// Reading what this program wrote as JSON. JSON is read as YAML, whose tree knows the place of every value:
/// what is missing or is no figure is a diagnostic at its line, and reading goes on.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "simulator/cost/bill.h"
#include "simulator/input/node.h"

namespace isocost {

/// Of a file that a program wrote, in bytes.
inline constexpr std::size_t largest_saved_file = 64U * 1000U * 1000U;

class SavedFields {
 public:
  explicit SavedFields(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  /// The entry, or null.
  [[nodiscard]] static const Node* optional(const Node& parent, const char* key);
  /// The entry, or a diagnostic and null.
  [[nodiscard]] const Node* entry(const Node& parent, const char* key);
  [[nodiscard]] std::string text(const Node& parent, const char* key);
  [[nodiscard]] Decimal decimal(const Node& parent, const char* key);
  /// Nothing where the file says null, or says nothing readable.
  [[nodiscard]] std::optional<double> number(const Node& parent, const char* key);
  [[nodiscard]] std::vector<std::string> texts(const Node& parent, const char* key);
  [[nodiscard]] bool flag(const Node& parent, const char* key);
  /// Position of the entry's text among the words; the first after a diagnostic.
  [[nodiscard]] std::size_t word(const Node& parent, const char* key, const std::vector<std::string>& words);
  /// Amounts are not checked against quantities.
  [[nodiscard]] Bill bill(const Node& node);

 private:
  [[nodiscard]] BillLine line(const Node& node);
  void waste(const Node& node, BillLine& line);
  void source(const Node& node, BillLine& line);

  Diagnostics& diagnostics_;
};

[[nodiscard]] bool is_null(const Node& node);

}  // namespace isocost
