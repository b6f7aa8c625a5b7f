/// Parts of a report of a result, for a reader who does not want all of it.
#pragma once

#include <string>
#include <vector>

#include "simulator/report/report_model.h"

namespace isocost {

/// The words by which sections of make_report are chosen, in its order. "bill" is that of every alternative.
[[nodiscard]] const std::vector<std::string>& words_of_sections();

/// The word of a section: its own, or the first of its heading in lower case.
[[nodiscard]] std::string word_of(const ReportSection& section);

/// The sections with these words, in the order of the report, and a line that says what is left out.
[[nodiscard]] ReportModel only_sections(ReportModel report, const std::vector<std::string>& words);

}  // namespace isocost
