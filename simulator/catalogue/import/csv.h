/// Rows of comma-separated text: fields in quotes may hold commas, line ends and doubled quotes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace isocost {

struct CsvRow {
  int line = 0;  ///< where it begins, from 1
  std::vector<std::string> fields;
  bool has_line_end = false;  ///< inside a field
};

/// Empty lines are left out; carriage returns at line ends too.
[[nodiscard]] std::vector<CsvRow> parse_csv(std::string_view text);

}  // namespace isocost
