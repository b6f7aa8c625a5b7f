/// What can be varied with a slider: every quantity that the scenario states for its traffic, its work, its
/// promise and the selected alternative.
#pragma once

#include <QList>
#include <QString>
#include <memory>

namespace isocost {
struct Experiment;
}

namespace isocost::gui {

struct DocumentState;

struct Parameter {
  QString group;     ///< "Traffic"
  QString label;     ///< "rate"
  QString path;      ///< "workload.rate"
  QString unit;      ///< as in the text: "M/month"
  double base = 0;   ///< in the text
  double value = 0;  ///< with the changes
  double low = 0;    ///< ends of the slider
  double high = 1;
  bool isLogarithmic = true;
  bool isWhole = false;
  QList<double> steps;  ///< the only values there are; empty: any

  [[nodiscard]] bool isChanged() const { return value != base; }
  /// 0 to 1 along the slider.
  [[nodiscard]] double position() const;
  /// The value there: of three digits, or the nearest step.
  [[nodiscard]] double valueAt(double position) const;
  /// "4.5M/month", as it is put into the scenario
  [[nodiscard]] QString text(double at) const;
};

/// \param alternative  place in the text; -1: none is selected
/// \param experiment   the latest that was loaded: gives the memory sizes a platform offers; may be null
[[nodiscard]] QList<Parameter> parametersOf(const DocumentState& state, int alternative,
                                            const Experiment* experiment);

}  // namespace isocost::gui
