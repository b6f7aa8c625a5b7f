/// PDF without a display: WeasyPrint lays out the page that the report is anyway. Text stays text, fonts are
/// embedded, charts are vectors, table headings are repeated.
#pragma once

#include <string>

namespace isocost::cli {

/// Whether the program is there; what to install is told when it is not.
[[nodiscard]] bool can_make_pdf();

/// \pre can_make_pdf()
[[nodiscard]] std::string pdf_of_page(const std::string& page);

}  // namespace isocost::cli
