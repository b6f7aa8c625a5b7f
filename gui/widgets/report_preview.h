/// The report as it is going to be written, with the choice of formats.
#pragma once

#include <QDialog>

#include "gui/viewmodels/reports.h"
#include "gui/viewmodels/worker.h"

class QDialogButtonBox;
class QTextBrowser;

namespace isocost::gui {

class ReportPreview : public QDialog {
  Q_OBJECT

 public:
  explicit ReportPreview(const Reports& reports, QWidget* parent = nullptr);

  /// The kind follows from the ending: .html, .pdf, .xlsx, .md, .txt, .csv (.focus.csv: FOCUS rows) and
  /// .json, as the command line writes them. What went wrong, in one sentence with the path; empty: nothing.
  [[nodiscard]] QString writeTo(const QString& path) const;

 signals:
  void told(const QString& sentence);

 private:
  void choose();
  void setBusy(bool isBusy);
  void finish(const QString& path, const QString& problem);

  Reports reports_;
  QTextBrowser* page_;
  QDialogButtonBox* buttons_ = nullptr;
  Worker worker_;  ///< writes: a PDF takes seconds
};

}  // namespace isocost::gui
