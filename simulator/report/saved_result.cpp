#include "simulator/report/saved_result.h"

#include <fmt/format.h>

#include "simulator/report/result_reader.h"
#include "simulator/report/saved_fields.h"

namespace isocost {
namespace {

class SavedReader {
 public:
  SavedReader(const Node& root, SavedResult& made, Diagnostics& diagnostics)
      : root_(root), made_(made), diagnostics_(diagnostics), fields_(diagnostics) {}

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
    made_.title = fields_.text(root_, "title");
    made_.has_free_tier = fields_.text(root_, "free_tier") == "true";
    if (made_.is_simulated)
      read_alternatives();
    else
      read_bill_only();
  }

 private:
  void read_alternatives() {
    if (const Node* const manifest = fields_.entry(root_, "manifest"))
      if (const Node* const inputs = fields_.entry(*manifest, "inputs"))
        for (const Node::Entry& one : inputs->entries) made_.inputs[one.key] = one.value.text;
    made_.as_of = made_.inputs["billed_as_of"];
    const Node* const alternatives = fields_.entry(root_, "alternatives");
    if (alternatives == nullptr) return;
    for (const Node& node : alternatives->items) {
      SavedAlternative one;
      one.name = fields_.text(node, "name");
      one.platform = fields_.text(node, "platform");
      one.region = fields_.text(node, "region");
      one.size = fields_.text(node, "size");
      if (const Node* const metrics = fields_.entry(node, "metrics"))
        for (const Node::Entry& metric : metrics->entries) one.metrics[metric.key] = figure(metric.value);
      if (const Node* const bill = fields_.entry(node, "bill")) one.bill = fields_.bill(*bill);
      one.assumptions = fields_.texts(node, "assumptions");
      one.notes = fields_.texts(node, "notes");
      made_.alternatives.push_back(std::move(one));
    }
    if (made_.alternatives.empty())
      add_error(diagnostics_, alternatives->where, "the result has no alternative",
                "the run was interrupted before anything was finished");
  }

  void read_bill_only() {
    made_.as_of = fields_.text(root_, "as_of");
    SavedAlternative one;
    if (const Node* const bill = fields_.entry(root_, "bill")) one.bill = fields_.bill(*bill);
    made_.alternatives.push_back(std::move(one));
  }

  SavedFigure figure(const Node& node) {
    return {fields_.number(node, "value"), fields_.number(node, "half_width"), fields_.text(node, "unit"),
            fields_.text(node, "status")};
  }

  const Node& root_;
  SavedResult& made_;
  Diagnostics& diagnostics_;
  SavedFields fields_;
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
  return read_saved(path, parse_saved_file(path));
}

Loaded<SavedResult> read_saved_text(const std::string& name, const std::string& text) {
  return read_saved(name, parse_yaml(std::make_shared<const SourceFile>(SourceFile{name, text, 1}),
                                     {largest_saved_file, false}));
}

}  // namespace isocost
