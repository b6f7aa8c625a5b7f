/// Searches in the background where the answer flips between two alternatives: what `isocost breakeven`
/// does.
#pragma once

#include <QObject>
#include <QString>
#include <memory>
#include <optional>

#include "gui/viewmodels/charts.h"
#include "gui/viewmodels/document.h"
#include "gui/viewmodels/worker.h"

namespace isocost {
struct Experiment;
}

namespace isocost::gui {

struct BreakEvenQuestion {
  QString first;  ///< names of alternatives
  QString second;
  QString path;  ///< "workload.rate"
  QString low;   ///< "1M/month"
  QString high;
  bool isCost = true;  ///< otherwise p99
  int points = 7;

  /// Options of `isocost breakeven` for it; none when a name with a comma cannot be told to it.
  [[nodiscard]] QStringList options() const;
};

class BreakEvenSearch : public QObject {
  Q_OBJECT

 public:
  explicit BreakEvenSearch(QObject* parent = nullptr);
  ~BreakEvenSearch() override;

  /// What is wrong with the question, in one sentence; empty: it is being answered.
  [[nodiscard]] QString start(const BreakEvenQuestion& question, const QString& path,
                              const DocumentState& state,
                              const std::shared_ptr<const Experiment>& experiment);
  void stop();
  /// Stops, and there is no answer any more.
  void forget();
  [[nodiscard]] bool isBusy() const { return isBusy_; }
  /// Of the last search that ended; none while another one runs.
  [[nodiscard]] const std::optional<BreakEvenChart>& chart() const { return chart_; }

 Q_SIGNALS:
  void busyChanged();
  /// \param values  looked at so far
  void progressed(int values);
  void finished();
  void forgotten();
  void stopped();
  void failed(const QString& sentence);

 private:
  void setBusy(bool isBusy);

  std::optional<BreakEvenChart> chart_;
  quint64 newest_ = 0;
  bool isBusy_ = false;
  std::unique_ptr<Worker> worker_;
};

}  // namespace isocost::gui
