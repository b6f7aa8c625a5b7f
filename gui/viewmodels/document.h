/// The scenario that is open, and what was changed in it. A value with one door: every change of it goes
/// through `edit` and is a step that can be undone; so none can be forgotten.
///
/// What-if changes lie over the text as `--set` lays them; saving writes them into it.
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>

#include "gui/viewmodels/what_if_changes.h"

class QUndoStack;

namespace isocost::gui {

struct DocumentState {
  QString text;
  Changes changes;
  QStringList hidden;  ///< names of alternatives that are switched off
  QString baseline;    ///< name; empty: the cheapest
  /// What the numbers in `changes` count while the text cannot be read: the alternatives of the text before,
  /// as `alternativeKeys`. Empty: those of the text.
  QStringList counted;
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
  /// There is something that the file does not have: typed, or changed over the text.
  [[nodiscard]] bool isModified() const;
  [[nodiscard]] bool isTextModified() const { return state_.text != savedText_; }
  /// The file holds something else than what was read from it or written to it last.
  [[nodiscard]] bool isChangedOnDisk() const;
  [[nodiscard]] QUndoStack* undoStack() const { return undoStack_; }

  /// \param label     what "Undo" says
  /// \param mergeKey  steps that follow each other with the same key are one; empty: a step of its own
  void edit(const QString& label, const DocumentState& changed, const QString& mergeKey = {});

  /// Each returns what went wrong, in one sentence with the path; empty: nothing. Nothing is lost then.
  [[nodiscard]] QString open(const QString& path);
  /// Changes that cannot be written into the text stay changes, and the document stays modified.
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

struct WrittenText {
  QString text;
  Changes left;  ///< for which the text has no place
};

/// The text with the changes written into it.
[[nodiscard]] WrittenText textWithChanges(const DocumentState& state);

}  // namespace isocost::gui
