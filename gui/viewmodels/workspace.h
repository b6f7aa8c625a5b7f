/// All that a window shows, without the window: the document, its runs and what was found. Widgets read from
/// it and ask it; they know nothing of the simulator.
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <memory>

#include "gui/viewmodels/break_even_search.h"
#include "gui/viewmodels/charts.h"
#include "gui/viewmodels/document.h"
#include "gui/viewmodels/parameters.h"

class QTimer;

namespace isocost {
struct Diagnostic;
}

namespace isocost::gui {

class AlternativesModel;
class ComparisonModel;
class ProblemsModel;
class Simulation;
class TreeModel;
struct Outcome;
struct Shown;

class Workspace : public QObject {
  Q_OBJECT

 public:
  enum class ReportFormat : std::uint8_t { html, markdown, text, csv, json };

  explicit Workspace(QObject* parent = nullptr);
  ~Workspace() override;

  [[nodiscard]] Document& document() { return document_; }
  [[nodiscard]] AlternativesModel& alternatives() { return *alternatives_; }
  [[nodiscard]] ComparisonModel& comparison() { return *comparison_; }
  [[nodiscard]] ProblemsModel& problems() { return *problems_; }
  [[nodiscard]] TreeModel& bills() { return *bills_; }
  [[nodiscard]] BreakEvenSearch& breakEven() { return *breakEven_; }

  // Results.
  [[nodiscard]] bool hasResult() const { return shown_ != nullptr; }
  /// What is shown was found before the latest change, which cannot be simulated or is being simulated.
  [[nodiscard]] bool isStale() const { return isStale_; }
  [[nodiscard]] bool isPreview() const;
  [[nodiscard]] QString verdict() const;
  /// One sentence for each alternative.
  [[nodiscard]] QStringList reasons() const;
  /// Seed, common random numbers, replications, day of the prices, horizon.
  [[nodiscard]] QString provenance() const;
  [[nodiscard]] LatencyChart latencyChart() const;
  [[nodiscard]] CostChart costChart() const;
  [[nodiscard]] TimelineChart timelineChart() const;
  [[nodiscard]] QString explain(int place, const QString& line) const;
  /// The same bytes as the command line writes; empty without a result.
  [[nodiscard]] QString report(ReportFormat format) const;
  /// What went wrong, in one sentence with the path; empty: nothing.
  [[nodiscard]] QString writeReport(const QString& path, ReportFormat format) const;

  // Running.
  [[nodiscard]] bool isBusy() const;
  /// At once, also when the result is kept.
  void run();
  void stop();
  /// What is wrong with the question, in one sentence; empty: it is being answered.
  [[nodiscard]] QString askBreakEven(const BreakEvenQuestion& question);

  // Changes, each a step that can be undone.
  void setText(const QString& text, const QString& mergeKey);
  void setChange(const Parameter& parameter, double value, const QString& mergeKey);
  void resetChange(const QString& path);
  void resetChanges();
  void showAlternative(int place, bool isShown);
  void setBaseline(int place);
  /// Each returns false where the text does not allow it (two alternatives on one line, the only one).
  bool duplicateAlternative(int place);
  bool deleteAlternative(int place);
  bool renameAlternative(int place, const QString& name);

  [[nodiscard]] QStringList alternativeNames() const;
  [[nodiscard]] int selected() const { return selected_; }
  void select(int place);
  [[nodiscard]] QList<Parameter> parameters() const;
  [[nodiscard]] QString command() const;

  void setDark(bool isDark);

 Q_SIGNALS:
  /// Results, or which of them are shown, or how.
  void shownChanged();
  void selectionChanged();
  void problemsChanged();
  void busyChanged();
  void progressed(int done, int total, double secondsLeft);
  /// Something for the status line.
  void told(const QString& sentence);

 private:
  void followDocument();
  void startRun(bool isFresh);
  void takeProblems(const std::vector<Diagnostic>& problems);
  void takeOutcome(const std::shared_ptr<const Outcome>& outcome);
  void refreshShown();
  void refreshAlternatives();
  void forget();

  Document document_;
  Simulation* simulation_;
  BreakEvenSearch* breakEven_;
  AlternativesModel* alternatives_;
  ComparisonModel* comparison_;
  ProblemsModel* problems_;
  TreeModel* bills_;
  QTimer* pause_;
  DocumentState asked_;
  std::shared_ptr<const Outcome> outcome_;
  std::unique_ptr<Shown> shown_;
  QStringList names_;
  QStringList shownHidden_;
  QString shownBaseline_;
  int selected_ = 0;
  bool isStale_ = false;
  bool isDark_ = false;
};

}  // namespace isocost::gui
