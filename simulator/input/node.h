/// A YAML document as a tree whose every part knows its place in the file. Lives only while a file is loaded.
///
/// The subset: mappings with plain keys, sequences, scalars. Refused, each with a diagnostic: several
/// documents, anchors and aliases (one obvious way to say a thing; no exponential growth), tags, the same key
/// twice, text that is not UTF-8, an empty file, nesting deeper than 64. A syntax error is reported alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "simulator/input/diagnostic.h"

namespace isocost {

struct Node {
  enum class Kind : std::uint8_t { scalar, sequence, mapping };
  struct Entry;

  Kind kind = Kind::scalar;
  SourceRange where;
  std::string text;            ///< of a scalar
  bool is_quoted = false;      ///< a scalar written in quotes
  std::vector<Node> items;     ///< of a sequence
  std::vector<Entry> entries;  ///< of a mapping, in the order of the file

  /// The value under `key`, or null. \pre kind == mapping
  [[nodiscard]] const Node* find(std::string_view key) const;
  [[nodiscard]] Node* find(std::string_view key);
};

struct Node::Entry {
  std::string key;
  SourceRange key_where;
  Node value;
};

/// What a person writes is a page; what a program wrote may be longer, and a list.
struct DocumentRules {
  std::size_t largest = 1000 * 1000;  ///< bytes
  bool may_be_list = false;
};

[[nodiscard]] Loaded<Node> parse_yaml(std::shared_ptr<const SourceFile> file,
                                      const DocumentRules& rules = {});

/// What a file holds; nothing where it cannot be read.
[[nodiscard]] std::optional<std::string> text_of_file(const std::string& path);

/// Reads the file and parses it; a file that cannot be read is a diagnostic too. JSON is YAML.
[[nodiscard]] Loaded<Node> parse_yaml_file(const std::string& path, const DocumentRules& rules = {});

}  // namespace isocost
