#include "gui/viewmodels/document.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QStringDecoder>
#include <QUndoStack>

#include "gui/viewmodels/scenario_text.h"

namespace isocost::gui {
namespace {

/// Nothing for bytes that would not be the same when they are written again.
std::optional<QString> decoded(const QByteArray& bytes) {
  QStringDecoder decode(QStringDecoder::Utf8, QStringDecoder::Flag::ConvertInitialBom);
  const QString text = decode(bytes);
  return !decode.hasError() && text.toUtf8() == bytes ? std::optional(text) : std::nullopt;
}

std::optional<QByteArray> bytesOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? std::optional(file.readAll()) : std::nullopt;
}

}  // namespace

/// Snapshot before and after; the first redo, when it is pushed, makes the change.
class DocumentStep : public QUndoCommand {
 public:
  DocumentStep(Document& document, const QString& label, DocumentState after, QString mergeKey)
      : QUndoCommand(label),
        document_(document),
        before_(document.state()),
        after_(std::move(after)),
        mergeKey_(std::move(mergeKey)) {}

  void undo() override { document_.take(before_); }
  void redo() override { document_.take(after_); }
  [[nodiscard]] int id() const override { return mergeKey_.isEmpty() ? -1 : 1; }
  bool mergeWith(const QUndoCommand* next) override {
    const auto* const step = static_cast<const DocumentStep*>(next);
    if (step->mergeKey_ != mergeKey_) return false;
    after_ = step->after_;
    setObsolete(after_ == before_);
    return true;
  }

 private:
  Document& document_;
  DocumentState before_, after_;
  QString mergeKey_;
};

Document::Document(QObject* parent) : QObject(parent), undoStack_(new QUndoStack(this)) {}

bool Document::isModified() const { return isTextModified() || !state_.changes.isEmpty(); }

bool Document::isChangedOnDisk() const {
  if (path_.isEmpty()) return false;
  const auto bytes = bytesOf(path_);
  return bytes && *bytes != savedText_.toUtf8();
}

void Document::edit(const QString& label, const DocumentState& changed, const QString& mergeKey) {
  if (changed == state_) return;
  undoStack_->push(new DocumentStep(*this, label, changed, mergeKey));
}

void Document::take(const DocumentState& state) {
  state_ = state;
  Q_EMIT changed();
}

void Document::replace(const QString& path, const DocumentState& state, const QString& savedText) {
  path_ = path;
  state_ = state;
  savedText_ = savedText;
  undoStack_->clear();
  Q_EMIT replaced();
  Q_EMIT changed();
}

QString Document::open(const QString& path) {
  QFile file(path);
  if (QFileInfo(path).isDir()) return tr("%1 is a folder: choose a file in it.").arg(path);
  if (!file.open(QIODevice::ReadOnly)) return tr("%1 cannot be read: %2.").arg(path, file.errorString());
  constexpr qint64 largest = 1000 * 1000;
  if (file.size() > largest) return tr("%1 is no scenario: it is larger than a megabyte.").arg(path);
  const auto text = decoded(file.readAll());
  if (!text) return tr("%1 is not UTF-8 text: save it as UTF-8 first.").arg(path);
  replace(path, {*text, {}, {}, {}, {}}, *text);
  return {};
}

QString Document::save(const QString& path) {
  const WrittenText whole = textWithChanges(state_);
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(whole.text.toUtf8()) < 0 || !file.commit())
    return tr("%1 cannot be written: %2.").arg(path, file.errorString());
  path_ = path;
  savedText_ = whole.text;
  DocumentState written = state_;
  written.text = whole.text;
  written.changes = whole.left;
  edit(tr("Write changes into the scenario"), written);
  Q_EMIT changed();
  return {};
}

void Document::startWith(const QString& text) { replace({}, {text, {}, {}, {}, {}}, {}); }

void Document::recover(const QString& path, const DocumentState& unsaved) {
  const auto bytes = bytesOf(path);
  replace(path, unsaved, bytes ? decoded(*bytes).value_or(QString()) : QString());
}

WrittenText textWithChanges(const DocumentState& state) {
  WrittenText written{state.text, {}};
  for (auto change = state.changes.begin(); change != state.changes.end(); ++change)
    if (const auto text = withValue(written.text, change.key(), change.value()))
      written.text = *text;
    else
      written.left[change.key()] = change.value();
  return written;
}

}  // namespace isocost::gui
