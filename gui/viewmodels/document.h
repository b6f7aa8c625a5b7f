/// The scenario that is open, and what was changed in it. A value with one door: every change of it goes
/// through `edit` and is a step that can be undone; so none can be forgotten.
///
/// What-if changes lie over the text as `--set` lays them; saving writes them into it.
#pragma once

#include <QMap>
#include <QObject>
#include <QString>
#include <QStringList>

class QUndoStack;

namespace isocost::gui {

struct DocumentState {
  QString text;
  QMap<QString, QString> changes;  ///< path -> value
  QStringList hidden;              ///< names of alternatives that are switched off
  QString baseline;                ///< name; empty: the cheapest
  bool operator==(const DocumentState&) const = default;
};

class Document : public QObject {
  Q_OBJECT

 public:
  explicit Document(QObject* parent = nullptr);

  [[nodiscard]] const DocumentState& state() const { return state_; }
  /// As given; empty for a scenario that has no file yet.
  [[nodiscard]] const QString& path() const { return path_; }
  [[nodiscard]] bool isEmpty() const { return path_.isEmpty() && state_.text.isEmpty(); }
  /// The file would change when saved.
  [[nodiscard]] bool isModified() const;
  [[nodiscard]] QUndoStack* undoStack() const { return undoStack_; }

  /// \param label     what "Undo" says
  /// \param mergeKey  steps that follow each other with the same key are one; empty: a step of its own
  void edit(const QString& label, const DocumentState& changed, const QString& mergeKey = {});

  /// Each returns what went wrong, in one sentence with the path; empty: nothing. Nothing is lost then.
  [[nodiscard]] QString open(const QString& path);
  [[nodiscard]] QString save(const QString& path);
  /// Takes a text that has no file.
  void startWith(const QString& text);
  /// What a crash left behind: unsaved, of that file.
  void recover(const QString& path, const DocumentState& unsaved);

 Q_SIGNALS:
  void changed();
  /// Another file, or the same one read again.
  void replaced();

 private:
  friend class DocumentStep;
  void take(const DocumentState& state);
  void replace(const QString& path, const DocumentState& state, const QString& savedText);

  QString path_;
  DocumentState state_;
  QString savedText_;
  QUndoStack* undoStack_;
};

/// The text with the changes written into it.
[[nodiscard]] QString textWithChanges(const DocumentState& state);

}  // namespace isocost::gui
