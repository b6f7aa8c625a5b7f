#include "gui/viewmodels/break_even_search.h"

#include <QThread>
#include <algorithm>

#include "gui/viewmodels/figures.h"
#include "gui/viewmodels/scenario_text.h"
#include "simulator/compare/break_even.h"
#include "simulator/experiment/experiment.h"
#include "simulator/report/break_even_report.h"

namespace isocost::gui {
namespace {

struct Search {
  BreakEvenQuestion question;
  Quantity low, high;
  std::string path;
  std::vector<Override> changes;
  std::string text;
  std::shared_ptr<const Catalogue> catalogue;
};

int placeOf(const QString& name, const Experiment& experiment) {
  const auto& all = experiment.scenario.alternatives;
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const Alternative& one) { return one.name == name.toStdString(); });
  return found == all.end() ? -1 : static_cast<int>(found - all.begin());
}

/// Results come in the order of the scenario, whatever the order asked in.
BreakEvenQuestion inOrder(BreakEvenQuestion question, const Experiment& experiment) {
  if (placeOf(question.first, experiment) > placeOf(question.second, experiment))
    std::swap(question.first, question.second);
  return question;
}

/// Gives nothing when stopped; throws what is wrong with the scenario at that value.
std::optional<PairedValues> evaluate(const Search& search, double at, const std::stop_token& stop) {
  ExperimentChoices choices{search.changes,
                            {search.question.first.toStdString(), search.question.second.toStdString()},
                            search.text};
  choices.overrides.push_back(
      {search.question.path.toStdString(), textOf({at, search.low.unit}).toStdString()});
  const Loaded<Experiment> experiment = load_experiment(search.path, search.catalogue, choices);
  if (!experiment.value) throw std::runtime_error(render(experiment.diagnostics));
  RunOptions options;
  options.threads = std::max(1, QThread::idealThreadCount() - 1);
  const Result result = run_experiment(*experiment.value, options, stop);
  if (result.is_interrupted || result.alternatives.size() != 2) return std::nullopt;
  const bool isInOrder = result.alternatives[0].name == search.question.first.toStdString();
  const AlternativeResult &a = result.alternatives[isInOrder ? 0 : 1],
                          &b = result.alternatives[isInOrder ? 1 : 0];
  return search.question.isCost ? PairedValues{a.cost, b.cost} : PairedValues{a.p99, b.p99};
}

QString figure(bool isCost, double value) { return isCost ? moneyText(value) : latencyText(value); }

ChartPoint pointAt(const BreakEvenPoint& point, double y, double halfWidth, const QString& text) {
  return {point.at, y, halfWidth, text};
}

BreakEvenChart chartOf(const Search& search, const BreakEven& found, const std::array<int, 2>& styles) {
  const BreakEvenQuestion& question = search.question;
  BreakEvenChart chart;
  chart.axis = question.path + (search.low.unit.isEmpty() ? QString() : ", " + search.low.unit.trimmed());
  chart.unit = question.isCost ? QStringLiteral("USD") : QStringLiteral("s");
  chart.curves = {{question.first, styles[0], {}}, {question.second, styles[1], {}}};
  chart.difference = {BreakEvenSearch::tr("%1 less %2").arg(question.second, question.first), styles[1], {}};
  QString (*text)(double, const QLocale&) = &latencyText;
  if (question.isCost) text = &moneyText;
  for (const BreakEvenPoint& point : found.points) {
    const QString at = shownText({point.at, search.low.unit});
    const auto line = [&](const QString& name, double value) {
      return QStringLiteral("%1 at %2: %3").arg(name, at, figure(question.isCost, value));
    };
    chart.curves[0].points.append(pointAt(point, point.first, noNumber, line(question.first, point.first)));
    chart.curves[1].points.append(
        pointAt(point, point.second, noNumber, line(question.second, point.second)));
    chart.difference.points.append(pointAt(
        point, point.difference.value, point.difference.half_width.value_or(noNumber),
        line(chart.difference.name, point.difference.value) + '\n' + intervalText(point.difference, text)));
  }
  for (const Crossing& one : found.crossings)
    chart.crossings.append({one.from, one.to, one.estimate,
                            shownText({one.from, search.low.unit}) + QStringLiteral(" – ") +
                                shownText({one.to, search.low.unit})});
  return chart;
}

/// The sentences of the command line's report.
QString answerOf(const Search& search, const BreakEven& found) {
  BreakEvenReport report;
  report.path = search.question.path.toStdString();
  report.unit = search.low.unit.toStdString();
  report.metric = search.question.isCost ? "cost" : "p99";
  report.first = search.question.first.toStdString();
  report.second = search.question.second.toStdString();
  report.found = found;
  const ReportModel model = make_break_even_report(report);
  QStringList sentences;
  for (const std::string& one : model.sections.front().paragraphs)
    sentences.append(QString::fromStdString(one));
  return sentences.join(' ');
}

}  // namespace

QStringList BreakEvenQuestion::options() const {
  // The program cuts at the first comma.
  if (first.contains(',') && second.contains(',')) return {};
  const QString pair = first.contains(',') ? second + ',' + first : first + ',' + second;
  return {"--between", pair,
          "--vary",    path + '=' + low + ':' + high,
          "--metric",  isCost ? "cost" : "p99",
          "--points",  QString::number(points)};
}

BreakEvenSearch::BreakEvenSearch(QObject* parent) : QObject(parent), worker_(std::make_unique<Worker>()) {}
BreakEvenSearch::~BreakEvenSearch() { worker_.reset(); }

void BreakEvenSearch::setBusy(bool isBusy) {
  if (isBusy == isBusy_) return;
  isBusy_ = isBusy;
  Q_EMIT busyChanged();
}

void BreakEvenSearch::stop() {
  worker_->stop();
  ++newest_;
  if (isBusy_) Q_EMIT stopped();
  setBusy(false);
}

void BreakEvenSearch::forget() {
  stop();
  chart_.reset();
  Q_EMIT forgotten();
}

QString BreakEvenSearch::start(const BreakEvenQuestion& asked, const QString& path,
                               const DocumentState& state,
                               const std::shared_ptr<const Experiment>& experiment) {
  if (!experiment) return tr("There is no scenario without problems yet.");
  const BreakEvenQuestion question = inOrder(asked, *experiment);
  const auto low = quantityOf(question.low), high = quantityOf(question.high);
  if (!low || !high || low->unit != high->unit || low->number <= 0 || low->number >= high->number)
    return tr(
        "From and to: two values in one unit, from above 0 and below to, such as 1M/month and 30M/month.");
  if (question.first == question.second) return tr("Choose two different alternatives.");
  if (placeOf(question.first, *experiment) < 0)
    return tr("The scenario has no alternative %1.").arg(question.first);
  Search search{
      question, *low, *high, path.toStdString(), {}, state.text.toStdString(), experiment->catalogue};
  for (auto change = state.changes.begin(); change != state.changes.end(); ++change)
    search.changes.push_back({change.key().toStdString(), change.value().toStdString()});
  const std::array<int, 2> styles{placeOf(question.first, *experiment),
                                  placeOf(question.second, *experiment)};
  forget();
  const quint64 id = ++newest_;
  setBusy(true);
  const auto post = [this, id](auto what) {
    QMetaObject::invokeMethod(
        this,
        [this, id, what = std::move(what)] {
          if (id == newest_) what();
        },
        Qt::QueuedConnection);
  };
  worker_->start([this, search, styles, post](const std::stop_token& stop) {
    constexpr double precision = 1.02;
    int values = 0;
    try {
      const BreakEven found = find_break_even(search.low.number, search.high.number, search.question.points,
                                              precision, [&](double at) {
                                                auto pair = evaluate(search, at, stop);
                                                post([this, count = ++values] { Q_EMIT progressed(count); });
                                                return pair;
                                              });
      BreakEvenChart chart = chartOf(search, found, styles);
      chart.answer = answerOf(search, found);
      post([this, chart] {
        chart_ = chart;
        setBusy(false);
        Q_EMIT finished();
      });
    } catch (const std::exception& problem) {
      post([this, sentence = QString::fromUtf8(problem.what())] {
        setBusy(false);
        Q_EMIT failed(sentence);
      });
    }
  });
  return {};
}

}  // namespace isocost::gui
