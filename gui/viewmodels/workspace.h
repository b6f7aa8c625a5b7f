/// All that a window shows, without the window: the document, its runs and what was found. Widgets read from
/// it and ask it; they know nothing of the simulator.
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <memory>

#include "gui/viewmodels/break_even_search.h"
#include "gui/viewmodels/call_picture.h"
#include "gui/viewmodels/charts.h"
#include "gui/viewmodels/document.h"
#include "gui/viewmodels/parameters.h"
#include "gui/viewmodels/reports.h"

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
  [[nodiscard]] bool isStale() const;
  [[nodiscard]] bool isPreview() const;
  [[nodiscard]] QString verdict() const;
  /// One sentence for each alternative.
  [[nodiscard]] QStringList reasons() const;
  /// Seed, common random numbers, replications, day of the prices, horizon.
  [[nodiscard]] QString provenance() const;
  [[nodiscard]] LatencyChart latencyChart() const;
  [[nodiscard]] CostChart costChart() const;
  [[nodiscard]] TimelineChart timelineChart() const;
  /// Of the selected alternative.
  [[nodiscard]] CallPicture callPicture() const;
  /// Line of the scenario's text in which a component begins; 0: none.
  [[nodiscard]] int lineOfComponent(const QString& name) const;
  [[nodiscard]] QString explain(int place, const QString& line) const;
  /// Of what is shown now.
  [[nodiscard]] Reports reports() const;

  // Running.
  [[nodiscard]] bool isBusy() const;
  /// At once, also when the result is kept.
  void run();
  void stop();
  /// Runs again when prices or the trace were changed since: files may be edited beside the window.
  void followFiles();
  /// What is wrong with the question, in one sentence; empty: it is being answered.
  [[nodiscard]] QString askBreakEven(const BreakEvenQuestion& question);
  /// The answer there is was found before the latest change.
  [[nodiscard]] bool isBreakEvenStale() const;

  // Changes, each a step that can be undone.
  void setText(const QString& text, const QString& mergeKey);
  void setChange(const Parameter& parameter, double value, const QString& mergeKey);
  void resetChange(const QString& path);
  void resetChanges();
  void showAlternative(int place, bool isShown);
  void setBaseline(int place);
  // Each of the four looks its alternative up in the text as it is now, and returns what does not allow it,
  // in one sentence; empty: it is done.
  /// What was changed in it is changed in the copy too.
  [[nodiscard]] QString duplicateAlternative(int place);
  /// A copy with what was changed in the alternative; the original goes back to its text.
  [[nodiscard]] QString forkAlternative(int place);
  [[nodiscard]] QString deleteAlternative(int place);
  [[nodiscard]] QString renameAlternative(int place, const QString& name);

  [[nodiscard]] QStringList alternativeNames() const;
  [[nodiscard]] int selected() const { return selected_; }
  void select(int place);
  [[nodiscard]] QList<Parameter> parameters() const;
  /// The `isocost` line that gives what is shown, once the text is saved.
  [[nodiscard]] QString command() const;
  [[nodiscard]] QString breakEvenCommand(const BreakEvenQuestion& question) const;

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
  /// What a run follows from.
  struct Asked {
    QString path, text;
    Changes changes;
    bool operator==(const Asked&) const = default;
  };

  // workspace_edits.cpp
  [[nodiscard]] QStringList namesInText() const;
  /// Of the alternative at that place of the list; -1: the text does not have it.
  [[nodiscard]] int placeInText(int place) const;
  [[nodiscard]] QString notInText(int place) const;
  [[nodiscard]] static QString notAllowed();
  [[nodiscard]] QString freeName(const QString& name) const;
  /// With a copy of the alternative behind it, the changes of those behind moved along; none where the text
  /// does not allow it.
  [[nodiscard]] std::optional<DocumentState> stateWithCopy(int place, int at) const;

  // workspace.cpp
  [[nodiscard]] Asked now() const;
  [[nodiscard]] QStringList hiddenNow() const;
  [[nodiscard]] QString scenarioFile() const;
  void takeNames();
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
  Asked asked_;     ///< by the latest run
  Asked answered_;  ///< by the outcome
  Asked evenAsked_;
  std::shared_ptr<const Outcome> outcome_;
  std::shared_ptr<const Shown> shown_;
  QStringList names_;
  QStringList shownHidden_;
  QString shownBaseline_;
  int selected_ = 0;
  bool isDark_ = false;
};

}  // namespace isocost::gui
