#include "gui/viewmodels/simulation.h"

#include <QDirIterator>
#include <QFileInfo>
#include <QThread>
#include <QTimer>
#include <algorithm>
#include <deque>
#include <exception>
#include <map>

namespace isocost::gui {

/// Touched by the worker only.
struct Simulation::Kept {
  static constexpr std::size_t most = 32;

  QByteArray stamp;  ///< of the catalogue's files
  std::shared_ptr<const Catalogue> catalogue;
  Diagnostics problems;  ///< of the catalogue
  std::map<std::string, std::shared_ptr<const Outcome>> outcomes;
  std::deque<std::string> order;

  void keep(const std::string& key, const std::shared_ptr<const Outcome>& outcome) {
    if (outcomes.insert_or_assign(key, outcome).second) order.push_back(key);
    if (order.size() <= most) return;
    outcomes.erase(order.front());
    order.pop_front();
  }
};

namespace {

/// Names, sizes and times of a file, or of all in a folder: another one when something in it was changed.
QByteArray stampOf(const QString& path) {
  QStringList lines;
  const auto add = [&](const QFileInfo& file) {
    lines.append(QStringLiteral("%1 %2 %3")
                     .arg(file.filePath())
                     .arg(file.size())
                     .arg(file.lastModified().toMSecsSinceEpoch()));
  };
  add(QFileInfo(path));
  QDirIterator files(path, QDir::Files, QDirIterator::Subdirectories);
  while (files.hasNext()) add(QFileInfo(files.next()));
  lines.sort();
  return lines.join('\n').toUtf8();
}

/// Of the prices and of the trace.
QByteArray stampOfInputs(const Experiment& experiment, const QByteArray& catalogue) {
  const auto& trace = experiment.scenario.workload.trace;
  return trace ? catalogue + '\n' + stampOf(QString::fromStdString(trace->summary().path)) : catalogue;
}

std::string keyOf(const Experiment& experiment, const QByteArray& stamp) {
  return experiment.scenario.file + '\n' + experiment.scenario.hash + stamp.toStdString();
}

/// The window keeps a processor for itself.
int threadsForSimulation() { return std::max(1, QThread::idealThreadCount() - 1); }

}  // namespace

Simulation::Simulation(QObject* parent)
    : QObject(parent),
      kept_(std::make_shared<Kept>()),
      timer_(new QTimer(this)),
      worker_(std::make_unique<Worker>()) {
  timer_->setInterval(100);
  connect(timer_, &QTimer::timeout, this, &Simulation::reportProgress);
}

Simulation::~Simulation() { worker_.reset(); }

template <class What>
void Simulation::post(quint64 id, What what) {
  QMetaObject::invokeMethod(
      this,
      [this, id, what = std::move(what)] {
        if (id == newest_) what();
      },
      Qt::QueuedConnection);
}

void Simulation::start(const SimulationRequest& request) {
  const quint64 id = ++newest_;
  done_ = 0;
  total_ = 0;
  setBusy(true);
  worker_->start([this, request, id](const std::stop_token& stop) {
    try {
      work(request, id, stop);
    } catch (const std::exception& problem) {
      post(id, [this, sentence = QString::fromUtf8(problem.what())] {
        setBusy(false);
        Q_EMIT failed(sentence);
      });
    }
  });
}

void Simulation::stop() {
  worker_->stop();
  ++newest_;
  setBusy(false);
}

bool Simulation::isCurrent(const Outcome& outcome) const {
  const QString folder = QString::fromStdString(find_models_folder(modelsFolder_.toStdString()));
  return stampOfInputs(*outcome.experiment, stampOf(folder)) == outcome.stamp;
}

void Simulation::setBusy(bool isBusy) {
  if (isBusy == isBusy_) return;
  isBusy_ = isBusy;
  if (isBusy)
    timer_->start();
  else
    timer_->stop();
  Q_EMIT busyChanged();
}

void Simulation::reportProgress() {
  const auto done = static_cast<int>(done_), total = static_cast<int>(total_);
  if (total == 0) return;
  const auto since = std::chrono::steady_clock::now().time_since_epoch() - begin_.load();
  const double passed = std::chrono::duration<double>(since).count();
  Q_EMIT progressed(done, total, done > 0 ? passed / done * (total - done) : -1);
}

void Simulation::readCatalogue() {
  const std::string folder = find_models_folder(modelsFolder_.toStdString());
  const QByteArray stamp = stampOf(QString::fromStdString(folder));
  if (kept_->catalogue && kept_->stamp == stamp) return;
  Loaded<Catalogue> catalogue = load_catalogue(folder);
  kept_->stamp = stamp;
  kept_->problems = std::move(catalogue.diagnostics);
  kept_->catalogue =
      catalogue.value ? std::make_shared<const Catalogue>(std::move(*catalogue.value)) : nullptr;
}

void Simulation::work(const SimulationRequest& request, quint64 id, const std::stop_token& stop) {
  readCatalogue();
  Diagnostics problems = kept_->problems;
  std::shared_ptr<const Experiment> experiment;
  if (kept_->catalogue) {
    ExperimentChoices choices{request.changes, {}, request.text.toStdString()};
    Loaded<Experiment> loaded = load_experiment(request.path.toStdString(), kept_->catalogue, choices);
    problems.insert(problems.end(), loaded.diagnostics.begin(), loaded.diagnostics.end());
    if (loaded.value) experiment = std::make_shared<const Experiment>(std::move(*loaded.value));
  }
  post(id, [this, problems, isFine = experiment != nullptr] {
    if (!isFine) setBusy(false);
    Q_EMIT checked(problems);
  });
  if (!experiment) return;
  const auto found = kept_->outcomes.find(keyOf(*experiment, stampOfInputs(*experiment, kept_->stamp)));
  if (found != kept_->outcomes.end() && !request.isFresh) {
    post(id, [this, outcome = found->second] {
      setBusy(false);
      Q_EMIT finished(outcome);
    });
    return;
  }
  if (experiment->scenario.replications > previewReplications)
    simulate(experiment, previewReplications, id, stop);
  if (!stop.stop_requested()) simulate(experiment, experiment->scenario.replications, id, stop);
}

void Simulation::simulate(const std::shared_ptr<const Experiment>& experiment, int replications, quint64 id,
                          const std::stop_token& stop) {
  auto outcome = std::make_shared<Outcome>();
  outcome->experiment = experiment;
  outcome->stamp = stampOfInputs(*experiment, kept_->stamp);
  outcome->isPreview = replications < experiment->scenario.replications;
  done_ = 0;
  total_ = 0;
  begin_ = std::chrono::steady_clock::now().time_since_epoch();
  RunOptions options;
  options.threads = threadsForSimulation();
  options.timelines = &outcome->timelines;
  options.progress = [this](std::size_t done, std::size_t total) {
    done_ = done;
    total_ = total;
  };
  if (outcome->isPreview) {
    Experiment few = *experiment;
    few.scenario.replications = replications;
    outcome->result = run_experiment(few, options, stop);
  } else {
    outcome->result = run_experiment(*experiment, options, stop);
  }
  if (outcome->result.is_interrupted) return;
  if (!outcome->isPreview) kept_->keep(keyOf(*experiment, outcome->stamp), outcome);
  post(id, [this, outcome = std::shared_ptr<const Outcome>(outcome)] {
    if (!outcome->isPreview) setBusy(false);
    Q_EMIT finished(outcome);
  });
}

}  // namespace isocost::gui
