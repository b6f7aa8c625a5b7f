#include "simulator/input/path.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <vector>

namespace isocost {
namespace {

/// One step of a path: the name of an entry or the number of an item.
struct Step {
  std::string name;
  std::optional<std::size_t> index;
};

std::optional<std::vector<Step>> split_path(std::string_view path) {
  std::vector<Step> steps;
  std::string name;
  const auto end_name = [&] {
    if (!name.empty()) steps.push_back({std::exchange(name, {}), std::nullopt});
  };
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '.') {
      end_name();
    } else if (path[i] == '[') {
      end_name();
      std::size_t index = 0;
      const char* const from = path.data() + i + 1;
      const auto [stop, failure] = std::from_chars(from, path.data() + path.size(), index);
      if (failure != std::errc() || stop == path.data() + path.size() || *stop != ']') return std::nullopt;
      steps.push_back({{}, index});
      i = static_cast<std::size_t>(stop - path.data());
    } else {
      name += path[i];
    }
  }
  end_name();
  if (steps.empty()) return std::nullopt;
  return steps;
}

}  // namespace

void set_path(Node& root, std::string_view path, std::string_view text, Diagnostics& diagnostics) {
  auto source = std::make_shared<SourceFile>(SourceFile{"--set", fmt::format("{}: {}", path, text)});
  const SourceRange where{source, 1, 1, static_cast<int>(path.size())};
  const auto steps = split_path(path);
  if (!steps)
    return add_error(diagnostics, where, "not a path",
                     "write a path such as workload.rate or alternatives[0].memory");

  std::string wrapped = "value: " + std::string(text);
  auto parsed = parse_yaml(std::make_shared<SourceFile>(SourceFile{"--set", wrapped}));
  if (!parsed.value) {
    for (Diagnostic& problem : parsed.diagnostics) diagnostics.push_back(std::move(problem));
    return;
  }
  Node value = std::move(parsed.value->entries.front().value);
  value.where = {source, 1, static_cast<int>(path.size()) + 3, static_cast<int>(text.size())};

  Node* at = &root;
  for (std::size_t i = 0; i < steps->size(); ++i) {
    const Step& step = (*steps)[i];
    const bool is_last = i + 1 == steps->size();
    if (step.index) {
      if (at->kind != Node::Kind::sequence || *step.index >= at->items.size())
        return add_error(diagnostics, where, fmt::format("there is no item [{}]", *step.index),
                         "items count from 0");
      at = &at->items[*step.index];
      continue;
    }
    if (at->kind != Node::Kind::mapping)
      return add_error(diagnostics, where,
                       fmt::format("\"{}\" stands under a value that has no keys", step.name));
    Node* next = at->find(step.name);
    if (next == nullptr) {
      // A group that the file left out: the loader says so if it is no key.
      at->entries.push_back({step.name, where, Node{}});
      if (!is_last) at->entries.back().value.kind = Node::Kind::mapping;
      if (!is_last) at->entries.back().value.where = where;
      next = &at->entries.back().value;
    }
    at = next;
  }
  *at = std::move(value);
}

const Node* find_path(const Node& root, std::string_view path) {
  const auto steps = split_path(path);
  if (!steps) return nullptr;
  const Node* at = &root;
  for (const Step& step : *steps) {
    if (step.index)
      at = at->kind == Node::Kind::sequence && *step.index < at->items.size() ? &at->items[*step.index]
                                                                              : nullptr;
    else
      at = at->kind == Node::Kind::mapping ? at->find(step.name) : nullptr;
    if (at == nullptr) return nullptr;
  }
  return at;
}

std::optional<std::pair<double, std::string>> split_value(const std::string& text) {
  const std::size_t end = std::min(text.find_first_not_of("0123456789.eE+-"), text.size());
  try {
    std::size_t used = 0;
    const double number = std::stod(text.substr(0, end), &used);
    return std::pair{number, text.substr(used)};
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace isocost
