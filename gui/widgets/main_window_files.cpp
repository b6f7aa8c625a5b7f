#include <QCloseEvent>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QTimer>

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
  recovery_.forget();
  showPane("Scenario");
}

void MainWindow::chooseFile() {
  const QString path = QFileDialog::getOpenFileName(this, tr("Open a scenario"), {},
                                                    tr("Scenarios (*.yaml *.yml);;All files (*)"));
  if (!path.isEmpty()) openFile(path);
}

bool MainWindow::save() {
  const QString path = workspace_.document().path();
  if (path.isEmpty()) return saveAs();
  if (!workspace_.document().isChangedOnDisk()) return saveTo(path);
  QMessageBox question(QMessageBox::Warning, tr("Changed by another program"),
                       tr("%1 was changed by another program since it was opened.").arg(path),
                       QMessageBox::Cancel, this);
  const QAbstractButton* const overwrite = question.addButton(tr("Overwrite"), QMessageBox::DestructiveRole);
  const QAbstractButton* const elsewhere = question.addButton(tr("Save as…"), QMessageBox::AcceptRole);
  question.setDefaultButton(QMessageBox::Cancel);
  question.exec();
  if (question.clickedButton() == elsewhere) return saveAs();
  return question.clickedButton() == overwrite && saveTo(path);
}

/// False when something is not saved: the file cannot be written, or the text has no place for a change.
bool MainWindow::saveTo(const QString& path) {
  Document& document = workspace_.document();
  if (const QString problem = document.save(path); !problem.isEmpty()) {
    tell(problem);
    return false;
  }
  addRecent(path);
  const QStringList left = document.state().changes.keys();
  if (left.isEmpty()) {
    recovery_.forget();
    tell(tr("%1 is written.").arg(path));
  } else {
    tell(tr("%1 is written, but for %2: the text has no place for it, so it stays a what-if change.")
             .arg(path, left.join(QStringLiteral(", "))));
  }
  return left.isEmpty();
}

bool MainWindow::saveAs() {
  const QString path = QFileDialog::getSaveFileName(this, tr("Save the scenario"),
                                                    workspace_.document().path(), tr("Scenarios (*.yaml)"));
  return !path.isEmpty() && saveTo(path);
}

void MainWindow::exportReport() {
  if (!workspace_.hasResult()) return tell(tr("There is no result to report yet."));
  auto* const preview = new ReportPreview(workspace_.reports(), this);
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
  settings_->sync();
  if (settings_->status() != QSettings::NoError)
    qWarning("%s cannot be written: the session is not kept.", qPrintable(settings_->fileName()));
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
  const QString problem = recovery_.keep(workspace_.document());
  if (problem.isEmpty()) Recovery::discard(left);
  tellProblem(problem);
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
  // Closed is not gone: other windows may keep the program, and this one, alive.
  keepTimer_->stop();
  recovery_.forget();
  keepSession();
  event->accept();
}

void MainWindow::changeEvent(QEvent* event) {
  QMainWindow::changeEvent(event);
  if (event->type() == QEvent::ActivationChange && isActiveWindow()) workspace_.followFiles();
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
  tell(tr("Only files of this computer can be opened."));
}

}  // namespace isocost::gui
