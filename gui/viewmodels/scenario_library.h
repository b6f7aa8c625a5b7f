/// The scenarios that are shipped, with the question each answers; and a first one to start with.
#pragma once

#include <QList>
#include <QString>

namespace isocost::gui {

struct ShippedScenario {
  QString path;
  QString title;
  QString question;
};

/// Of the folder beside the models, in order of their names; none when there is no such folder.
[[nodiscard]] QList<ShippedScenario> shippedScenarios();

/// A small scenario to change.
[[nodiscard]] QString starterScenario();

}  // namespace isocost::gui
