#include "simulator/report/saved_fields.h"

#include <fmt/format.h>

#include <cstdlib>

#include "simulator/input/values.h"

namespace isocost {

bool is_null(const Node& node) {
  return node.kind == Node::Kind::scalar && !node.is_quoted && (node.text.empty() || node.text == "null");
}

const Node* SavedFields::optional(const Node& parent, const char* key) {
  return parent.kind == Node::Kind::mapping ? parent.find(key) : nullptr;
}

const Node* SavedFields::entry(const Node& parent, const char* key) {
  const Node* const found = optional(parent, key);
  if (found == nullptr)
    add_error(diagnostics_, parent.where, fmt::format("\"{}\" is missing", key),
              "the file is cut, or was changed by hand");
  return found;
}

std::string SavedFields::text(const Node& parent, const char* key) {
  const Node* const found = entry(parent, key);
  return found != nullptr ? found->text : "";
}

Decimal SavedFields::decimal(const Node& parent, const char* key) {
  const Node* const found = entry(parent, key);
  if (found == nullptr) return 0;
  return read_decimal(*found, diagnostics_).value_or(0);
}

std::optional<double> SavedFields::number(const Node& parent, const char* key) {
  const Node* const found = entry(parent, key);
  if (found == nullptr || is_null(*found)) return std::nullopt;
  return read_number(*found, diagnostics_);
}

std::vector<std::string> SavedFields::texts(const Node& parent, const char* key) {
  std::vector<std::string> all;
  if (const Node* const list = entry(parent, key))
    for (const Node& item : list->items) all.push_back(item.text);
  return all;
}

bool SavedFields::flag(const Node& parent, const char* key) {
  const Node* const found = entry(parent, key);
  return found != nullptr && read_bool(*found, diagnostics_).value_or(false);
}

std::size_t SavedFields::word(const Node& parent, const char* key, const std::vector<std::string>& words) {
  const Node* const found = entry(parent, key);
  return found != nullptr ? read_word(*found, words, diagnostics_).value_or(0) : 0;
}

/// What came later than the format is left out by older files, which are read, too.
Bill SavedFields::bill(const Node& node) {
  Bill bill;
  if (const Node* const lines = entry(node, "lines"))
    for (const Node& one : lines->items) bill.lines.push_back(line(one));
  if (const Node* const adjustments = optional(node, "adjustments"))
    for (const Node& one : adjustments->items) {
      const std::size_t kind = optional(one, "kind") != nullptr ? word(one, "kind", adjustment_words()) : 0;
      bill.adjustments.push_back(
          {text(one, "name"), {decimal(one, "exact_amount")}, static_cast<Adjustment::Kind>(kind)});
    }
  return bill;
}

BillLine SavedFields::line(const Node& node) {
  BillLine line;
  line.name = text(node, "name");
  line.price_id = text(node, "price_id");
  if (optional(node, "service") != nullptr) line.service = text(node, "service");
  if (optional(node, "region") != nullptr) line.region = text(node, "region");
  line.unit = text(node, "unit");
  line.quantity = decimal(node, "quantity");
  line.per = decimal(node, "per");
  if (line.per <= 0) {
    add_error(diagnostics_, node.where, "a price is for more than 0 units", "the file was changed by hand");
    line.per = 1;
  }
  const std::string status = text(node, "status");
  line.is_free = status == "FREE";
  if (optional(node, "worth") != nullptr) line.worth = {decimal(node, "worth")};
  if (status == "UNPRICED") {
    line.unpriced = text(node, "reason");
  } else {
    line.unit_price = decimal(node, "unit_price");
    line.exact = {decimal(node, "exact_amount")};
  }
  if (const Node* const parts = optional(node, "waste"))
    for (const Node& part : parts->items) waste(part, line);
  if (const Node* const from = entry(node, "source")) source(*from, line);
  return line;
}

void SavedFields::waste(const Node& node, BillLine& line) {
  const std::string what = text(node, "what");
  for (std::size_t i = 0; i < waste_count; ++i)
    if (what == words_of(static_cast<Waste>(i))) line.waste[i] = decimal(node, "quantity");
}

void SavedFields::source(const Node& node, BillLine& line) {
  line.source_file = text(node, "file");
  line.source_line = std::atoi(text(node, "line").c_str());
  line.source.title = text(node, "title");
  line.source.url = text(node, "url");
  line.source.grade = text(node, "grade");
  const Node* const read = entry(node, "read");
  if (read != nullptr && !read->text.empty())
    line.source.read = read_date(*read, diagnostics_).value_or(line.source.read);
}

}  // namespace isocost
