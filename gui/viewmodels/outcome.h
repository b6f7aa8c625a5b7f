/// What one run gave, shared between the thread that made it and the window. Never changed afterwards.
#pragma once

#include <QByteArray>
#include <memory>
#include <vector>

#include "simulator/experiment/experiment.h"

namespace isocost::gui {

struct Outcome {
  std::shared_ptr<const Experiment> experiment;
  Result result;                    ///< of all alternatives
  std::vector<Timeline> timelines;  ///< one for each alternative, of the first replication
  QByteArray stamp;                 ///< of the files it follows from, besides the text
  bool isPreview = false;           ///< fewer replications than the scenario asks for; more are on their way
};

}  // namespace isocost::gui
