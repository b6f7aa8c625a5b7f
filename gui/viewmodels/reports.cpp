#include "gui/viewmodels/reports.h"

#include <QCoreApplication>
#include <QSaveFile>

#include "gui/viewmodels/shown.h"
#include "simulator/report/report_model.h"

namespace isocost::gui {

QString Reports::text(ReportFormat format) const {
  if (!shown_) return {};
  const auto model = [this] { return make_report(shown_->result, shown_->comparison); };
  switch (format) {
    case ReportFormat::html: return QString::fromStdString(write_html(model()));
    case ReportFormat::markdown: return QString::fromStdString(write_markdown(model()));
    case ReportFormat::text: return QString::fromStdString(write_text(model()));
    case ReportFormat::csv: return QString::fromStdString(write_csv(shown_->result));
    case ReportFormat::json: return QString::fromStdString(write_json(shown_->result, shown_->comparison));
  }
  return {};
}

QString Reports::write(const QString& path, ReportFormat format) const {
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(text(format).toUtf8()) < 0 || !file.commit())
    return QCoreApplication::translate("reports", "%1 cannot be written: %2.").arg(path, file.errorString());
  return {};
}

}  // namespace isocost::gui
