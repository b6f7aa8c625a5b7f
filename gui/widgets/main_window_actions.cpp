#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QDockWidget>
#include <QFileDialog>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QToolBar>
#include <QUndoStack>
#include <QWhatsThis>

#include "gui/widgets/alternatives_pane.h"
#include "gui/widgets/break_even_pane.h"
#include "gui/widgets/chart_files.h"
#include "gui/widgets/charts_of_views.h"
#include "gui/widgets/command_palette.h"
#include "gui/widgets/main_window.h"

namespace isocost::gui {

QAction* MainWindow::addAction(QMenu* menu, const QString& text, const QKeySequence& keys,
                               const std::function<void()>& what) {
  QAction* const action = menu->addAction(text);
  action->setShortcut(keys);
  connect(action, &QAction::triggered, this, [what] { what(); });
  actions_.append(action);
  return action;
}

void MainWindow::buildActions() {
  buildFileMenu();
  buildEditMenu();
  buildRunMenu();
  buildViewMenu();
  buildHelpMenu();
  QToolBar* const bar = addToolBar(tr("Tools"));
  bar->setObjectName("tools");
  bar->setMovable(false);
  bar->setToolButtonStyle(Qt::ToolButtonTextOnly);
  bar->addAction(run_);
  bar->addAction(stop_);
  bar->addSeparator();
  for (QAction* const action : actions_)
    if (action->property("isOnBar").toBool()) bar->addAction(action);
}

void MainWindow::buildFileMenu() {
  QMenu* const menu = menuBar()->addMenu(tr("&File"));
  addAction(menu, tr("&New scenario"), QKeySequence::New, [this] { newScenario(); });
  addAction(menu, tr("&Open…"), QKeySequence::Open, [this] { chooseFile(); })->setProperty("isOnBar", true);
  addAction(menu, tr("&Save"), QKeySequence::Save, [this] { save(); })->setProperty("isOnBar", true);
  addAction(menu, tr("Save &as…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S), [this] { saveAs(); });
  menu->addSeparator();
  addAction(menu, tr("&Export report…"), QKeySequence(Qt::CTRL | Qt::Key_E), [this] {
    exportReport();
  })->setProperty("isOnBar", true);
  addAction(menu, tr("Save &chart…"), {}, [this] { saveChart(); });
  addAction(menu, tr("Copy as co&mmand"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), [this] {
    copyCommand();
  })->setProperty("isOnBar", true);
  menu->addSeparator();
  addAction(menu, tr("&Quit"), QKeySequence::Quit, [] { QApplication::closeAllWindows(); });
}

void MainWindow::buildEditMenu() {
  QMenu* const menu = menuBar()->addMenu(tr("&Edit"));
  QUndoStack* const stack = workspace_.document().undoStack();
  QAction* const undo = stack->createUndoAction(this, tr("&Undo"));
  QAction* const redo = stack->createRedoAction(this, tr("&Redo"));
  undo->setShortcut(QKeySequence::Undo);
  redo->setShortcuts({QKeySequence(Qt::CTRL | Qt::Key_Y), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z)});
  menu->addActions({undo, redo});
  actions_.append({undo, redo});
  menu->addSeparator();
  addAction(menu, tr("&Find action…"), QKeySequence(Qt::CTRL | Qt::Key_K), [this] {
    openPalette();
  })->setProperty("isOnBar", true);

  QMenu* const scenario = menuBar()->addMenu(tr("&Scenario"));
  addAction(scenario, tr("&Baseline"), QKeySequence(Qt::CTRL | Qt::Key_B),
            [this] { workspace_.setBaseline(workspace_.selected()); });
  addAction(scenario, tr("&Duplicate alternative"), QKeySequence(Qt::CTRL | Qt::Key_D),
            [this] { tellProblem(workspace_.duplicateAlternative(workspace_.selected())); });
  addAction(scenario, tr("&Rename alternative"), QKeySequence(Qt::Key_F2), [this] {
    showPane("Alternatives");
    alternatives_->rename();
  });
  QAction* const remove =
      addAction(scenario, tr("De&lete alternative"), QKeySequence(Qt::Key_Delete),
                [this] { tellProblem(workspace_.deleteAlternative(workspace_.selected())); });
  // In the text Del deletes a letter.
  remove->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  alternatives_->addAction(remove);
  scenario->addSeparator();
  addAction(scenario, tr("Reset &what-if"), {}, [this] { workspace_.resetChanges(); });
}

void MainWindow::buildRunMenu() {
  QMenu* const menu = menuBar()->addMenu(tr("&Run"));
  run_ = addAction(menu, tr("&Run"), QKeySequence(Qt::Key_F5), [this] { workspace_.run(); });
  stop_ = addAction(menu, tr("S&top"), QKeySequence(Qt::SHIFT | Qt::Key_F5), [this] { workspace_.stop(); });
}

void MainWindow::buildViewMenu() {
  QMenu* const menu = menuBar()->addMenu(tr("&View"));
  for (qsizetype i = 0; i < paneOrder_.size(); ++i) {
    const QString name = paneOrder_[i];
    const QKeySequence keys =
        i < 9 ? QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + i)) : QKeySequence();
    addAction(menu, tr("Show %1").arg(docks_[name]->windowTitle()), keys, [this, name] { showPane(name); });
  }
  menu->addSeparator();
  addAction(menu, tr("Arrange panes as at first"), {}, [this] { arrangePanes(); });
  addAction(menu, tr("Reset zoom of the chart"), {}, [this] {
    if (Chart* const chart = currentChart()) chart->resetView();
  });
  addAction(menu, tr("Full screen"), QKeySequence(Qt::Key_F11),
            [this] { isFullScreen() ? showNormal() : showFullScreen(); });
  menu->addSeparator();
  addAction(menu, tr("Look of the system"), {}, [this] { setLook(Look::system); });
  addAction(menu, tr("Light look"), {}, [this] { setLook(Look::light); });
  addAction(menu, tr("Dark look"), {}, [this] { setLook(Look::dark); });
}

void MainWindow::buildHelpMenu() {
  QMenu* const menu = menuBar()->addMenu(tr("&Help"));
  addAction(menu, tr("&Keys and mouse"), QKeySequence(Qt::Key_F1), [this] { showHelp(); });
}

void MainWindow::showHelp() {
  auto* const help = new QMessageBox(this);
  help->setAttribute(Qt::WA_DeleteOnClose);
  help->setModal(false);
  help->setWindowTitle(tr("Keys and mouse"));
  help->setText(
      tr("<table cellpadding=3>"
         "<tr><td>Ctrl+K</td><td>find an action by its words</td></tr>"
         "<tr><td>Ctrl+1 … Ctrl+9</td><td>show a pane</td></tr>"
         "<tr><td>F5, Shift+F5</td><td>run again, stop</td></tr>"
         "<tr><td>Ctrl+B, Ctrl+D, F2, Del</td><td>baseline, duplicate, rename, delete the selected "
         "alternative</td></tr>"
         "<tr><td>Ctrl+Shift+C</td><td>copy the line of the command line program that gives this</td></tr>"
         "<tr><td>in a chart</td><td>wheel zooms (Shift: along x), drag pans, Ctrl+drag zooms into a box, "
         "double click on an "
         "axis sets its range, R resets, Ctrl+C copies picture and data; a click in the legend hides, "
         "Ctrl+click shows "
         "alone</td></tr></table>"));
  help->show();
}

void MainWindow::copyCommand() {
  const Document& document = workspace_.document();
  QString line = workspace_.command();
  if (breakEven_->isVisible() && !breakEven_->visibleRegion().isEmpty())
    line = workspace_.breakEvenCommand(breakEven_->question());
  if (line.isEmpty())
    return tell(tr("isocost breakeven parts the names at a comma: rename one of the alternatives first."));
  QApplication::clipboard()->setText(line);
  tell((document.isTextModified() ? tr("Copied; save first, the command reads the file: %1")
                                  : tr("Copied: %1"))
           .arg(line));
}

void MainWindow::openPalette() {
  auto* const palette = new CommandPalette(actions_, this);
  palette->move(mapToGlobal(QPoint((width() - palette->minimumWidth()) / 2, 60)));
  palette->show();
}

void MainWindow::saveChart() {
  Chart* const chart = currentChart();
  if (chart == nullptr) return tell(tr("No chart is in front."));
  const QString path = QFileDialog::getSaveFileName(this, tr("Save the chart"), {}, chartFileFilter());
  if (path.isEmpty()) return;
  const QString problem = chart->saveAs(path);
  tell(problem.isEmpty() ? tr("%1 is written.").arg(path) : problem);
}

}  // namespace isocost::gui
