#include "simulator/input/node.h"
#include "simulator/input/path.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace isocost {
namespace {

Loaded<Node> parse(const std::string& text) {
  return parse_yaml(std::make_shared<SourceFile>(SourceFile{"a.yaml", text}));
}

Node parsed(const std::string& text) {
  auto loaded = parse(text);
  EXPECT_EQ(render(loaded.diagnostics), "");
  return std::move(loaded.value).value_or(Node{});
}

/// The tree in one line, each part with its line:column+width.
std::string shown(const Node& node) {
  const std::string at = fmt::format("@{}:{}+{}", node.where.line, node.where.column, node.where.width);
  std::string text;
  switch (node.kind) {
    case Node::Kind::scalar: return (node.is_quoted ? "'" + node.text + "'" : node.text) + at;
    case Node::Kind::sequence:
      for (const Node& item : node.items) text += (text.empty() ? "" : ", ") + shown(item);
      return "[" + text + "]" + at;
    case Node::Kind::mapping: break;
  }
  for (const Node::Entry& entry : node.entries)
    text += fmt::format("{}{}@{}:{}+{}: {}", text.empty() ? "" : ", ", entry.key, entry.key_where.line,
                        entry.key_where.column, entry.key_where.width, shown(entry.value));
  return "{" + text + "}" + at;
}

TEST(ParseYaml, every_part_knows_its_place) {
  EXPECT_EQ(shown(parsed("rate: 3M/month\nlist:\n  - a\n  - {b: 1, c: \"x y\"}\n")),
            "{rate@1:1+4: 3M/month@1:7+8, list@2:1+4: [a@3:5+1, {b@4:6+1: 1@4:9+1, c@4:12+1: 'x "
            "y'@4:15+5}@4:5+1]@3:3+1}@1:1+1");
}

TEST(ParseYaml, columns_count_characters) {
  EXPECT_EQ(shown(parsed("ключ: значение\n")), "{ключ@1:1+4: значение@1:7+8}@1:1+1");
  EXPECT_EQ(shown(parsed("a: é\nключ: {é: ü}\n")),
            "{a@1:1+1: é@1:4+1, ключ@2:1+4: {é@2:8+1: ü@2:11+1}@2:7+1}@1:1+1");
}

TEST(ParseYaml, a_key_without_a_value_has_an_empty_one) {
  const Node node = parsed("a:\nb: 1\n");
  ASSERT_NE(node.find("a"), nullptr);
  EXPECT_EQ(node.find("a")->kind, Node::Kind::scalar);
  EXPECT_EQ(node.find("a")->text, "");
  EXPECT_EQ(node.find("c"), nullptr);
}

TEST(ParseYaml, comments_and_blank_lines_are_nothing) {
  EXPECT_EQ(shown(parsed("# first\n\na: 1  # one\n# last\n")), "{a@3:1+1: 1@3:4+1}@3:1+1");
}

TEST(ParseYaml, a_byte_order_mark_and_windows_line_ends_are_read) {
  const Node node = parsed(
      "\xEF\xBB\xBF"
      "a: 1\r\nb: 2\r\n");
  ASSERT_EQ(node.entries.size(), 2U);
  EXPECT_EQ(node.entries[0].key, "a");
  EXPECT_EQ(node.entries[0].value.text, "1");
  EXPECT_EQ(node.entries[1].value.text, "2");
}

TEST(ParseYaml, sixty_levels_are_read) {
  EXPECT_TRUE(parse("a: " + std::string(60, '[') + "1" + std::string(60, ']') + "\n").value.has_value());
}

TEST(ParseYaml, sixty_five_levels_are_not) {
  const auto loaded = parse("a: " + std::string(65, '[') + "1" + std::string(65, ']') + "\n");
  EXPECT_FALSE(loaded.value.has_value());
  ASSERT_EQ(loaded.diagnostics.size(), 1U);
  EXPECT_EQ(loaded.diagnostics[0].message, "nested deeper than 64 levels");
}

std::string after_set(const std::string& yaml, const std::string& path, const std::string& value) {
  Node root = parsed(yaml);
  Diagnostics problems;
  set_path(root, path, value, problems);
  if (!problems.empty()) return render(problems);
  std::string text;
  const auto write = [&text](auto&& self, const Node& node) -> void {
    switch (node.kind) {
      case Node::Kind::scalar: text += node.text; return;
      case Node::Kind::sequence:
        text += "[";
        for (const Node& item : node.items) {
          self(self, item);
          text += ";";
        }
        text += "]";
        return;
      case Node::Kind::mapping: break;
    }
    text += "{";
    for (const Node::Entry& entry : node.entries) {
      text += entry.key + ":";
      self(self, entry.value);
      text += ";";
    }
    text += "}";
  };
  write(write, root);
  return text;
}

TEST(SetPath, changes_one_entry) {
  EXPECT_EQ(after_set("a: {b: 1, c: 2}", "a.b", "7"), "{a:{b:7;c:2;};}");
  EXPECT_EQ(after_set("a: [x, y]", "a[1]", "7"), "{a:[x;7;];}");
  EXPECT_EQ(after_set("a: [{b: 1}, {b: 2}]", "a[1].b", "7"), "{a:[{b:1;};{b:7;};];}");
  EXPECT_EQ(after_set("a: 1", "a", "two words"), "{a:two words;}");
}

TEST(SetPath, the_last_part_may_be_new) {
  EXPECT_EQ(after_set("a: {b: 1}", "a.c", "7"), "{a:{b:1;c:7;};}");
  EXPECT_EQ(after_set("a: 1", "b", "7"), "{a:1;b:7;}");
}

TEST(SetPath, a_group_of_keys_or_a_list_may_be_given) {
  EXPECT_EQ(after_set("a: 1", "a", "{min: 2, max: 10}"), "{a:{min:2;max:10;};}");
  EXPECT_EQ(after_set("a: {b: 1}", "a", "[1, 2]"), "{a:[1;2;];}");
}

TEST(SetPath, a_group_that_the_file_left_out_is_made) {
  EXPECT_EQ(after_set("a: 1", "b.c.d", "7"), "{a:1;b:{c:{d:7;};};}");
}

TEST(SetPath, says_where_the_path_ends) {
  EXPECT_EQ(after_set("a: [x]", "a[3]", "y"),
            "--set:1:1: error: there is no item [3]\n"
            "  1 | a[3]: y\n"
            "    | ^~~~\n"
            "hint: items count from 0\n");
  EXPECT_EQ(after_set("a: 1", "a.b.c", "y"),
            "--set:1:1: error: \"b\" stands under a value that has no keys\n"
            "  1 | a.b.c: y\n"
            "    | ^~~~~\n");
}

TEST(SetPath, refuses_what_is_no_path) {
  for (const char* path : {"", ".", "a[", "a[]", "a[x]", "a[-1]", "a[1", "a[99999999999999999999]"}) {
    Node root = parsed("a: [1, 2]");
    Diagnostics problems;
    set_path(root, path, "7", problems);
    ASSERT_EQ(problems.size(), 1U) << path;
    EXPECT_EQ(problems[0].message, "not a path") << path;
    EXPECT_EQ(problems[0].hint, "write a path such as workload.rate or alternatives[0].memory");
  }
}

}  // namespace
}  // namespace isocost
