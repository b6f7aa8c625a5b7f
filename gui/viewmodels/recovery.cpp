#include "gui/viewmodels/recovery.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QUuid>

namespace isocost::gui {
namespace {

QJsonObject toJson(const Document& document) {
  QJsonObject changes;
  const DocumentState& state = document.state();
  for (auto change = state.changes.begin(); change != state.changes.end(); ++change)
    changes[change.key()] = change.value();
  return {{"path", document.path()},    {"text", state.text},
          {"changes", changes},         {"hidden", QJsonArray::fromStringList(state.hidden)},
          {"baseline", state.baseline}, {"counted", QJsonArray::fromStringList(state.counted)}};
}

std::optional<LeftBehind> read(const QFileInfo& file) {
  QFile stored(file.filePath());
  if (!stored.open(QIODevice::ReadOnly)) return std::nullopt;
  const QJsonObject object = QJsonDocument::fromJson(stored.readAll()).object();
  if (!object.contains("text")) return std::nullopt;
  LeftBehind left{file.filePath(), object["path"].toString(), file.lastModified(), {}};
  left.state.text = object["text"].toString();
  left.state.baseline = object["baseline"].toString();
  const QJsonObject changes = object["changes"].toObject();
  for (auto change = changes.begin(); change != changes.end(); ++change)
    left.state.changes[change.key()] = change.value().toString();
  for (const QJsonValue& name : object["hidden"].toArray()) left.state.hidden.append(name.toString());
  for (const QJsonValue& name : object["counted"].toArray()) left.state.counted.append(name.toString());
  return left;
}

QString lockOf(const QString& file) { return file + QStringLiteral(".lock"); }

}  // namespace

Recovery::Recovery(const QString& folder)
    : folder_(folder), file_(folder + '/' + QUuid::createUuid().toString(QUuid::WithoutBraces) + ".json") {
  QDir().mkpath(folder);
  lock_ = std::make_unique<QLockFile>(lockOf(file_));
  lock_->setStaleLockTime(0);
  lock_->tryLock(0);
}

QString Recovery::keep(const Document& document) {
  if (!document.isModified()) {
    forget();
    return {};
  }
  QSaveFile file(file_);
  if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(toJson(document)).toJson()) < 0 ||
      !file.commit())
    return Document::tr("%1 cannot be written, so unsaved work is not kept: %2.")
        .arg(file_, file.errorString());
  return {};
}

void Recovery::forget() { QFile::remove(file_); }

std::optional<LeftBehind> Recovery::leftBehind() const {
  for (const QFileInfo& file : QDir(folder_).entryInfoList({"*.json"}, QDir::Files, QDir::Time)) {
    if (file.filePath() == file_) continue;
    QLockFile holder(lockOf(file.filePath()));
    holder.setStaleLockTime(0);
    if (!holder.tryLock(0)) continue;
    if (auto left = read(file)) return left;
  }
  return std::nullopt;
}

void Recovery::discard(const LeftBehind& left) { QFile::remove(left.file); }

}  // namespace isocost::gui
