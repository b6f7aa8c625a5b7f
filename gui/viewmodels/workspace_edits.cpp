#include "gui/viewmodels/alternatives_model.h"
#include "gui/viewmodels/outcome.h"
#include "gui/viewmodels/scenario_text.h"
#include "gui/viewmodels/workspace.h"

namespace isocost::gui {
namespace {

QString front(int place) { return QStringLiteral("alternatives[%1].").arg(place); }

/// 0, 1, … with one left out or put in behind `at`: where each of `count` stands afterwards.
QList<int> placesWithout(int at, int count) {
  QList<int> places;
  for (int i = 0; i < count; ++i) places.append(i == at ? -1 : i > at ? i - 1 : i);
  return places;
}

QList<int> placesWithOneBehind(int at, int count) {
  QList<int> places;
  for (int i = 0; i < count; ++i) places.append(i > at ? i + 1 : i);
  return places;
}

}  // namespace

QStringList Workspace::namesInText() const {
  QStringList names;
  for (const AlternativePlace& one : alternativesOf(document_.state().text)) {
    const Platform* const platform =
        outcome_ ? outcome_->experiment->catalogue->platform(one.platform.toStdString()) : nullptr;
    names.append(!one.name.isEmpty()   ? one.name
                 : platform == nullptr ? one.platform
                                       : QString::fromStdString(platform->name));
  }
  return names;
}

int Workspace::placeInText(int place) const {
  return place < 0 || place >= names_.size() ? -1 : static_cast<int>(namesInText().indexOf(names_[place]));
}

QString Workspace::notInText(int place) const {
  return place < 0 || place >= names_.size() ? tr("Choose an alternative first.")
                                             : tr("The text has no alternative %1 now.").arg(names_[place]);
}

QString Workspace::notAllowed() {
  return tr("The text does not allow that: every alternative needs lines of its own, and one stays.");
}

void Workspace::setText(const QString& text, const QString& mergeKey) {
  DocumentState state = document_.state();
  const QStringList keys = state.counted.isEmpty() ? alternativeKeys(state.text) : state.counted;
  const bool isReadable = !alternativeKeys(text).isEmpty();
  if (isReadable) state.changes = changesAfterTyping(state.changes, keys, state.text, text);
  state.counted = isReadable || state.changes.isEmpty() ? QStringList() : keys;
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
  if (place < 0 || place >= names_.size()) return;
  DocumentState state = document_.state();
  state.hidden = hiddenNow();
  state.hidden.removeAll(names_[place]);
  if (!isShown) state.hidden.append(names_[place]);
  if (state.hidden.size() >= names_.size()) {
    Q_EMIT told(tr("One alternative stays on."));
    refreshAlternatives();
    return;
  }
  document_.edit(isShown ? tr("Switch %1 on").arg(names_[place]) : tr("Switch %1 off").arg(names_[place]),
                 state);
}

void Workspace::setBaseline(int place) {
  if (place < 0 || place >= names_.size()) return;
  DocumentState state = document_.state();
  state.baseline = state.baseline == names_[place] ? QString() : names_[place];
  document_.edit(state.baseline.isEmpty() ? tr("Cheapest as baseline") : tr("Baseline %1").arg(names_[place]),
                 state);
}

QString Workspace::freeName(const QString& name) const {
  const QStringList taken = names_ + namesInText();
  QString made = name;
  for (int number = 2; taken.contains(made); ++number)
    made = QStringLiteral("%1 (%2)").arg(name, QString::number(number));
  return made;
}

std::optional<DocumentState> Workspace::stateWithCopy(int place, int at) const {
  DocumentState state = document_.state();
  const auto text = withDuplicate(state.text, at, freeName(names_[place]));
  if (!text) return std::nullopt;
  const auto count = static_cast<int>(namesInText().size());
  state.text = *text;
  state.changes = renumbered(state.changes, placesWithOneBehind(at, count));
  return state;
}

QString Workspace::duplicateAlternative(int place) {
  const int at = placeInText(place);
  if (at < 0) return notInText(place);
  const Changes before = document_.state().changes;
  auto copied = stateWithCopy(place, at);
  if (!copied) return notAllowed();
  DocumentState& state = *copied;
  for (auto change = before.begin(); change != before.end(); ++change)
    if (change.key().startsWith(front(at)))
      state.changes[front(at + 1) + change.key().mid(front(at).size())] = change.value();
  document_.edit(tr("Duplicate %1").arg(names_[place]), state);
  return {};
}

QString Workspace::forkAlternative(int place) {
  const int at = placeInText(place);
  if (at < 0) return notInText(place);
  const Changes before = document_.state().changes;
  auto copied = stateWithCopy(place, at);
  if (!copied) return notAllowed();
  DocumentState& state = *copied;
  for (auto change = before.begin(); change != before.end(); ++change) {
    if (!change.key().startsWith(front(at))) continue;
    state.changes.remove(change.key());
    const QString path = front(at + 1) + change.key().mid(front(at).size());
    if (const auto written = withValue(state.text, path, change.value()))
      state.text = *written;
    else
      state.changes[path] = change.value();
  }
  document_.edit(tr("Fork %1").arg(names_[place]), state);
  return {};
}

QString Workspace::deleteAlternative(int place) {
  const int at = placeInText(place);
  if (at < 0) return notInText(place);
  DocumentState state = document_.state();
  const auto text = withoutAlternative(state.text, at);
  if (!text) return notAllowed();
  state.changes = renumbered(state.changes, placesWithout(at, static_cast<int>(namesInText().size())));
  state.text = *text;
  state.hidden.removeAll(names_[place]);
  if (state.baseline == names_[place]) state.baseline.clear();
  document_.edit(tr("Delete %1").arg(names_[place]), state);
  return {};
}

QString Workspace::renameAlternative(int place, const QString& name) {
  const int at = placeInText(place);
  if (at < 0) return notInText(place);
  if (name == names_[place]) return {};
  if (namesInText().contains(name)) return tr("There is an alternative %1 already.").arg(name);
  DocumentState state = document_.state();
  const auto text = withName(state.text, at, name);
  if (!text) return notAllowed();
  state.text = *text;
  if (state.baseline == names_[place]) state.baseline = name;
  if (const qsizetype hidden = state.hidden.indexOf(names_[place]); hidden >= 0) state.hidden[hidden] = name;
  document_.edit(tr("Rename %1").arg(names_[place]), state);
  return {};
}

}  // namespace isocost::gui
