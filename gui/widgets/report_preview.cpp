#include "gui/widgets/report_preview.h"

#include <QDialogButtonBox>
#include <QFileDialog>
#include <QPdfWriter>
#include <QPushButton>
#include <QSaveFile>
#include <QTextBrowser>
#include <QTextDocument>
#include <QVBoxLayout>

namespace isocost::gui {

ReportPreview::ReportPreview(const Reports& reports, QWidget* parent)
    : QDialog(parent), reports_(reports), page_(new QTextBrowser) {
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(tr("Report"));
  resize(900, 700);
  auto* const layout = new QVBoxLayout(this);
  page_->setAccessibleName(tr("Preview of the report"));
  page_->setOpenExternalLinks(false);
  page_->setMarkdown(reports_.text(ReportFormat::markdown));
  layout->addWidget(page_);
  auto* const buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Close);
  layout->addWidget(buttons);
  connect(buttons->button(QDialogButtonBox::Save), &QPushButton::clicked, this, &ReportPreview::choose);
  connect(buttons->button(QDialogButtonBox::Close), &QPushButton::clicked, this, &QDialog::close);
}

void ReportPreview::choose() {
  const QString path = QFileDialog::getSaveFileName(
      this, tr("Export the report"), {},
      tr("Page (*.html);;Paper (*.pdf);;Markdown (*.md);;Text (*.txt);;Figures (*.csv);;Result (*.json)"));
  if (path.isEmpty()) return;
  const QString problem = writeTo(path);
  emit told(problem.isEmpty() ? tr("%1 is written.").arg(path) : problem);
  if (problem.isEmpty()) close();
}

QString ReportPreview::writeTo(const QString& path) const {
  using Format = ReportFormat;
  const QString ending = path.section('.', -1).toLower();
  if (ending == "html" || ending == "htm") return reports_.write(path, Format::html);
  if (ending == "md") return reports_.write(path, Format::markdown);
  if (ending == "txt") return reports_.write(path, Format::text);
  if (ending == "csv") return reports_.write(path, Format::csv);
  if (ending == "json") return reports_.write(path, Format::json);
  if (ending != "pdf")
    return tr("%1: the name has to end in .html, .pdf, .md, .txt, .csv or .json.").arg(path);
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly)) return tr("%1 cannot be written: %2.").arg(path, file.errorString());
  {
    QPdfWriter writer(&file);
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setPageOrientation(QPageLayout::Landscape);
    QTextDocument paper;
    paper.setDefaultFont(QFont(paper.defaultFont().family(), 8));
    paper.setMarkdown(reports_.text(Format::markdown));
    paper.print(&writer);
  }
  return file.commit() ? QString() : tr("%1 cannot be written: %2.").arg(path, file.errorString());
}

}  // namespace isocost::gui
