#include "gui/viewmodels/workspace.h"

#include <QTimer>

#include "gui/viewmodels/alternatives_model.h"
#include "gui/viewmodels/bill_rows.h"
#include "gui/viewmodels/command_line.h"
#include "gui/viewmodels/comparison_model.h"
#include "gui/viewmodels/figures.h"
#include "gui/viewmodels/problems_model.h"
#include "gui/viewmodels/scenario_text.h"
#include "gui/viewmodels/shown.h"
#include "gui/viewmodels/simulation.h"
#include "simulator/report/figures.h"

namespace isocost::gui {
namespace {

constexpr int pauseBeforeRun = 150;  // ms; typing and dragging go on faster than that

std::vector<std::string> toStandard(const QStringList& words) {
  std::vector<std::string> made;
  for (const QString& word : words) made.push_back(word.toStdString());
  return made;
}

/// Keeps the word why it has none, and that it is a lower bound.
Estimate withoutInterval(Estimate estimate) {
  estimate.half_width.reset();
  return estimate;
}

}  // namespace

Workspace::Workspace(QObject* parent)
    : QObject(parent),
      simulation_(new Simulation(this)),
      breakEven_(new BreakEvenSearch(this)),
      alternatives_(new AlternativesModel(this)),
      comparison_(new ComparisonModel(this)),
      problems_(new ProblemsModel(this)),
      bills_(new TreeModel(this)),
      pause_(new QTimer(this)) {
  pause_->setSingleShot(true);
  pause_->setInterval(pauseBeforeRun);
  connect(pause_, &QTimer::timeout, this, [this] { startRun(false); });
  connect(&document_, &Document::replaced, this, &Workspace::forget);
  connect(&document_, &Document::changed, this, &Workspace::followDocument);
  connect(simulation_, &Simulation::checked, this, &Workspace::takeProblems);
  connect(simulation_, &Simulation::finished, this, &Workspace::takeOutcome);
  connect(simulation_, &Simulation::busyChanged, this, &Workspace::busyChanged);
  connect(simulation_, &Simulation::progressed, this, &Workspace::progressed);
  connect(simulation_, &Simulation::failed, this, &Workspace::told);
  connect(breakEven_, &BreakEvenSearch::failed, this, &Workspace::told);
  connect(alternatives_, &AlternativesModel::showAsked, this, &Workspace::showAlternative);
  connect(alternatives_, &AlternativesModel::renameAsked, this, [this](int place, const QString& name) {
    if (const QString problem = renameAlternative(place, name); !problem.isEmpty()) Q_EMIT told(problem);
  });
}

Workspace::~Workspace() = default;

Workspace::Asked Workspace::now() const {
  return {document_.path(), document_.state().text, document_.state().changes};
}

bool Workspace::isStale() const { return hasResult() && answered_ != now(); }
bool Workspace::isBreakEvenStale() const { return breakEven_->chart() && evenAsked_ != now(); }
bool Workspace::isPreview() const { return outcome_ && outcome_->isPreview; }
bool Workspace::isBusy() const { return simulation_->isBusy() || pause_->isActive(); }

QString Workspace::verdict() const {
  return shown_ ? QString::fromStdString(shown_->comparison.verdict) : QString();
}

QStringList Workspace::reasons() const {
  QStringList sentences;
  if (!shown_) return sentences;
  for (const AlternativeVerdict& one : shown_->comparison.verdicts) {
    QString sentence = QString::fromStdString(one.name + ": " + one.sentence);
    for (const std::string& detail : one.slo_details) sentence += " [" + QString::fromStdString(detail) + "]";
    sentences.append(sentence);
  }
  return sentences;
}

QString Workspace::provenance() const {
  if (!shown_) return {};
  const Manifest& from = shown_->result.manifest;
  return tr("seed %1 · common random numbers · %2 · prices read until %3 · %4 from %5")
      .arg(from.seed)
      .arg(replicationsText(from.replications))
      .arg(QString::fromStdString(from.price_date))
      .arg(QString::fromStdString(period_text(from)))
      .arg(QString::fromStdString(from.billed_as_of));
}

LatencyChart Workspace::latencyChart() const { return shown_ ? gui::latencyChart(*shown_) : LatencyChart{}; }
CostChart Workspace::costChart() const { return shown_ ? gui::costChart(*shown_) : CostChart{}; }
TimelineChart Workspace::timelineChart() const {
  return shown_ ? gui::timelineChart(*shown_) : TimelineChart{};
}

CallPicture Workspace::callPicture() const {
  return shown_ ? gui::callPicture(*shown_, selected()) : CallPicture{};
}

int Workspace::lineOfComponent(const QString& name) const {
  const QString path = QStringLiteral("application.components.%1.").arg(name);
  const QList<ScalarPlace> places = scalarsOf(document_.state().text);
  for (const ScalarPlace& one : places)
    if (one.path.startsWith(path)) return one.line;
  return 0;
}

QString Workspace::explain(int place, const QString& line) const {
  return shown_ ? explainLine(*shown_, place, line) : QString();
}

Reports Workspace::reports() const { return Reports(shown_); }

void Workspace::run() {
  pause_->stop();
  startRun(true);
}

void Workspace::followFiles() {
  if (outcome_ && !isBusy() && !isStale() && !simulation_->isCurrent(*outcome_)) startRun(false);
}

void Workspace::stop() {
  pause_->stop();
  simulation_->stop();
  breakEven_->stop();
  Q_EMIT busyChanged();
}

QString Workspace::askBreakEven(const BreakEvenQuestion& question) {
  const QString problem = breakEven_->start(question, document_.path(), document_.state(),
                                            outcome_ ? outcome_->experiment : nullptr);
  if (problem.isEmpty()) evenAsked_ = now();
  return problem;
}

void Workspace::startRun(bool isFresh) {
  if (document_.isEmpty()) return;
  asked_ = now();
  SimulationRequest request{scenarioFile(), asked_.text, {}, isFresh};
  for (auto change = asked_.changes.begin(); change != asked_.changes.end(); ++change)
    request.changes.push_back({change.key().toStdString(), change.value().toStdString()});
  simulation_->start(request);
}

void Workspace::forget() {
  stop();
  breakEven_->forget();
  outcome_.reset();
  shown_.reset();
  asked_ = {};
  answered_ = {};
  names_.clear();
  selected_ = 0;
  problems_->setProblems({}, {});
  refreshShown();
  Q_EMIT problemsChanged();
}

void Workspace::followDocument() {
  const DocumentState& state = document_.state();
  if (now() != asked_) {
    pause_->start();
    Q_EMIT busyChanged();
  }
  if (state.hidden != shownHidden_ || state.baseline != shownBaseline_) refreshShown();
}

void Workspace::takeProblems(const Diagnostics& problems) {
  problems_->setProblems(problems, scenarioFile());
  Q_EMIT problemsChanged();
}

void Workspace::takeOutcome(const std::shared_ptr<const Outcome>& outcome) {
  outcome_ = outcome;
  answered_ = asked_;
  takeNames();
  refreshShown();
}

/// The selection stays on its alternative.
void Workspace::takeNames() {
  const QString chosen = names_.value(selected_);
  names_.clear();
  for (const AlternativeResult& one : outcome_->result.alternatives)
    names_.append(QString::fromStdString(one.name));
  const int before = selected_;
  const qsizetype found = names_.indexOf(chosen);
  selected_ = found >= 0 ? static_cast<int>(found) : std::min(selected_, static_cast<int>(names_.size()) - 1);
  if (selected_ != before) Q_EMIT selectionChanged();
}

/// Those of the list; none when that would leave nothing to show.
QStringList Workspace::hiddenNow() const {
  QStringList hidden;
  for (const QString& name : names_)
    if (document_.state().hidden.contains(name)) hidden.append(name);
  return hidden.size() < names_.size() ? hidden : QStringList();
}

QString Workspace::scenarioFile() const {
  return document_.path().isEmpty() ? tr("new scenario") : document_.path();
}

void Workspace::refreshShown() {
  const DocumentState& state = document_.state();
  shownHidden_ = state.hidden;
  shownBaseline_ = state.baseline;
  if (outcome_)
    shown_ =
        std::make_shared<const Shown>(show(outcome_, toStandard(hiddenNow()), state.baseline.toStdString()));
  comparison_->setShown(shown_.get(), isDark_);
  setBills(*bills_, shown_.get());
  refreshAlternatives();
  Q_EMIT shownChanged();
}

void Workspace::refreshAlternatives() {
  const QStringList hidden = hiddenNow();
  QList<AlternativeEntry> entries;
  for (qsizetype i = 0; i < names_.size(); ++i) {
    const AlternativeResult& one = outcome_->result.alternatives[static_cast<std::size_t>(i)];
    entries.append({names_[i], !hidden.contains(names_[i]),
                    shown_ && names_[i].toStdString() == shown_->comparison.reference,
                    tr("%1 USD, p99 %2")
                        .arg(moneyText(withoutInterval(one.estimate(MetricId::cost))),
                             latencyText(withoutInterval(one.estimate(MetricId::latency_p99))))});
  }
  alternatives_->setEntries(entries, isDark_);
}

QStringList Workspace::alternativeNames() const { return names_; }

void Workspace::select(int place) {
  if (place == selected_ || place < 0) return;
  selected_ = place;
  Q_EMIT selectionChanged();
}

QList<Parameter> Workspace::parameters() const {
  return parametersOf(document_.state(), placeInText(selected_),
                      outcome_ ? outcome_->experiment.get() : nullptr);
}

QString Workspace::command() const {
  DocumentState state = document_.state();
  state.hidden = hiddenNow();
  return runCommand(document_.path(), state, names_);
}

QString Workspace::breakEvenCommand(const BreakEvenQuestion& question) const {
  return gui::breakEvenCommand(document_.path(), document_.state(), question);
}

void Workspace::setDark(bool isDark) {
  isDark_ = isDark;
  refreshShown();
}

}  // namespace isocost::gui
