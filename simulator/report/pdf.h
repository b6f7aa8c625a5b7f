/// PDF without a display: WeasyPrint lays out the page that the report is anyway. Text stays text, fonts are
/// embedded, charts are vectors, table headings are repeated.
#pragma once

#include <string>

namespace isocost {

/// Whether PATH has the program.
[[nodiscard]] bool has_pdf_maker();

/// \param page  of write_page_for_paper
/// \pre has_pdf_maker()
/// Throws std::runtime_error when the program does not do its work.
[[nodiscard]] std::string pdf_of_page(const std::string& page);

}  // namespace isocost
