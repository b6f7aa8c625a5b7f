/// What is kept of unsaved work, so that a crash or a power cut loses half a minute of it.
///
/// Each window writes one file of its own and holds a lock beside it; a file without a live holder was left
/// behind. Saved or discarded work leaves nothing.
#pragma once

#include <QDateTime>
#include <QLockFile>
#include <QString>
#include <memory>
#include <optional>

#include "gui/viewmodels/document.h"

namespace isocost::gui {

struct LeftBehind {
  QString file;  ///< of the recovery
  QString path;  ///< of the scenario; empty: it had none
  QDateTime when;
  DocumentState state;
};

class Recovery {
 public:
  /// \param folder  made when it is missing
  explicit Recovery(const QString& folder);

  /// What went wrong, in one sentence; empty: nothing.
  [[nodiscard]] QString keep(const Document& document);
  void forget();
  /// The newest that nobody holds.
  [[nodiscard]] std::optional<LeftBehind> leftBehind() const;
  static void discard(const LeftBehind& left);

 private:
  QString folder_;
  QString file_;
  std::unique_ptr<QLockFile> lock_;
};

}  // namespace isocost::gui
