#include "gui/widgets/main_window.h"

#include <QApplication>
#include <QDockWidget>
#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QSettings>
#include <QStatusBar>
#include <QTabBar>
#include <QTableView>
#include <QTimer>
#include <QToolButton>
#include <QUndoStack>
#include <QVBoxLayout>

#include "gui/viewmodels/alternatives_model.h"
#include "gui/viewmodels/comparison_model.h"
#include "gui/viewmodels/problems_model.h"
#include "gui/viewmodels/series_style.h"
#include "gui/viewmodels/tree_model.h"
#include "gui/widgets/alternatives_pane.h"
#include "gui/widgets/bill_pane.h"
#include "gui/widgets/break_even_pane.h"
#include "gui/widgets/charts_of_views.h"
#include "gui/widgets/graph_pane.h"
#include "gui/widgets/scenario_editor.h"
#include "gui/widgets/verdict_bar.h"
#include "gui/widgets/welcome_page.h"
#include "gui/widgets/what_if_pane.h"

namespace isocost::gui {
namespace {

/// A table that says what it is for while it is empty.
class HintedTable : public QTableView {
 public:
  explicit HintedTable(const QString& hint) : hint_(hint) {}

 protected:
  void paintEvent(QPaintEvent* event) override {
    QTableView::paintEvent(event);
    if (model()->rowCount() > 0) return;
    QPainter painter(viewport());
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(viewport()->rect().adjusted(12, 8, -12, -8), Qt::AlignCenter | Qt::TextWordWrap, hint_);
  }

 private:
  QString hint_;
};

QTableView* makeTable(QAbstractItemModel& model, const QString& name, const QString& hint) {
  auto* const table = new HintedTable(hint);
  table->setModel(&model);
  table->setAccessibleName(name);
  table->setAlternatingRowColors(true);
  table->setSelectionBehavior(QAbstractItemView::SelectRows);
  table->setSelectionMode(QAbstractItemView::SingleSelection);
  table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table->setTabKeyNavigation(false);
  table->setShowGrid(false);
  table->verticalHeader()->hide();
  table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 8);
  table->horizontalHeader()->setHighlightSections(false);
  table->horizontalHeader()->setFocusPolicy(Qt::NoFocus);
  return table;
}

}  // namespace

MainWindow::MainWindow(const QString& settingsFile, const QString& dataFolder)
    : settings_(std::make_unique<QSettings>(settingsFile, QSettings::IniFormat)),
      recovery_(dataFolder + QStringLiteral("/recovery")),
      panes_(new QMainWindow),
      verdict_(new VerdictBar),
      refreshTimer_(new QTimer(this)),
      keepTimer_(new QTimer(this)) {
  setAcceptDrops(true);
  setObjectName("window");
  auto* const content = new QWidget;
  auto* const layout = new QVBoxLayout(content);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(verdict_);
  layout->addWidget(panes_, 1);
  panes_->setWindowFlags(Qt::Widget);
  setCentralWidget(content);
  workspace_.setDark(isDarkPalette());
  buildPanes();
  arrangePanes();
  buildStatus();
  buildActions();
  connectPanes();
  connectWorkspace();
  offerRecovery();
  resize(1440, 900);
  refresh();
}

MainWindow::~MainWindow() {
  // Late results find no half-gone panes.
  workspace_.disconnect(this);
  workspace_.document().disconnect(this);
  workspace_.document().undoStack()->disconnect(this);
}

QDockWidget* MainWindow::addPane(const QString& name, const QString& title, QWidget* content) {
  auto* const dock = new QDockWidget(title);
  dock->setObjectName(name);
  dock->setWidget(content);
  panes_->addDockWidget(Qt::LeftDockWidgetArea, dock);
  docks_[name] = dock;
  paneOrder_.append(name);
  connect(dock, &QDockWidget::visibilityChanged, this, [this, name](bool isVisible) {
    if (isVisible && stalePanes_.removeAll(name) > 0) refreshPane(name);
  });
  return dock;
}

void MainWindow::buildPanes() {
  panes_->setDockNestingEnabled(true);
  panes_->setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
  welcome_ = new WelcomePage;
  editor_ = new ScenarioEditor;
  latency_ = new LatencyPlot;
  cost_ = new CostPlot;
  timeline_ = new TimelinePlot;
  graph_ = new GraphPane;
  breakEven_ = new BreakEvenPane;
  alternatives_ = new AlternativesPane(workspace_.alternatives());
  whatIf_ = new WhatIfPane;
  bill_ = new BillPane(workspace_.bills());
  compare_ = makeTable(workspace_.comparison(), tr("Comparison"),
                       tr("Open a scenario: cost, latency and their differences to the baseline stand here, "
                          "one row for each alternative."));
  problems_ =
      makeTable(workspace_.problems(), tr("Problems"),
                tr("No problems. What is wrong with a scenario stands here; a click jumps to its place."));
  problems_->setWordWrap(true);
  problems_->horizontalHeader()->setStretchLastSection(true);
  addPane("Welcome", tr("Welcome"), welcome_);
  addPane("Scenario", tr("Scenario"), editor_);
  addPane("Latency", tr("Latency"), latency_);
  addPane("Cost", tr("Cost"), cost_);
  addPane("Timeline", tr("Timeline"), timeline_);
  addPane("Architecture", tr("Architecture"), graph_);
  addPane("Break-even", tr("Break-even"), breakEven_);
  addPane("Compare", tr("Compare"), compare_);
  addPane("Bill", tr("Bill"), bill_);
  addPane("Problems", tr("Problems"), problems_);
  addPane("Alternatives", tr("Alternatives"), alternatives_);
  addPane("What-if", tr("What-if"), whatIf_);
}

/// Alternatives on the left, what-if on the right, charts between, tables below.
void MainWindow::arrangePanes() {
  for (QDockWidget* const dock : std::as_const(docks_)) {
    dock->setFloating(false);
    dock->show();
  }
  panes_->addDockWidget(Qt::LeftDockWidgetArea, docks_["Alternatives"]);
  panes_->splitDockWidget(docks_["Alternatives"], docks_["Welcome"], Qt::Horizontal);
  panes_->splitDockWidget(docks_["Welcome"], docks_["What-if"], Qt::Horizontal);
  panes_->splitDockWidget(docks_["Welcome"], docks_["Compare"], Qt::Vertical);
  QDockWidget* last = docks_["Welcome"];
  for (const char* const name : {"Scenario", "Latency", "Cost", "Timeline", "Architecture", "Break-even"}) {
    panes_->tabifyDockWidget(last, docks_[name]);
    last = docks_[name];
  }
  panes_->tabifyDockWidget(docks_["Compare"], docks_["Bill"]);
  panes_->tabifyDockWidget(docks_["Bill"], docks_["Problems"]);
  docks_["Welcome"]->raise();
  docks_["Compare"]->raise();
  panes_->resizeDocks({docks_["Alternatives"], docks_["Welcome"], docks_["What-if"]}, {250, 900, 290},
                      Qt::Horizontal);
  panes_->resizeDocks({docks_["Welcome"], docks_["Compare"]}, {460, 280}, Qt::Vertical);
}

void MainWindow::buildStatus() {
  provenance_ = new QLabel;
  provenance_->setAccessibleName(tr("What the figures follow from"));
  provenance_->setContentsMargins(8, 0, 0, 0);
  progress_ = new QProgressBar;
  progress_->setMaximumWidth(260);
  progress_->setMinimumWidth(200);
  progress_->setAccessibleName(tr("Progress"));
  cancel_ = new QToolButton;
  cancel_->setText(tr("Cancel"));
  cancel_->setAccessibleName(tr("Cancel the run"));
  statusBar()->addWidget(provenance_);
  statusBar()->addPermanentWidget(progress_);
  statusBar()->addPermanentWidget(cancel_);
  connect(cancel_, &QToolButton::clicked, &workspace_, &Workspace::stop);
  refreshTimer_->setSingleShot(true);
  refreshTimer_->setInterval(0);
  connect(refreshTimer_, &QTimer::timeout, this, &MainWindow::refresh);
  keepTimer_->start(30 * 1000);
  connect(keepTimer_, &QTimer::timeout, this, [this] {
    if (const QString problem = recovery_.keep(workspace_.document()); !problem.isEmpty()) tell(problem);
  });
}

void MainWindow::connectPanes() {
  connect(welcome_, &WelcomePage::openAsked, this, &MainWindow::openFile);
  connect(welcome_, &WelcomePage::chooseAsked, this, &MainWindow::chooseFile);
  connect(welcome_, &WelcomePage::newAsked, this, &MainWindow::newScenario);
  connect(welcome_, &WelcomePage::recoverAsked, this, &MainWindow::recover);
  connect(welcome_, &WelcomePage::discardAsked, this, &MainWindow::discardRecovery);
  connect(editor_, &ScenarioEditor::typed, &workspace_, &Workspace::setText);
  connect(alternatives_, &AlternativesPane::currentChanged, &workspace_, &Workspace::select);
  connect(alternatives_, &AlternativesPane::baselineAsked, &workspace_, &Workspace::setBaseline);
  connect(alternatives_, &AlternativesPane::duplicateAsked, this,
          [this](int row) { tellProblem(workspace_.duplicateAlternative(row)); });
  connect(alternatives_, &AlternativesPane::deleteAsked, this,
          [this](int row) { tellProblem(workspace_.deleteAlternative(row)); });
  connect(whatIf_, &WhatIfPane::changed, &workspace_, &Workspace::setChange);
  connect(whatIf_, &WhatIfPane::resetAsked, &workspace_, &Workspace::resetChange);
  connect(whatIf_, &WhatIfPane::resetAllAsked, &workspace_, &Workspace::resetChanges);
  connect(whatIf_, &WhatIfPane::forkAsked, this,
          [this] { tellProblem(workspace_.forkAlternative(workspace_.selected())); });
  connect(bill_, &BillPane::lineSelected, this,
          [this](int place, const QString& line) { bill_->setExplanation(workspace_.explain(place, line)); });
  connect(bill_, &BillPane::told, this, &MainWindow::tell);
  connect(cost_, &CostPlot::lineClicked, this, [this](int place, int number) {
    showPane("Bill");
    bill_->showLine(place, number);
  });
  connect(graph_, &GraphPane::told, this, &MainWindow::tell);
  connect(graph_, &GraphPane::opened, this, [this](const QString& component) {
    const int line = workspace_.lineOfComponent(component);
    if (line == 0) return;
    showPane("Scenario");
    editor_->goTo(line, 1, 0);
  });
  const auto jump = [this](const QModelIndex& index) {
    const Problem problem = workspace_.problems().problems().value(index.row());
    if (problem.line == 0) return;
    if (!problem.isInScenario)
      return tell(tr("That is not in the scenario: %1, line %2.").arg(problem.file).arg(problem.line));
    showPane("Scenario");
    editor_->goTo(problem.line, problem.column, problem.width);
  };
  connect(problems_, &QTableView::clicked, this, jump);
  connect(problems_, &QTableView::activated, this, jump);
  connect(compare_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& row) {
            if (row.isValid()) workspace_.select(row.data(ComparisonModel::placeRole).toInt());
          });
  connect(breakEven_, &BreakEvenPane::asked, this,
          [this] { breakEven_->setMessage(workspace_.askBreakEven(breakEven_->question())); });
  connect(breakEven_, &BreakEvenPane::stopAsked, &workspace_.breakEven(), &BreakEvenSearch::stop);
  for (const Chart* const chart : charts()) {
    connect(chart, &Chart::told, this, &MainWindow::tell);
    connect(chart, &Chart::readingChanged, this, [this](const QString& reading) {
      statusBar()->showMessage(QString(reading).replace('\n', QStringLiteral(" · ")));
    });
  }
}

void MainWindow::connectWorkspace() {
  const auto soon = [this] { refreshTimer_->start(); };
  connect(&workspace_, &Workspace::shownChanged, this, soon);
  connect(&workspace_, &Workspace::selectionChanged, this, [this] {
    alternatives_->setCurrent(workspace_.selected());
    refreshTimer_->start();
  });
  connect(&workspace_, &Workspace::problemsChanged, this, &MainWindow::refreshProblems);
  connect(&workspace_, &Workspace::busyChanged, this, &MainWindow::refreshBusy);
  connect(&workspace_, &Workspace::progressed, this, &MainWindow::showProgress);
  connect(&workspace_, &Workspace::told, this, &MainWindow::tell);
  connect(&workspace_.document(), &Document::changed, this, &MainWindow::refreshDocument);
  BreakEvenSearch& search = workspace_.breakEven();
  connect(&search, &BreakEvenSearch::finished, this,
          [this] { breakEven_->setAnswer(*workspace_.breakEven().chart()); });
  connect(&search, &BreakEvenSearch::forgotten, breakEven_, &BreakEvenPane::forget);
  connect(&search, &BreakEvenSearch::stopped, this, [this] { breakEven_->setMessage(tr("Stopped.")); });
  connect(&search, &BreakEvenSearch::failed, breakEven_, &BreakEvenPane::setMessage);
  connect(&search, &BreakEvenSearch::busyChanged, this,
          [this] { breakEven_->setBusy(workspace_.breakEven().isBusy()); });
  connect(&search, &BreakEvenSearch::progressed, this,
          [this](int values) { breakEven_->setMessage(tr("values looked at: %1…").arg(values)); });
}

/// What follows from the document alone, at every change of it.
void MainWindow::refreshDocument() {
  editor_->setScenario(workspace_.document().state().text);
  refreshTitle();
  refreshVerdict();
  breakEven_->setStale(workspace_.isBreakEvenStale());
  refreshPanes({"What-if", "Break-even"});
}

void MainWindow::refresh() {
  refreshDocument();
  refreshBusy();
  provenance_->setText(workspace_.hasResult() ? workspace_.provenance() : tr("no result yet"));
  refreshPanes({"Latency", "Cost", "Timeline", "Architecture", "Compare"});
  alternatives_->setCurrent(workspace_.selected());
  for (QTabBar* const bar : panes_->findChildren<QTabBar*>())
    if (bar->accessibleName().isEmpty()) bar->setAccessibleName(tr("Panes"));
}

/// One at a time, so that the window answers in between; those that nobody sees wait until they are shown.
void MainWindow::refreshPanes(const QStringList& names) {
  for (const QString& name : names) {
    if (stalePanes_.contains(name)) continue;
    stalePanes_.append(name);
    QTimer::singleShot(0, this, [this, name] {
      // A pane behind another tab counts as visible for Qt, and is somewhere off the window. The dock is
      // asked, since children that cover the pane leave nothing of its own region.
      const bool isSeen = !docks_[name]->visibleRegion().isEmpty();
      if (isSeen && stalePanes_.removeAll(name) > 0) refreshPane(name);
    });
  }
}

void MainWindow::refreshPane(const QString& name) {
  if (name == "Latency")
    latency_->setChart(workspace_.latencyChart());
  else if (name == "Cost")
    cost_->setChart(workspace_.costChart());
  else if (name == "Timeline")
    timeline_->setChart(workspace_.timelineChart());
  else if (name == "Architecture")
    graph_->setPicture(workspace_.callPicture());
  else if (name == "Break-even")
    breakEven_->setChoices(workspace_.alternativeNames(), workspace_.parameters());
  else if (name == "What-if")
    whatIf_->setParameters(workspace_.alternativeNames().value(workspace_.selected()),
                           workspace_.parameters());
  else if (name == "Compare")
    compare_->resizeColumnsToContents();
}

void MainWindow::refreshTitle() {
  const QString path = workspace_.document().path();
  setWindowTitle(
      workspace_.document().isEmpty()
          ? tr("Isocost")
          : tr("%1[*] – Isocost").arg(path.isEmpty() ? tr("new scenario") : QFileInfo(path).fileName()));
  setWindowFilePath(path);
  setWindowModified(workspace_.document().isModified());
}

void MainWindow::refreshVerdict() {
  const bool isBroken = workspace_.problems().errorCount() > 0, isBusy = workspace_.isBusy();
  if (!workspace_.hasResult()) {
    verdict_->show(workspace_.document().isEmpty() ? tr("Open a scenario, and the verdict stands here.")
                   : isBusy                        ? tr("The first figures are on their way.")
                   : isBroken                      ? tr("The scenario has problems: they are listed below.")
                                                   : tr("The run did not end: F5 runs it again."),
                   {}, {});
    return;
  }
  QString state;
  if (workspace_.isStale())
    state = isBusy     ? tr("being simulated again…")
            : isBroken ? tr("STALE: the scenario has problems; this is the last result")
                       : tr("STALE: the run did not end, this is the last result; F5 runs it again");
  else if (workspace_.isPreview())
    state = isBusy ? tr("preview: few replications; being refined…")
                   : tr("preview: few replications; the run did not end, F5 runs it again");
  verdict_->show(workspace_.verdict(), state, workspace_.reasons());
}

void MainWindow::refreshProblems() {
  const ProblemsModel& problems = workspace_.problems();
  editor_->setProblems(problems.problems());
  docks_["Problems"]->setWindowTitle(problems.rowCount() == 0 ? tr("Problems")
                                                              : tr("Problems (%1)").arg(problems.rowCount()));
  problems_->resizeColumnsToContents();
  problems_->setColumnWidth(ProblemsModel::message,
                            std::max(problems_->columnWidth(ProblemsModel::message), 380));
  if (problems.errorCount() > 0) {
    docks_["Problems"]->raise();
    if (!workspace_.hasResult()) showPane("Scenario");
  }
  refreshVerdict();
}

void MainWindow::refreshBusy() {
  const bool isBusy = workspace_.isBusy();
  progress_->setVisible(isBusy);
  cancel_->setVisible(isBusy);
  run_->setEnabled(!workspace_.document().isEmpty());
  stop_->setEnabled(isBusy || workspace_.breakEven().isBusy());
  if (isBusy && progress_->value() <= 0) {
    progress_->setRange(0, 0);
    progress_->setFormat({});
  }
  if (!isBusy) progress_->reset();
  refreshVerdict();
}

void MainWindow::showProgress(int done, int total, double secondsLeft) {
  progress_->setRange(0, total);
  progress_->setValue(done);
  progress_->setFormat(secondsLeft < 0
                           ? tr("%p %")
                           : tr("%p %, about %1 s left").arg(QLocale().toString(secondsLeft, 'f', 0)));
}

void MainWindow::tell(const QString& sentence) { statusBar()->showMessage(sentence, 15 * 1000); }

void MainWindow::showPane(const QString& name) {
  docks_[name]->show();
  docks_[name]->raise();
  docks_[name]->widget()->setFocus();
}

void MainWindow::tellProblem(const QString& sentence) {
  if (!sentence.isEmpty()) tell(sentence);
}

QList<Chart*> MainWindow::charts() const { return {latency_, cost_, timeline_, &breakEven_->plot()}; }

Chart* MainWindow::currentChart() const {
  for (Chart* const chart : charts())
    if (chart->isVisible() && !chart->visibleRegion().isEmpty()) return chart;
  return nullptr;
}

void MainWindow::setLook(Look look) {
  applyLook(look);
  settings_->setValue("look", static_cast<int>(look));
  editor_->applyPalette();
  breakEven_->plot().applyPalette();
  if (workspace_.breakEven().chart()) breakEven_->setAnswer(*workspace_.breakEven().chart());
  workspace_.setDark(isDarkPalette());
}

}  // namespace isocost::gui
