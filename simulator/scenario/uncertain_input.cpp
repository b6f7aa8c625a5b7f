#include "simulator/scenario/uncertain_input.h"

#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "simulator/input/path.h"
#include "simulator/input/values.h"

namespace isocost {
namespace {

constexpr std::size_t most_inputs = 50;

class UncertainReader {
 public:
  UncertainReader(const Node* root, Diagnostics& diagnostics) : root_(root), diagnostics_(diagnostics) {}

  std::optional<UncertainInput> read_entry(const Node::Entry& entry) {
    const std::size_t before = diagnostics_.size();
    own_ = own_value_of(entry);
    auto input = read(entry.value);
    if (!input || diagnostics_.size() > before) return std::nullopt;
    input->path = entry.key;
    input->where = entry.key_where;
    if (own_ != nullptr) input->own_value = own_->text;
    return input;
  }

  std::optional<UncertainInput> read(const Node& node) {
    const std::size_t before = diagnostics_.size();
    UncertainInput input;
    input.where = node.where;
    Fields fields(node, "an uncertain input", diagnostics_);
    const Node* const between = fields.optional("between");
    const Node* const likely = fields.optional("likely");
    const Node* const p10 = fields.optional("p10");
    const Node* const p90 = fields.optional("p90");
    const Node* const step = fields.optional("step");
    read_text_of(fields.optional("source"), input.source);
    read_text_of(fields.optional("by"), input.by);
    if (const Node* const date = fields.optional("date")) input.date = read_date(*date, diagnostics_);
    fields.finish();
    if (diagnostics_.size() > before || !fields.is_mapping()) return std::nullopt;
    read_shape(node, between, likely, p10, p90, input);
    if (step != nullptr) read_step(*step, input);
    if (diagnostics_.size() > before) return std::nullopt;
    input.unit = unit_.value_or("");
    return input;
  }

 private:
  /// Null where the scenario leaves it to a default; an entry that is no single value is an error.
  const Node* own_value_of(const Node::Entry& entry) {
    const Node* const own = find_path(*root_, entry.key);
    if (own == nullptr || own->kind == Node::Kind::scalar) return own;
    add_error(diagnostics_, entry.key_where, fmt::format("{} is no single value", entry.key),
              "name one of its entries, such as application.duration.mean");
    return nullptr;
  }

  void read_text_of(const Node* node, std::string& into) {
    if (node != nullptr) into = read_text(*node, diagnostics_).value_or("");
  }

  void read_shape(const Node& whole, const Node* between, const Node* likely, const Node* p10,
                  const Node* p90, UncertainInput& input) {
    const bool has_ends = between != nullptr && p10 == nullptr && p90 == nullptr;
    const bool has_quantiles = between == nullptr && likely == nullptr && p10 != nullptr && p90 != nullptr;
    if (!has_ends && !has_quantiles)
      return add_error(diagnostics_, whole.where, "expected between, or p10 and p90",
                       "such as {between: [20/s, 80/s], likely: 40/s} or {p10: 80 ms, p90: 200 ms}");
    if (has_ends && (between->kind != Node::Kind::sequence || between->items.size() != 2))
      return add_error(diagnostics_, between->where, "expected the least and the largest value",
                       "such as between: [20/s, 80/s]");
    input.shape = has_quantiles       ? UncertainInput::Shape::lognormal
                  : likely != nullptr ? UncertainInput::Shape::triangular
                                      : UncertainInput::Shape::uniform;
    const Node &low = has_ends ? between->items[0] : *p10, &high = has_ends ? between->items[1] : *p90;
    const auto from = read_figure(low), to = read_figure(high);
    const auto mode = likely != nullptr ? read_figure(*likely) : from;
    if (!from || !to || !mode) return;
    input.low = *from;
    input.high = *to;
    input.likely = *mode;
    if (*from > *to) add_error(diagnostics_, high.where, "the larger value comes second");
    if (has_quantiles && *from <= 0)
      add_error(diagnostics_, low.where, "a lognormal input is above 0", "write between: […] instead");
    if (likely != nullptr && (*mode < *from || *mode > *to))
      add_error(diagnostics_, likely->where, "the most likely value lies between the others");
  }

  void read_step(const Node& node, UncertainInput& input) {
    const auto step = read_figure(node);
    if (!step) return;
    if (*step <= 0) add_error(diagnostics_, node.where, "a step is above 0");
    input.step = *step;
  }

  /// A value, or a change of the scenario's own; all in one unit.
  std::optional<double> read_figure(const Node& node) {
    const auto text = read_text(node, diagnostics_);
    if (!text) return std::nullopt;
    const auto parts = split_value(*text);
    if (!parts || !std::isfinite(parts->first)) {
      add_error(diagnostics_, node.where, fmt::format("expected a number with its unit, not \"{}\"", *text),
                "such as 40/s, 120 ms, +20 %");
      return std::nullopt;
    }
    const bool is_change =
        ((*text)[0] == '+' || (*text)[0] == '-') && parts->second.find('%') != std::string::npos;
    if (!is_change) return in_one_unit(node, *parts);
    const auto own = own_ != nullptr ? split_value(own_->text) : std::nullopt;
    if (!own) {
      add_error(diagnostics_, node.where, "the scenario has no value of its own that could change by so much",
                "write the entry, or write values here");
      return std::nullopt;
    }
    return in_one_unit(node, {own->first * (1 + parts->first / 100), own->second});
  }

  std::optional<double> in_one_unit(const Node& node, const std::pair<double, std::string>& parts) {
    if (!unit_) unit_ = parts.second;
    if (*unit_ == parts.second) return parts.first;
    add_error(diagnostics_, node.where,
              fmt::format("in another unit (\"{}\") than the figure before (\"{}\")", parts.second, *unit_),
              "write all figures of an input in one unit");
    return std::nullopt;
  }

  const Node* root_;  ///< null where there are no own values
  Diagnostics& diagnostics_;
  const Node* own_ = nullptr;
  std::optional<std::string> unit_;
};

}  // namespace

namespace {

bool is_of_people(std::string_view path) {
  return path == "account.hour_of_work" || path.ends_with(".operations") ||
         path.find(".migration") != std::string_view::npos;
}

}  // namespace

std::string UncertainInput::text_of(double value) const { return fmt::format("{:.10g}{}", value, unit); }

std::vector<UncertainInput> read_uncertain_inputs(const Node& node, const Node& root,
                                                  Diagnostics& diagnostics) {
  std::vector<UncertainInput> inputs;
  if (node.kind != Node::Kind::mapping || node.entries.empty()) {
    add_error(diagnostics, node.where, "expected inputs by their path",
              "such as workload.rate: {between: [20/s, 80/s]}");
    return inputs;
  }
  if (node.entries.size() > most_inputs)
    add_error(diagnostics, node.where, fmt::format("at most {} inputs are uncertain", most_inputs));
  for (const Node::Entry& entry : node.entries) {
    const bool is_path =
        !entry.key.starts_with('.') && !entry.key.ends_with('.') && entry.key.find("..") == std::string::npos;
    if (!is_path)
      add_error(diagnostics, entry.key_where, "not a path",
                "such as workload.rate or alternatives[0].memory");
    else if (is_of_people(entry.key))
      add_error(diagnostics, entry.key_where, "people's time is no input of what is simulated",
                "migration may be a range itself: {between: [5000 USD, 20000 USD]}");
    else if (entry.key == "seed" || entry.key == "replications")
      add_error(diagnostics, entry.key_where, fmt::format("{} is no assumption about the world", entry.key));
    else if (auto input = UncertainReader(&root, diagnostics).read_entry(entry))
      inputs.push_back(std::move(*input));
  }
  return inputs;
}

std::optional<UncertainInput> read_range(const Node& node, Diagnostics& diagnostics) {
  return UncertainReader(nullptr, diagnostics).read(node);
}

std::string describe(const UncertainInput& input) {
  const std::string range = input.text_of(input.low) + " to " + input.text_of(input.high);
  if (input.low == input.high) return input.text_of(input.low);
  switch (input.shape) {
    case UncertainInput::Shape::uniform: return range;
    case UncertainInput::Shape::triangular: return range + ", most likely " + input.text_of(input.likely);
    case UncertainInput::Shape::lognormal: return range + " in 8 of 10 cases";
  }
  return range;
}

}  // namespace isocost
