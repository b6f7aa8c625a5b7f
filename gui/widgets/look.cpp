#include "gui/widgets/look.h"

#include <QApplication>
#include <QPalette>
#include <QStyleFactory>

namespace isocost::gui {
namespace {

bool isSystemDark = false;

struct Colors {
  const char *window, *base, *stripe, *ink, *quiet, *button, *accent, *onAccent, *link;
};
constexpr Colors lightColors{"#f3f4f6", "#ffffff", "#f6f8fa", "#1b1f24", "#5f6873",
                             "#e9ebee", "#1f6feb", "#ffffff", "#0a58ca"};
constexpr Colors darkColors{"#1c2128", "#0f1318", "#171c23", "#e6edf3", "#98a2ad",
                            "#2d333b", "#388bfd", "#ffffff", "#79b8ff"};

QPalette paletteOf(const Colors& colors) {
  QPalette made(QColor(colors.button), QColor(colors.window));
  made.setColor(QPalette::Base, QColor(colors.base));
  made.setColor(QPalette::AlternateBase, QColor(colors.stripe));
  made.setColor(QPalette::ToolTipBase, QColor(colors.window));
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText})
    made.setColor(role, QColor(colors.ink));
  made.setColor(QPalette::PlaceholderText, QColor(colors.quiet));
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    made.setColor(QPalette::Disabled, role, QColor(colors.quiet));
  made.setColor(QPalette::Highlight, QColor(colors.accent));
  made.setColor(QPalette::HighlightedText, QColor(colors.onAccent));
  made.setColor(QPalette::Link, QColor(colors.link));
  return made;
}

}  // namespace

void rememberSystemPalette() {
  isSystemDark = QApplication::palette().color(QPalette::Window).lightness() < 128;
  QApplication::setStyle(QStyleFactory::create("Fusion"));
}

void applyLook(Look look) {
  const bool isDark = look == Look::dark || (look == Look::system && isSystemDark);
  QApplication::setPalette(paletteOf(isDark ? darkColors : lightColors));
}

}  // namespace isocost::gui
