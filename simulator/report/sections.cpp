#include "simulator/report/sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace isocost {

const std::vector<std::string>& words_of_sections() {
  static const std::vector<std::string> words{"answer",   "precision", "latency", "behaviour",
                                              "retries",  "calls",     "bill",    "included",
                                              "excluded", "assumed",   "method"};
  return words;
}

std::string word_of(const ReportSection& section) {
  if (!section.word.empty()) return section.word;
  std::string word = section.heading.substr(0, section.heading.find_first_of(" ,:"));
  for (char& c : word) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return word;
}

ReportModel only_sections(ReportModel report, const std::vector<std::string>& words) {
  std::vector<std::string> left_out;
  std::erase_if(report.sections, [&](const ReportSection& section) {
    const std::string word = word_of(section);
    if (std::find(words.begin(), words.end(), word) != words.end()) return false;
    if (std::find(left_out.begin(), left_out.end(), word) == left_out.end()) left_out.push_back(word);
    return true;
  });
  if (!left_out.empty())
    report.sections.push_back(
        {"Left out", {}, {}, {fmt::format("sections that were not chosen: {}", fmt::join(left_out, ", "))}});
  return report;
}

}  // namespace isocost
