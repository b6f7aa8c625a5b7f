#include "simulator/input/node.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <unordered_map>

namespace isocost {
namespace {

constexpr std::size_t deepest_nesting = 64;

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// The parser's marks count bytes, ours characters. Remembers how far it has counted: a file may be one long
/// line.
class Places {
 public:
  explicit Places(std::shared_ptr<const SourceFile> file) : file_(std::move(file)) {}

  SourceRange at(const YAML::Mark& mark, std::size_t width) {
    const auto position = std::min(static_cast<std::size_t>(std::max(mark.pos, 0)), file_->text.size());
    const std::size_t line_begin =
        position - std::min(position, static_cast<std::size_t>(std::max(mark.column, 0)));
    if (line_begin != line_begin_ || position < counted_to_) {
      line_begin_ = counted_to_ = line_begin;
      column_ = 0;
    }
    column_ += count_characters(std::string_view(file_->text).substr(counted_to_, position - counted_to_));
    counted_to_ = position;
    return {file_, mark.line + 1, static_cast<int>(column_) + 1,
            static_cast<int>(std::max<std::size_t>(width, 1))};
  }

 private:
  std::shared_ptr<const SourceFile> file_;
  std::size_t line_begin_ = 0, counted_to_ = 0, column_ = 0;
};

/// Thrown inside the parser's callbacks to stop it; never leaves this file.
struct Refused {
  Diagnostic diagnostic;
};

/// Builds the tree from the parser's events.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::shared_ptr<const SourceFile> file, Diagnostics& diagnostics)
      : places_(std::move(file)), diagnostics_(diagnostics) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const bool is_left_out = !stack_.empty() && stack_.back().key;
    if (is_left_out && anchor == YAML::NullAnchor)
      place(Node{Node::Kind::scalar, stack_.back().key->second, "", false, {}, {}});
    else
      scalar(mark, anchor, "", false);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse_anchor(mark); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (tag != "?" && tag != "!" && !tag.empty()) refuse_tag(mark);
    scalar(mark, anchor, value, tag == "!");
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Node::Kind::sequence, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Node::Kind::mapping, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

  [[nodiscard]] std::optional<Node> take_root() { return std::move(root_); }

 private:
  struct Open {
    Node node;
    std::optional<std::pair<std::string, SourceRange>> key;
    std::unordered_map<std::string, int> lines_of_keys;
  };

  void refuse_anchor(const YAML::Mark& mark) {
    throw Refused{{Severity::error, places_.at(mark, 1), "anchors and aliases are not used here",
                   "write the value where it is needed"}};
  }
  void refuse_tag(const YAML::Mark& mark) {
    throw Refused{
        {Severity::error, places_.at(mark, 1), "tags are not used here", "remove the word after \"!\""}};
  }

  void scalar(const YAML::Mark& mark, YAML::anchor_t anchor, const std::string& value, bool is_quoted) {
    if (anchor != YAML::NullAnchor) refuse_anchor(mark);
    Node node;
    node.where = places_.at(mark, count_characters(value) + (is_quoted ? 2 : 0));
    node.text = value;
    node.is_quoted = is_quoted;
    place(std::move(node));
  }

  void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) refuse_anchor(mark);
    if (tag != "?" && tag != "!" && !tag.empty()) refuse_tag(mark);
    if (stack_.size() >= deepest_nesting)
      throw Refused{{Severity::error, places_.at(mark, 1),
                     fmt::format("nested deeper than {} levels", deepest_nesting), ""}};
    if (!stack_.empty() && stack_.back().node.kind == Node::Kind::mapping && !stack_.back().key)
      throw Refused{{Severity::error, places_.at(mark, 1), "a key must be a plain word", ""}};
    Open opened;
    opened.node.kind = kind;
    opened.node.where = places_.at(mark, 1);
    stack_.push_back(std::move(opened));
  }

  void close() {
    Node done = std::move(stack_.back().node);
    stack_.pop_back();
    place(std::move(done));
  }

  void place(Node node) {
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = stack_.back();
    if (parent.node.kind == Node::Kind::sequence) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.key) {
      const auto [first, is_new] = parent.lines_of_keys.try_emplace(node.text, node.where.line);
      if (!is_new)
        add_error(diagnostics_, node.where, fmt::format("\"{}\" is given twice", node.text),
                  fmt::format("the first is on line {}", first->second));
      parent.key = {node.text, node.where};
    } else {
      parent.node.entries.push_back({parent.key->first, parent.key->second, std::move(node)});
      parent.key.reset();
    }
  }

  Places places_;
  Diagnostics& diagnostics_;
  std::vector<Open> stack_;
  std::optional<Node> root_;
};

/// Position of the first byte that is not UTF-8 (overlong forms and surrogates included), if any.
std::optional<std::size_t> first_invalid_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80                   ? 1
                               : lead >= 0xC2 && lead < 0xE0 ? 2
                               : lead >= 0xE0 && lead < 0xF0 ? 3
                               : lead >= 0xF0 && lead < 0xF5 ? 4
                                                             : 0;
    if (length == 0 || i + length > text.size()) return i;
    for (std::size_t k = 1; k < length; ++k)
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0U) != 0x80U) return i;
    const auto second = length > 1 ? static_cast<unsigned char>(text[i + 1]) : 0U;
    if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
        (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F))
      return i;
    i += length;
  }
  return std::nullopt;
}

SourceRange range_of_byte(const std::shared_ptr<const SourceFile>& file, std::size_t offset) {
  const std::string_view before = std::string_view(file->text).substr(0, offset);
  const auto line = static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1;
  const std::size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return {file, line, static_cast<int>(count_characters(before.substr(line_start))) + 1, 1};
}

/// The parser recurses; a file that would exhaust its stack is refused by a scan that does not.
std::optional<std::size_t> first_too_deep_bracket(std::string_view text) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '[' || text[i] == '{') {
      if (++depth > 4 * deepest_nesting) return i;
    } else if ((text[i] == ']' || text[i] == '}') && depth > 0) {
      --depth;
    } else if (text[i] == '\n' && i + 1 < text.size() && text[i + 1] != ' ' && text[i + 1] != ']' &&
               text[i + 1] != '}' && text[i + 1] != '[' && text[i + 1] != '{') {
      depth = 0;
    }
  }
  return std::nullopt;
}

std::optional<Diagnostic> refuse_text(const std::shared_ptr<const SourceFile>& file,
                                      const DocumentRules& rules) {
  const std::string& text = file->text;
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
    const SourceRange whole{file, 0, 0, 1};
    return Diagnostic{Severity::error, whole, "the file is empty", "`isocost new` writes a starter scenario"};
  }
  if (const auto bad = first_invalid_utf8(text))
    return Diagnostic{Severity::error,
                      {file, range_of_byte(file, *bad).line, range_of_byte(file, *bad).column, 1},
                      fmt::format("byte 0x{:02x} is not UTF-8 text", static_cast<unsigned char>(text[*bad])),
                      "save the file as UTF-8"};
  if (const auto deep = first_too_deep_bracket(text))
    return Diagnostic{Severity::error, range_of_byte(file, *deep),
                      fmt::format("nested deeper than {} levels", deepest_nesting), ""};
  if (text.size() > rules.largest)
    return Diagnostic{Severity::error, SourceRange{file, 0, 0, 1},
                      fmt::format("the file is larger than {} MB", rules.largest / 1000 / 1000),
                      "a scenario is a page; traffic belongs in a trace"};
  return std::nullopt;
}

std::string plain_words(const std::string& parser_message) {
  if (parser_message.find("illegal map value") != std::string::npos)
    return "a second \": \" in one line, or wrong indentation";
  if (parser_message.find("end of map flow not found") != std::string::npos)
    return "a \"{\" before this place is not closed";
  if (parser_message.find("end of sequence flow not found") != std::string::npos)
    return "a \"[\" before this place is not closed";
  if (parser_message.find("end of map not found") != std::string::npos ||
      parser_message.find("end of sequence not found") != std::string::npos)
    return "this line is indented like nothing before it";
  if (parser_message.find("unknown token") != std::string::npos)
    return "a character that begins nothing (a tab as indentation?)";
  if (parser_message.find("referenced anchor") != std::string::npos)
    return "anchors and aliases are not used here";
  return parser_message;
}

}  // namespace

const Node* Node::find(std::string_view key) const {
  for (const Entry& entry : entries)
    if (entry.key == key) return &entry.value;
  return nullptr;
}

Node* Node::find(std::string_view key) {
  for (Entry& entry : entries)
    if (entry.key == key) return &entry.value;
  return nullptr;
}

Loaded<Node> parse_yaml(std::shared_ptr<const SourceFile> file, const DocumentRules& rules) {
  Loaded<Node> loaded;
  if (auto refusal = refuse_text(file, rules)) {
    loaded.diagnostics.push_back(*refusal);
    return loaded;
  }
  try {
    std::istringstream stream(file->text);
    YAML::Parser parser(stream);
    TreeBuilder builder(file, loaded.diagnostics);
    parser.HandleNextDocument(builder);
    auto root = builder.take_root();
    TreeBuilder rest(file, loaded.diagnostics);
    if (root && parser.HandleNextDocument(rest) && rest.take_root())
      add_error(loaded.diagnostics, {file, 0, 0, 1}, "the file holds several documents",
                "keep one; remove \"---\"");
    const bool is_right = root && (root->kind == Node::Kind::mapping ||
                                   (rules.may_be_list && root->kind == Node::Kind::sequence));
    if (is_right) {
      if (!has_errors(loaded.diagnostics)) loaded.value = std::move(root);
    } else {
      add_error(loaded.diagnostics, root ? root->where : SourceRange{file, 0, 0, 1},
                "expected a list of `key: value` lines");
    }
  } catch (const Refused& refused) {
    loaded.diagnostics.assign(1, refused.diagnostic);
  } catch (const YAML::Exception& problem) {
    const SourceRange where =
        problem.mark.is_null() ? SourceRange{file, 0, 0, 1} : Places(file).at(problem.mark, 1);
    loaded.diagnostics.assign(
        1, {Severity::error, where, "not readable as YAML: " + plain_words(problem.msg), ""});
  }
  return loaded;
}

std::optional<std::string> text_of_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::error_code ignored;
  if (!stream || std::filesystem::is_directory(path, ignored)) return std::nullopt;
  std::ostringstream text;
  // An empty file fails to be copied, though it was read.
  if (!(text << stream.rdbuf()) && stream.peek() != std::ifstream::traits_type::eof()) return std::nullopt;
  return std::move(text).str();
}

Loaded<Node> parse_yaml_file(const std::string& path, const DocumentRules& rules) {
  auto file = std::make_shared<SourceFile>();
  file->name = path;
  const auto refuse = [&](const char* what, const char* hint) {
    Loaded<Node> loaded;
    add_error(loaded.diagnostics, {file, 0, 0, 1}, what, hint);
    return loaded;
  };
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return refuse("is a folder", "name a file in it");
  auto text = text_of_file(path);
  if (!text) return refuse("cannot be read", "check the path and its permissions");
  file->text = std::move(*text);
  return parse_yaml(file, rules);
}

}  // namespace isocost
