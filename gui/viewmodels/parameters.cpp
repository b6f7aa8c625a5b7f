#include "gui/viewmodels/parameters.h"

#include <QCoreApplication>
#include <QSet>
#include <algorithm>
#include <cmath>

#include "gui/viewmodels/document.h"
#include "gui/viewmodels/scenario_text.h"
#include "simulator/experiment/experiment.h"

namespace isocost::gui {
namespace {

struct Words {
  Q_DECLARE_TR_FUNCTIONS(parameters)
};

/// Three digits are what a slider can point at.
double threeDigits(double value) {
  if (value == 0) return 0;
  const double step = std::pow(10, std::floor(std::log10(std::abs(value))) - 2);
  return std::round(value / step) * step;
}

bool isCount(const QString& key) {
  static const QSet<QString> counts{
      "servers", "provisioned", "concurrency_limit", "requests_per_instance", "most_instances", "min",
      "max",     "queue",       "concurrency"};
  return counts.contains(key);
}

const MemorySizes* memorySizesOf(const Experiment* experiment, const QString& platformWord) {
  const Platform* const platform =
      experiment == nullptr ? nullptr : experiment->catalogue->platform(platformWord.toStdString());
  if (platform == nullptr) return nullptr;
  const Fact* const fact = find_fact(platform->facts, "memory_sizes", {}, experiment->scenario.period.start);
  return fact == nullptr ? nullptr : std::get_if<MemorySizes>(&fact->value);
}

void setMemoryRange(Parameter& made, const MemorySizes& sizes) {
  const double bytes = made.unit.contains("GiB") ? 1024.0 * 1024 * 1024 : 1024.0 * 1024;
  for (const Bytes size : sizes.listed) made.steps.append(static_cast<double>(size.count) / bytes);
  if (!made.steps.isEmpty()) {
    made.low = made.steps.first();
    made.high = made.steps.last();
    return;
  }
  made.low = static_cast<double>(sizes.from.count) / bytes;
  made.high = static_cast<double>(sizes.to.count) / bytes;
  constexpr double raster = 64;
  const double step = std::max(static_cast<double>(sizes.step.count) / bytes, raster * 1024 * 1024 / bytes);
  for (double at = made.low; at <= made.high + step / 1000; at += step) made.steps.append(at);
}

void setRange(Parameter& made) {
  if (made.unit.trimmed() == "%") {
    made.isLogarithmic = false;
    made.low = 0;
    made.high = made.base > 0 && made.base < 10 ? made.base * 10 : 100;
    return;
  }
  if (made.isWhole) {
    made.isLogarithmic = made.base > 50;
    made.low = std::min(1.0, made.base);
    made.high = std::max(10.0, made.base * 5);
    if (made.isLogarithmic) made.low = std::max(1.0, std::floor(made.base / 10));
    return;
  }
  made.low = made.base / 10;
  made.high = made.base * 10;
  if (made.base == 0) made.high = 1;
  made.isLogarithmic = made.base > 0;
}

QString groupOf(const QString& path, int alternative) {
  if (path.startsWith("workload.")) return Words::tr("Traffic");
  if (path.startsWith("application.")) return Words::tr("Work");
  if (path.startsWith("slo.")) return Words::tr("SLO");
  if (path.startsWith(QStringLiteral("alternatives[%1].").arg(alternative))) return Words::tr("Alternative");
  return {};
}

}  // namespace

double Parameter::position() const {
  const double at = std::clamp(value, low, high);
  if (high <= low) return 0;
  return isLogarithmic ? std::log(at / low) / std::log(high / low) : (at - low) / (high - low);
}

double Parameter::valueAt(double position) const {
  const double at = isLogarithmic ? low * std::pow(high / low, position) : low + (high - low) * position;
  if (!steps.isEmpty())
    return *std::min_element(steps.begin(), steps.end(),
                             [at](double a, double b) { return std::abs(a - at) < std::abs(b - at); });
  return isWhole ? std::round(at) : threeDigits(at);
}

QString Parameter::text(double at) const { return textOf({at, unit}); }

QList<Parameter> parametersOf(const DocumentState& state, int alternative, const Experiment* experiment) {
  QList<Parameter> parameters;
  const QString platform = alternativesOf(state.text).value(alternative).platform;
  for (const ScalarPlace& place : scalarsOf(state.text)) {
    const QString group = groupOf(place.path, alternative);
    const auto quantity = quantityOf(place.value);
    if (group.isEmpty() || !quantity || place.value.startsWith('-')) continue;
    Parameter made;
    made.group = group;
    made.path = place.path;
    QString name = place.path.section('.', 1);
    if (name.startsWith("components.")) name = name.section('.', 1);
    made.label = name.replace('_', ' ').replace('.', ' ');
    const QString key = place.path.section('.', -1);
    made.unit = quantity->unit;
    made.isWhole = isCount(key) && made.unit.trimmed().isEmpty();
    made.base = quantity->number;
    const auto changed = quantityOf(state.changes.value(place.path, place.value));
    made.value = changed && changed->unit == made.unit ? changed->number : made.base;
    const MemorySizes* const sizes = key == "memory" ? memorySizesOf(experiment, platform) : nullptr;
    if (key == "instance" || key == "name" || key == "platform" || key == "commitment") continue;
    if (sizes != nullptr)
      setMemoryRange(made, *sizes);
    else
      setRange(made);
    parameters.append(made);
  }
  const auto order = [](const Parameter& one) {
    return one.group == Words::tr("Traffic")       ? 0
           : one.group == Words::tr("Alternative") ? 1
           : one.group == Words::tr("Work")        ? 2
                                                   : 3;
  };
  std::stable_sort(parameters.begin(), parameters.end(),
                   [&](const Parameter& a, const Parameter& b) { return order(a) < order(b); });
  return parameters;
}

}  // namespace isocost::gui
