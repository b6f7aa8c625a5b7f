/// One line of a saved bill, from the amount back to everything it follows from: quantity x price, allowance,
/// tiers, rounding, the entry of the catalogue and its page, and the counts and latencies behind the
/// quantity. And why two saved bills differ.
#pragma once

#include <string>

#include "simulator/compare/bill_difference.h"
#include "simulator/report/report_model.h"
#include "simulator/report/saved_result.h"

namespace isocost {

/// \param line  a line's name, with or without what stands in brackets behind it, or its price id, in any
///              case; or "total". All lines of a price are explained together: they share the allowance and
///              the tiers. Where several prices have lines of that name, all of them are.
/// A name that no line has is a diagnostic with the nearest one.
[[nodiscard]] Loaded<ReportModel> explain(const SavedResult& result, const SavedAlternative& one,
                                          const std::string& line);

/// Two alternatives of saved results, or the same one of two.
struct DifferencePair {
  std::string from;  ///< heading of the column
  std::string to;
  BillDifference difference;
};

[[nodiscard]] ReportModel make_difference_report(const std::vector<DifferencePair>& pairs);
[[nodiscard]] std::string write_difference_json(const std::vector<DifferencePair>& pairs);
[[nodiscard]] std::string write_difference_csv(const std::vector<DifferencePair>& pairs);

}  // namespace isocost
