/// The assumption register: inputs that nobody knows exactly, each with what it may be and who says so.
///
///     uncertain:
///       workload.rate: {between: [-10 %, +80 %], likely: +20 %, source: sales forecast, by: J. Roe, date:
///       2026-11-01} application.duration.mean: {p10: 80 ms, p90: 200 ms, source: a guess}
///
/// | given | distribution |
/// |---|---|
/// | between | uniform |
/// | between, likely | triangular |
/// | p10, p90 | lognormal with these two quantiles |
///
/// `step: 1` takes whole numbers alone, which some entries need. A figure with a sign and % is a change of
/// the value in the file; any other is a value, in the unit that the entry has. A run takes the scenario's
/// own values; `isocost sensitivity` takes these.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "simulator/input/node.h"
#include "simulator/units/date.h"

namespace isocost {

struct UncertainInput {
  enum class Shape : std::uint8_t { uniform, triangular, lognormal };

  std::string path;       ///< of an entry of the scenario: "workload.rate"
  std::string own_value;  ///< as the scenario has it; empty: it is left out there
  Shape shape = Shape::uniform;
  double low = 0;      ///< least value; of a lognormal its 10 % quantile
  double high = 0;     ///< largest value; of a lognormal its 90 % quantile. At least `low`
  double likely = 0;   ///< of a triangular one, its mode
  double step = 0;     ///< values are so far apart, from `low` on; 0: any
  std::string unit;    ///< what stands behind the number: "/s"
  std::string source;  ///< measured, a vendor's page, a guess; empty: not said
  std::string by;      ///< who says so
  std::optional<Date> date;
  SourceRange where;

  /// As the scenario would have it: "44.1/s".
  [[nodiscard]] std::string text_of(double value) const;
};

/// \param root  of the scenario, whose values are looked up
[[nodiscard]] std::vector<UncertainInput> read_uncertain_inputs(const Node& node, const Node& root,
                                                                Diagnostics& diagnostics);

/// The same for what is no entry of the scenario: no changes of an own value.
[[nodiscard]] std::optional<UncertainInput> read_range(const Node& node, Diagnostics& diagnostics);

/// "36/s to 72/s, most likely 48/s", "80 ms to 200 ms in 8 of 10 cases"
[[nodiscard]] std::string describe(const UncertainInput& input);

}  // namespace isocost
