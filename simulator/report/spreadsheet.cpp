#include "simulator/report/spreadsheet.h"

#include <fmt/format.h>
#include <xlsxwriter.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <stdexcept>
#include <utility>

#include "simulator/report/private_folder.h"

namespace isocost {
namespace {

constexpr const char* file_name = "book.xlsx";

void check(lxw_error problem) {
  if (problem != LXW_NO_ERROR)
    throw std::runtime_error(fmt::format("the sheet cannot be made: {}", lxw_strerror(problem)));
}

std::time_t time_of_making(Date made) {
  const char* const epoch = std::getenv("SOURCE_DATE_EPOCH");
  std::int64_t seconds = 0;
  if (epoch != nullptr) {
    const std::string_view digits = epoch;
    const auto [stop, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
    if (failure == std::errc() && stop == digits.data() + digits.size() && seconds > 0) return seconds;
  }
  return std::chrono::duration_cast<std::chrono::seconds>(made.time_since_epoch()).count();
}

}  // namespace

struct Spreadsheet::Workbook {
  PrivateFolder folder;
  lxw_workbook* book = nullptr;
  lxw_worksheet* sheet = nullptr;
  std::array<lxw_format*, 7> formats{};

  ~Workbook() {
    if (book != nullptr) lxw_workbook_free(book);
  }

  lxw_format* format(CellStyle style) { return formats[static_cast<std::size_t>(style)]; }

  void make_formats() {
    for (lxw_format*& one : formats) {
      one = workbook_add_format(book);
      if (one == nullptr) throw std::bad_alloc();
      format_set_align(one, LXW_ALIGN_VERTICAL_TOP);
    }
    for (const CellStyle style : {CellStyle::heading, CellStyle::title, CellStyle::total})
      format_set_bold(format(style));
    format_set_bottom(format(CellStyle::heading), LXW_BORDER_THIN);
    format_set_text_wrap(format(CellStyle::heading));
    format_set_font_size(format(CellStyle::title), 14);
    format_set_top(format(CellStyle::total), LXW_BORDER_THIN);
    format_set_num_format(format(CellStyle::quantity), "#,##0.########");
    format_set_num_format(format(CellStyle::price), "0.############");
    format_set_num_format(format(CellStyle::cents), "#,##0.00");
    format_set_num_format(format(CellStyle::total), "#,##0.00");
  }
};

Spreadsheet::Spreadsheet(Date made) : workbook_(std::make_unique<Workbook>()) {
  workbook_->book = workbook_new(workbook_->folder.file(file_name).c_str());
  if (workbook_->book == nullptr) throw std::bad_alloc();
  lxw_doc_properties properties{};
  properties.created = time_of_making(made);
  check(workbook_set_properties(workbook_->book, &properties));
  workbook_->make_formats();
}

Spreadsheet::~Spreadsheet() = default;

void Spreadsheet::begin_sheet(const std::string& name, const std::vector<double>& widths,
                              std::uint32_t headings) {
  workbook_->sheet = workbook_add_worksheet(workbook_->book, name.c_str());
  if (workbook_->sheet == nullptr)
    throw std::runtime_error(fmt::format("the sheet cannot be made: {}", name));
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const auto column = static_cast<lxw_col_t>(i);
    check(worksheet_set_column(workbook_->sheet, column, column, widths[i], nullptr));
  }
  worksheet_freeze_panes(workbook_->sheet, headings + 1, 0);
  check(worksheet_repeat_rows(workbook_->sheet, headings, headings));
  worksheet_set_landscape(workbook_->sheet);
  worksheet_fit_to_pages(workbook_->sheet, 1, 0);
}

void Spreadsheet::text(std::uint32_t row, std::uint16_t column, const std::string& text, CellStyle style) {
  if (!text.empty())
    check(worksheet_write_string(workbook_->sheet, row, column, text.c_str(), workbook_->format(style)));
}

void Spreadsheet::number(std::uint32_t row, std::uint16_t column, double value, CellStyle style) {
  check(worksheet_write_number(workbook_->sheet, row, column, value, workbook_->format(style)));
}

void Spreadsheet::formula(std::uint32_t row, std::uint16_t column, const std::string& formula, double value,
                          CellStyle style) {
  check(worksheet_write_formula_num(workbook_->sheet, row, column, formula.c_str(), workbook_->format(style),
                                    value));
}

std::string Spreadsheet::file() {
  check(workbook_close(std::exchange(workbook_->book, nullptr)));
  return content_of(workbook_->folder.file(file_name));
}

std::string cell_name(std::uint32_t row, std::uint16_t column) {
  std::string letters;
  for (unsigned rest = column + 1U; rest > 0; rest = (rest - 1) / 26)
    letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
  return fmt::format("{}{}", letters, row + 1);
}

}  // namespace isocost
