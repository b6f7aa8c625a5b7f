/// The window: every pane a dock round one workspace.
#pragma once

#include <QMainWindow>
#include <QMap>
#include <functional>
#include <memory>
#include <optional>

#include "gui/viewmodels/recovery.h"
#include "gui/viewmodels/workspace.h"
#include "gui/widgets/look.h"

class QDockWidget;
class QLabel;
class QProgressBar;
class QSettings;
class QTableView;
class QTimer;
class QToolButton;

namespace isocost::gui {

class AlternativesPane;
class BillPane;
class BreakEvenPane;
class Chart;
class CostPlot;
class LatencyPlot;
class ScenarioEditor;
class GraphPane;
class TimelinePlot;
class VerdictBar;
class WelcomePage;
class WhatIfPane;

class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  /// \param dataFolder  where unsaved work is kept; made when it is missing
  MainWindow(const QString& settingsFile, const QString& dataFolder);
  ~MainWindow() override;

  [[nodiscard]] Workspace& workspace() { return workspace_; }
  /// Says what is wrong in the status line when it cannot be opened.
  bool openFile(const QString& path);
  /// Last time's scenario and layout, when there are some.
  void restoreSession(bool withScenario);
  void setLook(Look look);
  /// Shows a pane and brings it to the front: "Latency".
  void showPane(const QString& name);
  /// The chart in front; null when none is.
  [[nodiscard]] Chart* currentChart() const;

 public slots:
  void newScenario();
  void chooseFile();
  bool save();
  bool saveAs();
  void exportReport();
  void copyCommand();
  void openPalette();
  void saveChart();

 protected:
  void closeEvent(QCloseEvent* event) override;
  void changeEvent(QEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  // main_window.cpp
  void buildPanes();
  QDockWidget* addPane(const QString& name, const QString& title, QWidget* content);
  void arrangePanes();
  void buildStatus();
  void connectPanes();
  void connectWorkspace();
  void refresh();
  void refreshDocument();
  void refreshPanes(const QStringList& names);
  void refreshPane(const QString& name);
  void refreshTitle();
  void refreshVerdict();
  void refreshProblems();
  void refreshBusy();
  void showProgress(int done, int total, double secondsLeft);
  void tell(const QString& sentence);
  /// Nothing when the sentence is empty.
  void tellProblem(const QString& sentence);
  [[nodiscard]] QList<Chart*> charts() const;

  // main_window_actions.cpp
  void buildActions();
  void buildFileMenu();
  void buildEditMenu();
  void buildRunMenu();
  void buildViewMenu();
  void buildHelpMenu();
  QAction* addAction(QMenu* menu, const QString& text, const QKeySequence& keys,
                     const std::function<void()>& what);
  void showHelp();

  // main_window_files.cpp
  bool mayLeave();
  bool saveTo(const QString& path);
  void addRecent(const QString& path);
  void keepSession();
  void offerRecovery();
  void recover();
  void discardRecovery();

  std::unique_ptr<QSettings> settings_;
  Workspace workspace_;
  Recovery recovery_;
  std::optional<LeftBehind> leftBehind_;
  QMainWindow* panes_;
  QMap<QString, QDockWidget*> docks_;
  QStringList paneOrder_;
  QStringList stalePanes_;
  VerdictBar* verdict_;
  WelcomePage* welcome_ = nullptr;
  ScenarioEditor* editor_ = nullptr;
  AlternativesPane* alternatives_ = nullptr;
  WhatIfPane* whatIf_ = nullptr;
  QTableView* compare_ = nullptr;
  QTableView* problems_ = nullptr;
  LatencyPlot* latency_ = nullptr;
  CostPlot* cost_ = nullptr;
  TimelinePlot* timeline_ = nullptr;
  GraphPane* graph_ = nullptr;
  BreakEvenPane* breakEven_ = nullptr;
  BillPane* bill_ = nullptr;
  QLabel* provenance_ = nullptr;
  QProgressBar* progress_ = nullptr;
  QToolButton* cancel_ = nullptr;
  QTimer* refreshTimer_ = nullptr;
  QTimer* keepTimer_ = nullptr;
  QList<QAction*> actions_;
  QAction* run_ = nullptr;
  QAction* stop_ = nullptr;
};

}  // namespace isocost::gui
