/// A workbook (XLSX) in memory, cell by cell. Texts are always texts: "=cmd" never becomes a formula.
///
/// The same cells give the same bytes: the day of making is the one given, or SOURCE_DATE_EPOCH. What fails
/// (no room in the folder for temporary files, a text of more than 32,767 characters) is a
/// std::runtime_error.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "simulator/units/date.h"

namespace isocost {

enum class CellStyle : std::uint8_t {
  plain,
  heading,   ///< of a column: bold, ruled
  title,     ///< of a sheet: bold, larger
  quantity,  ///< up to eight digits behind the point
  price,     ///< up to twelve
  cents,     ///< thousands separated, two digits
  total,     ///< as cents, bold, ruled above
};

/// Rows and columns count from 0, as in "A1" = (0, 0).
class Spreadsheet {
 public:
  explicit Spreadsheet(Date made);
  ~Spreadsheet();
  Spreadsheet(const Spreadsheet&) = delete;
  Spreadsheet& operator=(const Spreadsheet&) = delete;

  /// The cells that follow go to this sheet. \param widths  of the columns, in characters
  /// \param headings  row that stays in sight and is repeated on paper
  void begin_sheet(const std::string& name, const std::vector<double>& widths, std::uint32_t headings);

  void text(std::uint32_t row, std::uint16_t column, const std::string& text,
            CellStyle style = CellStyle::plain);
  void number(std::uint32_t row, std::uint16_t column, double value, CellStyle style = CellStyle::plain);
  /// \param value  what the formula gives, for readers that do not compute
  void formula(std::uint32_t row, std::uint16_t column, const std::string& formula, double value,
               CellStyle style);

  /// The file; nothing can be added after it.
  [[nodiscard]] std::string file();

 private:
  struct Workbook;
  std::unique_ptr<Workbook> workbook_;
};

/// "C7" of (6, 2).
[[nodiscard]] std::string cell_name(std::uint32_t row, std::uint16_t column);

}  // namespace isocost
