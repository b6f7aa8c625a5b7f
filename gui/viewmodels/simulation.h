/// Runs scenarios on a thread of its own: first few replications, then all of them, so that a figure with its
/// interval is there soon and is refined. Results are kept by the hash of what was asked, and by the state of
/// the files they follow from: prices and traces may change while the window is open.
#pragma once

#include <QObject>
#include <QString>
#include <atomic>
#include <chrono>
#include <memory>

#include "gui/viewmodels/outcome.h"
#include "gui/viewmodels/worker.h"

class QTimer;

namespace isocost::gui {

struct SimulationRequest {
  QString path;
  QString text;
  std::vector<Override> changes;
  bool isFresh = false;  ///< simulate also what is kept
};

class Simulation : public QObject {
  Q_OBJECT

 public:
  static constexpr int previewReplications = 3;

  explicit Simulation(QObject* parent = nullptr);
  ~Simulation() override;

  /// Takes the place of what runs.
  void start(const SimulationRequest& request);
  void stop();
  [[nodiscard]] bool isBusy() const { return isBusy_; }
  /// The prices and the trace it follows from are as they were.
  [[nodiscard]] bool isCurrent(const Outcome& outcome) const;

  /// Folder of the catalogue and scenarios beside it; empty: found as the command line does.
  void setModelsFolder(const QString& folder) { modelsFolder_ = folder; }

 Q_SIGNALS:
  /// The scenario was read; `problems` has errors when nothing is going to be simulated.
  void checked(const isocost::Diagnostics& problems);
  void finished(const std::shared_ptr<const isocost::gui::Outcome>& outcome);
  void busyChanged();
  /// \param secondsLeft  negative: not known yet
  void progressed(int done, int total, double secondsLeft);
  /// Something in the world failed; one sentence.
  void failed(const QString& sentence);

 private:
  struct Kept;

  void work(const SimulationRequest& request, quint64 id, const std::stop_token& stop);
  void readCatalogue();
  void simulate(const std::shared_ptr<const Experiment>& experiment, int replications, quint64 id,
                const std::stop_token& stop);
  void setBusy(bool isBusy);
  void reportProgress();
  /// Calls `what` on the window's thread unless another request was made meanwhile.
  template <class What>
  void post(quint64 id, What what);

  QString modelsFolder_;
  std::shared_ptr<Kept> kept_;
  QTimer* timer_;
  quint64 newest_ = 0;
  bool isBusy_ = false;
  std::atomic<std::size_t> done_{0}, total_{0};
  std::atomic<std::chrono::steady_clock::duration> begin_{};  ///< of the stage that runs
  std::unique_ptr<Worker> worker_;
};

}  // namespace isocost::gui
