/// "250 ms" -> Duration, "512 MiB" -> Bytes, "3M/month" -> requests per second. Every reader takes the node,
/// so a value that cannot be read is a diagnostic with its place, and returns nothing.
///
/// Units known
///
/// | what     | units |
/// |---|---|
/// | duration | ns us ms s min h d |
/// | memory, data | B kB MB GB TB (powers of 1000), KiB MiB GiB TiB (powers of 1024) |
/// | rate     | a count `/` s, min, h, d, day, week or month (30 d); the count may end in k, M or G: 3M/month
/// | | share    | % or a plain fraction from 0 to 1 |
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/input/node.h"
#include "simulator/units/bytes.h"
#include "simulator/units/date.h"
#include "simulator/units/money.h"
#include "simulator/units/time.h"

namespace isocost {

/// Requests per second.
struct Rate {
  double per_second = 0;
  bool operator==(const Rate&) const = default;
};

[[nodiscard]] std::optional<std::string> read_text(const Node& node, Diagnostics& diagnostics);
[[nodiscard]] std::optional<double> read_number(const Node& node, Diagnostics& diagnostics);
/// A whole number; "3M" and "250k" are read too. Negative ones are refused.
[[nodiscard]] std::optional<std::int64_t> read_count(const Node& node, Diagnostics& diagnostics);
[[nodiscard]] std::optional<bool> read_bool(const Node& node, Diagnostics& diagnostics);
[[nodiscard]] std::optional<Duration> read_duration(const Node& node, Diagnostics& diagnostics);
[[nodiscard]] std::optional<Bytes> read_bytes(const Node& node, Diagnostics& diagnostics);
[[nodiscard]] std::optional<Rate> read_rate(const Node& node, Diagnostics& diagnostics);
/// From 0 to 1.
[[nodiscard]] std::optional<double> read_share(const Node& node, Diagnostics& diagnostics);
[[nodiscard]] std::optional<Date> read_date(const Node& node, Diagnostics& diagnostics);
[[nodiscard]] std::optional<Decimal> read_decimal(const Node& node, Diagnostics& diagnostics);
/// The index of the node's text among the words; an unknown word suggests the nearest.
[[nodiscard]] std::optional<std::size_t> read_word(const Node& node, const std::vector<std::string>& words,
                                                   Diagnostics& diagnostics);

/// Text in the largest unit that keeps it short: "1.5 s", "512 MiB", "12.3/s". The reader of the same kind
/// gives the value back when it has at most 4 digits.
[[nodiscard]] std::string describe(Duration span);
[[nodiscard]] std::string describe(Bytes size);
[[nodiscard]] std::string describe(Rate rate);
/// "12.5 %"
[[nodiscard]] std::string describe_share(double share);

/// Hands out the entries of a mapping and remembers which were asked for. At the end of its life as a reader
/// call `finish`: every entry nobody asked for is an unknown key, with the nearest known one.
class Fields {
 public:
  /// \param what  names the mapping in messages: "alternative"
  Fields(const Node& mapping, std::string what, Diagnostics& diagnostics);

  [[nodiscard]] const Node* optional(std::string_view key);
  /// A missing key is an error at the mapping.
  [[nodiscard]] const Node* required(std::string_view key);
  void finish();

  [[nodiscard]] const SourceRange& where() const { return mapping_.where; }
  [[nodiscard]] bool is_mapping() const { return mapping_.kind == Node::Kind::mapping; }

 private:
  const Node& mapping_;
  std::string what_;
  Diagnostics& diagnostics_;
  std::vector<std::string> known_;
};

}  // namespace isocost
