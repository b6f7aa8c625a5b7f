#include "simulator/report/spreadsheet.h"

#include <gtest/gtest.h>

namespace isocost {
namespace {

TEST(CellName, counts_letters_without_a_zero) {
  EXPECT_EQ(cell_name(0, 0), "A1");
  EXPECT_EQ(cell_name(6, 2), "C7");
  EXPECT_EQ(cell_name(9, 25), "Z10");
  EXPECT_EQ(cell_name(9, 26), "AA10");
  EXPECT_EQ(cell_name(0, 701), "ZZ1");
  EXPECT_EQ(cell_name(0, 702), "AAA1");
}

TEST(Spreadsheet, same_cells_give_the_same_bytes) {
  const auto made = [](double value) {
    Spreadsheet sheet(*parse_date("2026-11-23"));
    sheet.begin_sheet("One", {10}, 0);
    sheet.text(0, 0, "Größe 🚀", CellStyle::heading);
    sheet.formula(1, 0, "=1+1", value, CellStyle::cents);
    return sheet.file();
  };
  EXPECT_EQ(made(2), made(2));
  EXPECT_NE(made(2), made(3));
  EXPECT_EQ(made(2).substr(0, 2), "PK");
}

TEST(Spreadsheet, a_text_that_is_too_long_for_a_cell_is_told) {
  Spreadsheet sheet(Date{});
  sheet.begin_sheet("One", {10}, 0);
  sheet.text(0, 0, std::string(4000, 'x'));
  EXPECT_THROW(sheet.text(1, 0, std::string(40000, 'x')), std::runtime_error);
}

}  // namespace
}  // namespace isocost
