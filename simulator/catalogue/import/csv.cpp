#include "simulator/catalogue/import/csv.h"

namespace isocost {

std::vector<CsvRow> parse_csv(std::string_view text) {
  std::vector<CsvRow> rows;
  CsvRow row{1, {}, false};
  std::string field;
  int line = 1;
  bool is_quoted = false, is_empty = true;
  const auto end_field = [&] {
    row.fields.push_back(std::move(field));
    field.clear();
  };
  const auto end_row = [&] {
    if (!is_empty) {
      end_field();
      rows.push_back(std::move(row));
    }
    field.clear();
    row = {line, {}, false};
    is_empty = true;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') ++line;
    if (is_quoted) {
      if (c != '"') {
        row.has_line_end = row.has_line_end || c == '\n';
        field += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        field += text[++i];
      } else {
        is_quoted = false;
      }
    } else if (c == '\n') {
      end_row();
    } else if (c == ',') {
      is_empty = false;
      end_field();
    } else if (c == '"') {
      is_empty = false;
      is_quoted = true;
    } else if (c != '\r') {
      is_empty = is_empty && c == ' ';
      field += c;
    }
  }
  end_row();
  return rows;
}

}  // namespace isocost
