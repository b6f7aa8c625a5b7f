#include <QCloseEvent>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QMimeData>
#include <QSettings>

#include "gui/viewmodels/scenario_library.h"
#include "gui/widgets/main_window.h"
#include "gui/widgets/report_preview.h"
#include "gui/widgets/welcome_page.h"

namespace isocost::gui {

bool MainWindow::openFile(const QString& path) {
  if (!mayLeave()) return false;
  if (const QString problem = workspace_.document().open(path); !problem.isEmpty()) {
    tell(problem);
    return false;
  }
  recovery_.forget();
  addRecent(path);
  showPane("Latency");
  return true;
}

void MainWindow::newScenario() {
  if (!mayLeave()) return;
  workspace_.document().startWith(starterScenario());
  showPane("Scenario");
}

void MainWindow::chooseFile() {
  const QString path = QFileDialog::getOpenFileName(this, tr("Open a scenario"), {},
                                                    tr("Scenarios (*.yaml *.yml);;All files (*)"));
  if (!path.isEmpty()) openFile(path);
}

bool MainWindow::save() {
  if (workspace_.document().path().isEmpty()) return saveAs();
  if (const QString problem = workspace_.document().save(workspace_.document().path()); !problem.isEmpty()) {
    tell(problem);
    return false;
  }
  recovery_.forget();
  tell(tr("%1 is written.").arg(workspace_.document().path()));
  return true;
}

bool MainWindow::saveAs() {
  const QString path = QFileDialog::getSaveFileName(this, tr("Save the scenario"),
                                                    workspace_.document().path(), tr("Scenarios (*.yaml)"));
  if (path.isEmpty()) return false;
  if (const QString problem = workspace_.document().save(path); !problem.isEmpty()) {
    tell(problem);
    return false;
  }
  recovery_.forget();
  addRecent(path);
  return true;
}

void MainWindow::exportReport() {
  if (!workspace_.hasResult()) return tell(tr("There is no result to report yet."));
  auto* const preview = new ReportPreview(workspace_, this);
  connect(preview, &ReportPreview::told, this, &MainWindow::tell);
  preview->show();
}

/// Asks when there is unsaved work; false: stay.
bool MainWindow::mayLeave() {
  if (!workspace_.document().isModified()) return true;
  const auto answer = QMessageBox::question(
      this, tr("Unsaved changes"), tr("The scenario has unsaved changes."),
      QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, QMessageBox::Save);
  if (answer == QMessageBox::Save) return save();
  return answer == QMessageBox::Discard;
}

void MainWindow::addRecent(const QString& path) {
  constexpr qsizetype most = 10;
  const QString whole = QFileInfo(path).absoluteFilePath();
  QStringList recent = settings_->value("recent").toStringList();
  recent.removeAll(whole);
  recent.prepend(whole);
  settings_->setValue("recent", recent.mid(0, most));
  welcome_->setRecent(recent.mid(0, most));
}

void MainWindow::keepSession() {
  const Document& document = workspace_.document();
  settings_->setValue("geometry", saveGeometry());
  settings_->setValue("panes", panes_->saveState());
  settings_->setValue("session/path",
                      document.path().isEmpty() ? QString() : QFileInfo(document.path()).absoluteFilePath());
  settings_->setValue("session/hidden", document.state().hidden);
  settings_->setValue("session/baseline", document.state().baseline);
}

void MainWindow::restoreSession(bool withScenario) {
  setLook(static_cast<Look>(settings_->value("look", 0).toInt()));
  QStringList recent;
  for (const QString& path : settings_->value("recent").toStringList())
    if (QFileInfo::exists(path)) recent.append(path);
  welcome_->setRecent(recent);
  if (settings_->contains("geometry")) restoreGeometry(settings_->value("geometry").toByteArray());
  if (settings_->contains("panes")) panes_->restoreState(settings_->value("panes").toByteArray());
  const QString path = settings_->value("session/path").toString();
  if (!withScenario || path.isEmpty() || !QFileInfo::exists(path) || leftBehind_) return showPane("Welcome");
  if (!openFile(path)) return;
  DocumentState state = workspace_.document().state();
  state.hidden = settings_->value("session/hidden").toStringList();
  state.baseline = settings_->value("session/baseline").toString();
  workspace_.document().recover(path, state);
}

void MainWindow::offerRecovery() {
  leftBehind_ = recovery_.leftBehind();
  if (!leftBehind_) return welcome_->setLeftBehind({});
  welcome_->setLeftBehind(tr("%1 was not saved when the program ended; it was kept on %2.")
                              .arg(leftBehind_->path.isEmpty() ? tr("A new scenario") : leftBehind_->path,
                                   QLocale().toString(leftBehind_->when, QLocale::ShortFormat)));
}

void MainWindow::recover() {
  if (!leftBehind_ || !mayLeave()) return;
  workspace_.document().recover(leftBehind_->path, leftBehind_->state);
  const LeftBehind left = *leftBehind_;
  if (recovery_.keep(workspace_.document()).isEmpty()) Recovery::discard(left);
  offerRecovery();
  showPane("Latency");
}

void MainWindow::discardRecovery() {
  if (leftBehind_) Recovery::discard(*leftBehind_);
  offerRecovery();
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (!mayLeave()) return event->ignore();
  workspace_.stop();
  recovery_.forget();
  keepSession();
  event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  for (const QUrl& url : event->mimeData()->urls())
    if (url.isLocalFile()) {
      openFile(url.toLocalFile());
      return;
    }
}

}  // namespace isocost::gui
