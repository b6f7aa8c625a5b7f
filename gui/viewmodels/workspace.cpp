#include "gui/viewmodels/workspace.h"

#include <QFileInfo>
#include <QSaveFile>
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
#include "simulator/report/report_model.h"

namespace isocost::gui {
namespace {

constexpr int pauseBeforeRun = 150;  // ms; typing and dragging go on faster than that

std::vector<std::string> toStandard(const QStringList& words) {
  std::vector<std::string> made;
  for (const QString& word : words) made.push_back(word.toStdString());
  return made;
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
  connect(alternatives_, &AlternativesModel::renameAsked, this, &Workspace::renameAlternative);
}

Workspace::~Workspace() = default;

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
  return tr("seed %1 · common random numbers · %2 · prices read until %3 · %4 d from %5")
      .arg(from.seed)
      .arg(replicationsText(from.replications))
      .arg(QString::fromStdString(from.price_date))
      .arg(from.period_days)
      .arg(QString::fromStdString(from.billed_as_of));
}

LatencyChart Workspace::latencyChart() const { return shown_ ? gui::latencyChart(*shown_) : LatencyChart{}; }
CostChart Workspace::costChart() const { return shown_ ? gui::costChart(*shown_) : CostChart{}; }
TimelineChart Workspace::timelineChart() const {
  return shown_ ? gui::timelineChart(*shown_) : TimelineChart{};
}

QString Workspace::explain(int place, const QString& line) const {
  return shown_ ? explainLine(*shown_, place, line) : QString();
}

QString Workspace::report(ReportFormat format) const {
  if (!shown_) return {};
  const auto model = [this] { return make_report(shown_->result, shown_->comparison); };
  switch (format) {
    case ReportFormat::html: return QString::fromStdString(write_html(model()));
    case ReportFormat::markdown: return QString::fromStdString(write_markdown(model()));
    case ReportFormat::text: return QString::fromStdString(write_text(model()));
    case ReportFormat::csv: return QString::fromStdString(write_csv(shown_->result));
    case ReportFormat::json: return QString::fromStdString(write_json(shown_->result, shown_->comparison));
  }
  return {};
}

QString Workspace::writeReport(const QString& path, ReportFormat format) const {
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(report(format).toUtf8()) < 0 || !file.commit())
    return tr("%1 cannot be written: %2.").arg(path, file.errorString());
  return {};
}

void Workspace::run() {
  pause_->stop();
  startRun(true);
}

void Workspace::stop() {
  pause_->stop();
  simulation_->stop();
  breakEven_->stop();
  Q_EMIT busyChanged();
}

QString Workspace::askBreakEven(const BreakEvenQuestion& question) {
  return breakEven_->start(question, document_.path(), document_.state(),
                           outcome_ ? outcome_->experiment : nullptr);
}

void Workspace::startRun(bool isFresh) {
  if (document_.isEmpty()) return;
  asked_ = document_.state();
  SimulationRequest request{
      document_.path().isEmpty() ? tr("new scenario") : document_.path(), asked_.text, {}, isFresh};
  for (auto change = asked_.changes.begin(); change != asked_.changes.end(); ++change)
    request.changes.push_back({change.key().toStdString(), change.value().toStdString()});
  simulation_->start(request);
}

void Workspace::forget() {
  stop();
  outcome_.reset();
  shown_.reset();
  asked_ = {};
  names_.clear();
  selected_ = 0;
  isStale_ = false;
  problems_->setProblems({});
  refreshShown();
  Q_EMIT problemsChanged();
}

void Workspace::followDocument() {
  const DocumentState& now = document_.state();
  if (now.text != asked_.text || now.changes != asked_.changes) {
    isStale_ = hasResult();
    pause_->start();
    Q_EMIT busyChanged();
  }
  if (now.hidden != shownHidden_ || now.baseline != shownBaseline_) refreshShown();
}

void Workspace::takeProblems(const Diagnostics& problems) {
  problems_->setProblems(problems);
  Q_EMIT problemsChanged();
}

void Workspace::takeOutcome(const std::shared_ptr<const Outcome>& outcome) {
  outcome_ = outcome;
  isStale_ = false;
  refreshShown();
}

void Workspace::refreshShown() {
  const DocumentState& state = document_.state();
  shownHidden_ = state.hidden;
  shownBaseline_ = state.baseline;
  if (outcome_) {
    shown_ = std::make_unique<Shown>(show(outcome_, toStandard(state.hidden), state.baseline.toStdString()));
    names_.clear();
    for (const AlternativeResult& one : outcome_->result.alternatives)
      names_.append(QString::fromStdString(one.name));
  }
  comparison_->setShown(shown_.get(), isDark_);
  setBills(*bills_, shown_.get());
  refreshAlternatives();
  Q_EMIT shownChanged();
}

void Workspace::refreshAlternatives() {
  const DocumentState& state = document_.state();
  QList<AlternativeEntry> entries;
  for (qsizetype i = 0; i < names_.size(); ++i) {
    const AlternativeResult& one = outcome_->result.alternatives[static_cast<std::size_t>(i)];
    entries.append({names_[i], !state.hidden.contains(names_[i]),
                    shown_ && names_[i].toStdString() == shown_->comparison.reference,
                    tr("%1 USD, p99 %2")
                        .arg(moneyText(one.estimate(MetricId::cost).value),
                             latencyText(one.estimate(MetricId::latency_p99).value))});
  }
  alternatives_->setEntries(entries, isDark_);
}

void Workspace::setText(const QString& text, const QString& mergeKey) {
  DocumentState state = document_.state();
  state.text = text;
  document_.edit(tr("Typing"), state, mergeKey);
}

void Workspace::setChange(const Parameter& parameter, double value, const QString& mergeKey) {
  DocumentState state = document_.state();
  if (value == parameter.base)
    state.changes.remove(parameter.path);
  else
    state.changes[parameter.path] = parameter.text(value);
  document_.edit(tr("Change %1").arg(parameter.label), state, mergeKey);
}

void Workspace::resetChange(const QString& path) {
  DocumentState state = document_.state();
  state.changes.remove(path);
  document_.edit(tr("Reset %1").arg(path), state);
}

void Workspace::resetChanges() {
  DocumentState state = document_.state();
  state.changes.clear();
  document_.edit(tr("Reset what-if"), state);
}

void Workspace::showAlternative(int place, bool isShown) {
  DocumentState state = document_.state();
  const QString name = names_.value(place);
  state.hidden.removeAll(name);
  if (!isShown) state.hidden.append(name);
  if (state.hidden.size() >= names_.size()) {
    Q_EMIT told(tr("One alternative stays on."));
    refreshAlternatives();
    return;
  }
  document_.edit(isShown ? tr("Switch %1 on").arg(name) : tr("Switch %1 off").arg(name), state);
}

void Workspace::setBaseline(int place) {
  DocumentState state = document_.state();
  const QString name = names_.value(place);
  state.baseline = state.baseline == name ? QString() : name;
  document_.edit(state.baseline.isEmpty() ? tr("Cheapest as baseline") : tr("Baseline %1").arg(name), state);
}

bool Workspace::duplicateAlternative(int place) {
  DocumentState state = document_.state();
  QString name = names_.value(place);
  for (int number = 2; names_.contains(name); ++number)
    name = tr("%1 (%2)").arg(names_.value(place)).arg(number);
  const auto text = withDuplicate(textWithChanges(state), place, name);
  if (!text) return false;
  // The copy takes the what-if changes of its original with it; the original goes back.
  const QString front = QStringLiteral("alternatives[%1].").arg(place);
  DocumentState forked = state;
  forked.text = *text;
  for (const ScalarPlace& one : scalarsOf(state.text))
    if (one.path.startsWith(front)) forked.text = withValue(forked.text, one.path, one.value);
  forked.changes.clear();
  document_.edit(tr("Duplicate %1").arg(names_.value(place)), forked);
  return true;
}

bool Workspace::deleteAlternative(int place) {
  DocumentState state = document_.state();
  const auto text = withoutAlternative(textWithChanges(state), place);
  if (!text) return false;
  state.text = *text;
  state.changes.clear();
  state.hidden.removeAll(names_.value(place));
  if (state.baseline == names_.value(place)) state.baseline.clear();
  document_.edit(tr("Delete %1").arg(names_.value(place)), state);
  return true;
}

bool Workspace::renameAlternative(int place, const QString& name) {
  DocumentState state = document_.state();
  const auto text = withName(state.text, place, name);
  if (!text || name == names_.value(place)) return false;
  state.text = *text;
  if (state.baseline == names_.value(place)) state.baseline = name;
  if (const qsizetype at = state.hidden.indexOf(names_.value(place)); at >= 0) state.hidden[at] = name;
  document_.edit(tr("Rename %1").arg(names_.value(place)), state);
  return true;
}

QStringList Workspace::alternativeNames() const { return names_; }

void Workspace::select(int place) {
  if (place == selected_ || place < 0) return;
  selected_ = place;
  Q_EMIT selectionChanged();
}

QList<Parameter> Workspace::parameters() const {
  return parametersOf(document_.state(), selected_, outcome_ ? outcome_->experiment.get() : nullptr);
}

QString Workspace::command() const {
  const QString path = document_.path().isEmpty() ? QStringLiteral("SCENARIO.yaml") : document_.path();
  return runCommand(path, document_.state(), names_);
}

void Workspace::setDark(bool isDark) {
  isDark_ = isDark;
  refreshShown();
}

}  // namespace isocost::gui
