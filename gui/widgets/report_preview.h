/// The report as it is going to be written, with the choice of formats.
#pragma once

#include <QDialog>

#include "gui/viewmodels/reports.h"

class QTextBrowser;

namespace isocost::gui {

class ReportPreview : public QDialog {
  Q_OBJECT

 public:
  explicit ReportPreview(const Reports& reports, QWidget* parent = nullptr);

  /// The kind follows from the ending: .html, .md, .txt, .csv, .json as the command line writes them, or
  /// .pdf. What went wrong, in one sentence with the path; empty: nothing.
  [[nodiscard]] QString writeTo(const QString& path) const;

 signals:
  void told(const QString& sentence);

 private:
  void choose();

  Reports reports_;
  QTextBrowser* page_;
};

}  // namespace isocost::gui
