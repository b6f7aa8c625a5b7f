#include "gui/viewmodels/reports.h"

#include <QCoreApplication>
#include <QSaveFile>
#include <stdexcept>

#include "gui/viewmodels/shown.h"
#include "simulator/report/pdf.h"
#include "simulator/report/report_model.h"

namespace isocost::gui {

namespace {

QString tr(const char* words) { return QCoreApplication::translate("reports", words); }

std::string pdfOf(const ReportModel& model) {
  if (!has_pdf_maker())
    throw std::runtime_error(
        tr("PDF needs WeasyPrint, which is not installed (sudo apt install weasyprint)").toStdString());
  return pdf_of_page(write_page_for_paper(model, Paper::a4));
}

std::string contentOf(const Shown& shown, ReportFormat format) {
  const auto model = [&] { return make_report(shown.result, shown.comparison); };
  switch (format) {
    case ReportFormat::html: return write_html(model());
    case ReportFormat::markdown: return write_comment(model());
    case ReportFormat::text: return write_text(model());
    case ReportFormat::csv: return write_csv(shown.result);
    case ReportFormat::json: return write_json(shown.result, shown.comparison);
    case ReportFormat::focus: return write_focus(shown.result);
    case ReportFormat::xlsx: return write_xlsx(shown.result, shown.comparison);
    case ReportFormat::pdf: return pdfOf(model());
  }
  return {};
}

}  // namespace

QByteArray Reports::bytes(ReportFormat format) const {
  return shown_ ? QByteArray::fromStdString(contentOf(*shown_, format)) : QByteArray();
}

QString Reports::text(ReportFormat format) const { return QString::fromUtf8(bytes(format)); }

QString Reports::write(const QString& path, ReportFormat format) const {
  const auto sentence = [&](const QString& why) { return tr("%1 cannot be written: %2.").arg(path, why); };
  try {
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes(format)) < 0 || !file.commit())
      return sentence(file.errorString());
  } catch (const std::exception& problem) {
    return sentence(QString::fromUtf8(problem.what()));
  }
  return {};
}

}  // namespace isocost::gui
