/// How an alternative is told from the others everywhere: colour, dash and marker of its own, so that no one
/// depends on colour alone.
#pragma once

#include <QColor>
#include <QIcon>

namespace isocost::gui {

enum class Marker : std::uint8_t { disc, square, diamond, triangle, cross, plus, circle, star };

struct SeriesStyle {
  QColor color;
  Qt::PenStyle dash = Qt::SolidLine;
  Marker marker = Marker::disc;
};

/// \param index  place of the alternative in the scenario; >= 0
/// \param isDark  for a dark background
/// Source of the colours: Okabe and Ito, "Color universal design", 2008; lightened for dark backgrounds.
[[nodiscard]] SeriesStyle seriesStyle(int index, bool isDark);

/// Pieces of bars: the dearest lines of the bills, then what is left of them, then terms of the account in
/// the order of their kinds.
inline constexpr int dearestPieces = 8;
[[nodiscard]] QColor pieceColor(int index, bool isDark);

/// The same as a small picture for lists: a stroke with its dash and the marker on it.
[[nodiscard]] QIcon seriesIcon(int index, bool isDark);

/// True when the application's palette is light text on a dark ground.
[[nodiscard]] bool isDarkPalette();

}  // namespace isocost::gui
