/// Light and dark: palettes of our own on the Fusion style, since Qt 6.4 cannot be asked for the system's
/// choice; "system" follows the lightness of the palette the program was started with.
#pragma once

#include <cstdint>

namespace isocost::gui {

enum class Look : std::uint8_t { system, light, dark };

/// To be called once, before `applyLook`.
void rememberSystemPalette();
void applyLook(Look look);

}  // namespace isocost::gui
