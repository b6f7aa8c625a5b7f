/// The bills as a tree: alternative, its lines, and under each line what it follows from, down to the page
/// the price was read on.
#pragma once

#include <memory>

#include "gui/viewmodels/tree_model.h"

namespace isocost::gui {

struct Shown;

void setBills(TreeModel& model, const Shown* shown);

/// What `isocost explain` prints of that line of that alternative; its problems when it has some.
[[nodiscard]] QString explainLine(const Shown& shown, int place, const QString& line);

}  // namespace isocost::gui
