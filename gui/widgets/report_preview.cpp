#include "gui/widgets/report_preview.h"

#include <QDialogButtonBox>
#include <QFileDialog>
#include <QPushButton>
#include <QTextBrowser>
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
  buttons_ = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Close);
  layout->addWidget(buttons_);
  connect(buttons_->button(QDialogButtonBox::Save), &QPushButton::clicked, this, &ReportPreview::choose);
  connect(buttons_->button(QDialogButtonBox::Close), &QPushButton::clicked, this, &QDialog::close);
}

void ReportPreview::choose() {
  const QString path = QFileDialog::getSaveFileName(
      this, tr("Export the report"), {},
      tr("Page (*.html);;Paper (*.pdf);;Workbook (*.xlsx);;Markdown (*.md);;Text (*.txt);;Figures (*.csv);;"
         "Rows for finance, FOCUS 1.2 (*.focus.csv);;Result (*.json)"));
  if (path.isEmpty()) return;
  setBusy(true);
  worker_.start([this, path](const std::stop_token&) {
    const QString problem = writeTo(path);
    QMetaObject::invokeMethod(
        this, [this, path, problem] { finish(path, problem); }, Qt::QueuedConnection);
  });
}

void ReportPreview::setBusy(bool isBusy) {
  buttons_->button(QDialogButtonBox::Save)->setEnabled(!isBusy);
  buttons_->button(QDialogButtonBox::Save)->setText(isBusy ? tr("Writing…") : tr("Save"));
}

void ReportPreview::finish(const QString& path, const QString& problem) {
  setBusy(false);
  emit told(problem.isEmpty() ? tr("%1 is written.").arg(path) : problem);
  if (problem.isEmpty()) close();
}

QString ReportPreview::writeTo(const QString& path) const {
  using Format = ReportFormat;
  const QString name = path.toLower();
  const auto ends = [&](const char* ending) { return name.endsWith(QLatin1String(ending)); };
  if (ends(".html") || ends(".htm")) return reports_.write(path, Format::html);
  if (ends(".pdf")) return reports_.write(path, Format::pdf);
  if (ends(".xlsx")) return reports_.write(path, Format::xlsx);
  if (ends(".md")) return reports_.write(path, Format::markdown);
  if (ends(".txt")) return reports_.write(path, Format::text);
  if (ends(".focus.csv")) return reports_.write(path, Format::focus);
  if (ends(".csv")) return reports_.write(path, Format::csv);
  if (ends(".json")) return reports_.write(path, Format::json);
  return tr("%1: the name has to end in .html, .pdf, .xlsx, .md, .txt, .csv, .focus.csv or .json.").arg(path);
}

}  // namespace isocost::gui
