/// One chart of a result as a file: `isocost report … --chart latency`.
#pragma once

#include <optional>
#include <string>

#include "simulator/report/chart.h"

namespace isocost::cli {

enum class ChartKind : std::uint8_t { latency, cost, timeline, pareto, graph };
enum class PictureFormat : std::uint8_t { svg, png, pdf };

/// A word that is neither is reported.
[[nodiscard]] std::optional<ChartKind> known_chart(const std::string& word);
[[nodiscard]] std::optional<PictureFormat> known_picture(const std::string& word);

/// By the ending of the file's name, which is reported when it is none.
[[nodiscard]] std::optional<PictureFormat> picture_of_ending(const std::string& file);

/// Whether the program that draws this format is there; what to install is told when it is not.
[[nodiscard]] bool can_draw(PictureFormat format, const std::string& file);

/// SVG needs no other program. PNG and PDF are drawn by gnuplot; where there is none, the chart's figures are
/// printed as a table, and what to install is told.
/// \param made  day that the file says it was made, "2026-11-23"
/// \returns whether the picture was written
[[nodiscard]] bool write_chart(const Chart& chart, PictureFormat format,
                               const std::optional<std::string>& file, const std::string& made);

}  // namespace isocost::cli
