#include "simulator/report/saved_result.h"

#include <fmt/format.h>

#include <cstdlib>

#include "simulator/input/values.h"

namespace isocost {
namespace {

constexpr std::size_t largest_result = 64U * 1000U * 1000U;

class SavedReader {
 public:
  SavedReader(const Node& root, SavedResult& made, Diagnostics& diagnostics)
      : root_(root), made_(made), diagnostics_(diagnostics) {}

  void read() {
    if (root_.find("isocost_result") == nullptr && root_.find("isocost_bill") == nullptr)
      return add_error(
          diagnostics_, root_.where, "this is no result and no bill",
          "write one with `isocost run … --format json --output result.json` or `isocost price … "
          "--format json`");
    made_.is_simulated = root_.find("isocost_result") != nullptr;
    const Node* const version = root_.find(made_.is_simulated ? "isocost_result" : "isocost_bill");
    if (version->text != "1")
      return add_error(diagnostics_, version->where, fmt::format("format {} is not known", version->text),
                       "known here: 1");
    made_.title = text(root_, "title");
    made_.has_free_tier = text(root_, "free_tier") == "true";
    if (made_.is_simulated)
      read_alternatives();
    else
      read_bill_only();
  }

 private:
  /// The entry, or a diagnostic and null.
  const Node* entry(const Node& parent, const char* key) {
    const Node* const found = parent.kind == Node::Kind::mapping ? parent.find(key) : nullptr;
    if (found == nullptr)
      add_error(diagnostics_, parent.where, fmt::format("\"{}\" is missing", key),
                "the file is cut, or was changed by hand");
    return found;
  }

  std::string text(const Node& parent, const char* key) {
    const Node* const found = entry(parent, key);
    return found != nullptr ? found->text : "";
  }

  Decimal decimal(const Node& parent, const char* key) {
    const Node* const found = entry(parent, key);
    if (found == nullptr) return 0;
    return read_decimal(*found, diagnostics_).value_or(0);
  }

  static bool is_null(const Node& node) {
    return node.kind == Node::Kind::scalar && !node.is_quoted &&
           (node.text.empty() || node.text == "null" || node.text == "~");
  }

  std::optional<double> number(const Node& parent, const char* key) {
    const Node* const found = entry(parent, key);
    if (found == nullptr || is_null(*found)) return std::nullopt;
    return read_number(*found, diagnostics_);
  }

  std::vector<std::string> texts(const Node& parent, const char* key) {
    std::vector<std::string> all;
    if (const Node* const list = entry(parent, key))
      for (const Node& item : list->items) all.push_back(item.text);
    return all;
  }

  void read_alternatives() {
    if (const Node* const manifest = entry(root_, "manifest"))
      if (const Node* const inputs = entry(*manifest, "inputs"))
        for (const Node::Entry& one : inputs->entries) made_.inputs[one.key] = one.value.text;
    made_.as_of = made_.inputs["billed_as_of"];
    const Node* const alternatives = entry(root_, "alternatives");
    if (alternatives == nullptr) return;
    for (const Node& node : alternatives->items) {
      SavedAlternative one;
      one.name = text(node, "name");
      one.platform = text(node, "platform");
      one.region = text(node, "region");
      one.size = text(node, "size");
      if (const Node* const metrics = entry(node, "metrics"))
        for (const Node::Entry& metric : metrics->entries) one.metrics[metric.key] = figure(metric.value);
      if (const Node* const bill = entry(node, "bill")) one.bill = read_bill(*bill);
      one.assumptions = texts(node, "assumptions");
      one.notes = texts(node, "notes");
      made_.alternatives.push_back(std::move(one));
    }
    if (made_.alternatives.empty())
      add_error(diagnostics_, alternatives->where, "the result has no alternative",
                "the run was interrupted before anything was finished");
  }

  void read_bill_only() {
    made_.as_of = text(root_, "as_of");
    SavedAlternative one;
    if (const Node* const bill = entry(root_, "bill")) one.bill = read_bill(*bill);
    made_.alternatives.push_back(std::move(one));
  }

  SavedFigure figure(const Node& node) {
    return {number(node, "value"), number(node, "half_width"), text(node, "unit"), text(node, "status")};
  }

  /// Adjustments, waste and worth came later than the format: results without them are read, too.
  Bill read_bill(const Node& node) {
    Bill bill;
    if (const Node* const lines = entry(node, "lines"))
      for (const Node& line : lines->items) bill.lines.push_back(read_line(line));
    if (const Node* const adjustments = node.find("adjustments"))
      for (const Node& one : adjustments->items)
        bill.adjustments.push_back({text(one, "name"), {decimal(one, "exact_amount")}});
    return bill;
  }

  BillLine read_line(const Node& node) {
    BillLine line;
    line.name = text(node, "name");
    line.price_id = text(node, "price_id");
    if (node.find("region") != nullptr) line.region = text(node, "region");
    line.unit = text(node, "unit");
    line.quantity = decimal(node, "quantity");
    line.per = decimal(node, "per");
    if (line.per <= 0) {
      add_error(diagnostics_, node.where, "a price is for more than 0 units", "the file was changed by hand");
      line.per = 1;
    }
    const std::string status = text(node, "status");
    line.is_free = status == "FREE";
    if (node.find("worth") != nullptr) line.worth = {decimal(node, "worth")};
    if (status == "UNPRICED") {
      line.unpriced = text(node, "reason");
    } else {
      line.unit_price = decimal(node, "unit_price");
      line.exact = {decimal(node, "exact_amount")};
    }
    if (const Node* const waste = node.find("waste"))
      for (const Node& part : waste->items) read_waste(part, line);
    if (const Node* const source = entry(node, "source")) read_source(*source, line);
    return line;
  }

  void read_waste(const Node& node, BillLine& line) {
    const std::string what = text(node, "what");
    for (std::size_t i = 0; i < waste_count; ++i)
      if (what == words_of(static_cast<Waste>(i))) line.waste[i] = decimal(node, "quantity");
  }

  void read_source(const Node& node, BillLine& line) {
    line.source_file = text(node, "file");
    line.source_line = std::atoi(text(node, "line").c_str());
    line.source.title = text(node, "title");
    line.source.url = text(node, "url");
    line.source.grade = text(node, "grade");
    const Node* const day = entry(node, "read");
    if (day != nullptr && !day->text.empty())
      line.source.read = read_date(*day, diagnostics_).value_or(line.source.read);
  }

  const Node& root_;
  SavedResult& made_;
  Diagnostics& diagnostics_;
};

}  // namespace

const SavedFigure* SavedAlternative::metric(const std::string& asked) const {
  const auto found = metrics.find(asked);
  return found != metrics.end() ? &found->second : nullptr;
}

const SavedAlternative* SavedResult::find(const std::string& name, Diagnostics& diagnostics) const {
  if (name.empty() && alternatives.size() == 1) return &alternatives.front();
  std::vector<std::string> known;
  for (const SavedAlternative& one : alternatives) {
    if (!name.empty() && (one.name == name || one.platform == name)) return &one;
    known.push_back(one.name);
  }
  const auto whole = std::make_shared<const SourceFile>(SourceFile{file, "", 1});
  add_error(diagnostics, {whole, 0, 0, 1},
            name.empty() ? fmt::format("the result has {} alternatives: which?", known.size())
                         : fmt::format("there is no alternative \"{}\"", name),
            known_words_hint(name, known));
  return nullptr;
}

namespace {

Loaded<SavedResult> read_saved(const std::string& name, Loaded<Node> root) {
  Loaded<SavedResult> loaded;
  loaded.diagnostics = std::move(root.diagnostics);
  if (!root.value) return loaded;
  SavedResult made;
  made.file = name;
  SavedReader(*root.value, made, loaded.diagnostics).read();
  if (!has_errors(loaded.diagnostics)) loaded.value = std::move(made);
  return loaded;
}

}  // namespace

Loaded<SavedResult> read_saved_result(const std::string& path) {
  return read_saved(path, parse_yaml_file(path, {largest_result, false}));
}

Loaded<SavedResult> read_saved_text(const std::string& name, const std::string& text) {
  return read_saved(name, parse_yaml(std::make_shared<const SourceFile>(SourceFile{name, text, 1}),
                                     {largest_result, false}));
}

}  // namespace isocost
