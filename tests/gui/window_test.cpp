#include <QAbstractItemView>
#include <QApplication>
#include <QClipboard>
#include <QDockWidget>
#include <QElapsedTimer>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSlider>
#include <QStandardPaths>
#include <QStatusBar>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <QUndoStack>

#include "gui/viewmodels/alternatives_model.h"
#include "gui/viewmodels/comparison_model.h"
#include "gui/viewmodels/problems_model.h"
#include "gui/viewmodels/tree_model.h"
#include "gui/widgets/bill_pane.h"
#include "gui/widgets/break_even_pane.h"
#include "gui/widgets/charts_of_views.h"
#include "gui/widgets/command_palette.h"
#include "gui/widgets/graph_pane.h"
#include "gui/widgets/report_preview.h"
#include "gui/widgets/scenario_editor.h"
#include "gui/widgets/verdict_bar.h"
#include "gui/widgets/what_if_pane.h"
#include "tests/gui/window_fixture.h"

namespace isocost::gui {

class WindowTest : public WindowFixture {
  Q_OBJECT

 private:
  static QStringList widgetsWithoutName(const QWidget& top) {
    QStringList nameless;
    for (const QWidget* const one : top.findChildren<QWidget*>()) {
      const bool isPart =
          one->objectName().startsWith("qt_") || qobject_cast<const QLineEdit*>(one->parent()) != nullptr;
      if (one->focusPolicy() == Qt::NoFocus || !one->isEnabled() || isPart || one->focusProxy() != nullptr)
        continue;
      const auto* const button = qobject_cast<const QAbstractButton*>(one);
      if (one->accessibleName().isEmpty() && (button == nullptr || button->text().isEmpty()))
        nameless.append(QString("%1 %2").arg(one->metaObject()->className(), one->objectName()));
    }
    return nameless;
  }

 private slots:
  void cleanup() { window_.reset(); }

  void welcome_shows_each_shipped_scenario_with_its_question_and_a_click_opens_it() {
    openWindow();
    auto* const list = find<QListWidget>("Shipped scenarios");
    QVERIFY(list->count() >= 7);
    QListWidgetItem* shop = nullptr;
    for (int i = 0; i < list->count(); ++i)
      if (list->item(i)->text().startsWith("Internal tool\nAn internal tool is used")) shop = list->item(i);
    QVERIFY(shop != nullptr);
    list->scrollToItem(shop);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(shop).center());
    QVERIFY(window_->workspace().document().path().endsWith("internal-tool.yaml"));
  }

  void verdict_table_and_status_follow_from_the_run() {
    openSmall();
    QVERIFY2(find<VerdictBar>()->verdict().startsWith(
                 "No demonstrable difference in cost between AWS Lambda and Run."),
             qPrintable(find<VerdictBar>()->verdict()));
    QCOMPARE(find<VerdictBar>()->state(), QString());
    QCOMPARE(window_->workspace().comparison().rowCount(), 3);
    QCOMPARE(find<QLabel>("What the figures follow from")->text().left(47),
             QString("seed 1 · common random numbers · 5 replications"));
    QVERIFY(window_->windowTitle().startsWith("small.yaml[*]"));
    QVERIFY(window_->findChild<QSlider*>("workload.rate") != nullptr);
  }

  void star_makes_the_baseline_and_control_z_takes_it_back() {
    openSmall();
    AlternativesModel& model = window_->workspace().alternatives();
    auto* const list = find<QAbstractItemView>("Alternatives");
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(model.index(2, 0)).center());
    QTest::mouseClick(find<QToolButton>("Baseline (Ctrl+B)"), Qt::LeftButton);
    QVERIFY(model.entries()[2].isBaseline);
    QCOMPARE(window_->workspace().comparison().index(2, ComparisonModel::costDifference).data().toString(),
             QString("baseline"));
    QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(!model.entries()[2].isBaseline);
  }

  void check_mark_switches_an_alternative_off_everywhere() {
    openSmall();
    AlternativesModel& model = window_->workspace().alternatives();
    auto* const list = find<QAbstractItemView>("Alternatives");
    const QRect row = list->visualRect(model.index(0, 0));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, QPoint(row.left() + 10, row.center().y()));
    QTest::qWait(20);
    QCOMPARE(window_->workspace().comparison().rowCount(), 2);
    window_->showPane("Latency");
    QTest::qWait(20);
    QCOMPARE(find<LatencyPlot>()->graphCount(), 2);
  }

  void graph_shows_the_calls_of_the_selected_alternative_and_leads_to_the_text() {
    openWindow();
    QVERIFY(window_->openFile(write("components.yaml", componentsScenario())));
    settle();
    window_->showPane("Architecture");
    QTest::qWait(20);
    auto* const graph = find<GraphPane>();
    QCOMPARE(graph->picture().alternative, QString("AWS Lambda"));
    QCOMPARE(graph->picture().nodes.size(), 3);
    QCOMPARE(graph->picture().edges.size(), 2);
    QVERIFY(graph->picture().edges[1].isMessage);
    QVERIFY(graph->boxOf(0).right() < graph->boxOf(1).left());
    QTest::mouseClick(graph, Qt::LeftButton, {}, graph->boxOf(1).center().toPoint());
    QCOMPARE(graph->selected(), 1);
    QTest::keyClick(graph, Qt::Key_Left);
    QCOMPARE(graph->selected(), 0);
    QTest::keyClick(graph, Qt::Key_C, Qt::ControlModifier);
    QVERIFY(QApplication::clipboard()->text().contains("orders, mail"));
    QTest::mouseDClick(graph, Qt::LeftButton, {}, graph->boxOf(1).center().toPoint());
    QCOMPARE(find<ScenarioEditor>()->textCursor().blockNumber() + 1, 10);
  }

  void graph_of_an_application_in_one_piece_says_what_would_stand_there() {
    openSmall();
    window_->showPane("Architecture");
    QTest::qWait(20);
    QVERIFY(find<GraphPane>()->picture().nodes.isEmpty());
    QTest::mouseClick(find<GraphPane>(), Qt::LeftButton);
    QTest::keyClick(find<GraphPane>(), Qt::Key_Down);
    QTest::keyClick(find<GraphPane>(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(find<GraphPane>()->selected(), -1);
  }

  void slider_drag_is_one_step_shows_the_change_and_runs_again() {
    openSmall();
    window_->showPane("What-if");
    auto* const slider = window_->findChild<QSlider*>("workload.rate");
    const QString before = window_->workspace().verdict();
    const int steps = window_->workspace().document().undoStack()->count();
    const QPoint middle(slider->width() / 2, slider->height() / 2);
    QTest::mousePress(slider, Qt::LeftButton, {}, middle);
    for (int x = 1; x <= 8; ++x) {
      const QPoint at = middle + QPoint(x * slider->width() / 20, 0);
      QMouseEvent move(QEvent::MouseMove, at, slider->mapToGlobal(at), Qt::NoButton, Qt::LeftButton, {});
      QCoreApplication::sendEvent(slider, &move);
    }
    QTest::mouseRelease(slider, Qt::LeftButton, {}, middle + QPoint(slider->width() * 8 / 20, 0));
    QCOMPARE(window_->workspace().document().undoStack()->count(), steps + 1);
    QVERIFY(window_->workspace().document().state().changes.contains("workload.rate"));
    settle();
    QVERIFY(window_->isWindowModified());
    QVERIFY(window_->workspace().verdict() != before);
    bool isChangeShown = false;
    for (const QLabel* const label : window_->findChildren<QLabel*>())
      isChangeShown = isChangeShown || label->text().startsWith("base 20k/month  Δ +");
    QVERIFY(isChangeShown);
    QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier);
    settle();
    QCOMPARE(window_->workspace().verdict(), before);
    QVERIFY(!window_->isWindowModified());
  }

  void value_can_be_typed_and_what_is_no_number_goes_back() {
    openSmall();
    window_->showPane("What-if");
    auto* const value = find<QLineEdit>("rate, value");
    value->setFocus();
    value->selectAll();
    QTest::keyClicks(value, "45");
    QTest::keyClick(value, Qt::Key_Return);
    QCOMPARE(window_->workspace().document().state().changes.value("workload.rate"), QString("45k/month"));
    value->selectAll();
    QTest::keyClicks(value, "much");
    QTest::keyClick(value, Qt::Key_Return);
    QCOMPARE(window_->workspace().document().state().changes.value("workload.rate"), QString("45k/month"));
    QTest::qWait(20);
    QTest::mouseClick(find<QToolButton>("Reset rate"), Qt::LeftButton);
    QVERIFY(window_->workspace().document().state().changes.isEmpty());
  }

  void broken_text_lists_its_problems_keeps_the_last_result_and_a_click_jumps() {
    openSmall();
    const QString before = window_->workspace().verdict();
    window_->showPane("Scenario");
    auto* const editor = find<ScenarioEditor>();
    editor->selectAll();
    QTest::keyClick(editor, Qt::Key_End, Qt::ControlModifier);
    QTest::keyClicks(editor, "  - {platform: aws-lamda}");
    settle();
    QCOMPARE(find<VerdictBar>()->verdict(), before);
    QVERIFY(find<VerdictBar>()->state().startsWith("STALE"));
    const ProblemsModel& problems = window_->workspace().problems();
    QCOMPARE(problems.errorCount(), 1);
    QVERIFY(problems.problems()[0].hint.contains("aws-lambda"));
    auto* const table = find<QAbstractItemView>("Problems");
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(problems.index(0, 2)).center());
    QCOMPARE(editor->textCursor().selectedText(), QString("aws-lamda"));
    QTest::keyClick(editor, Qt::Key_Z, Qt::ControlModifier);
    settle();
    QCOMPARE(editor->toPlainText(), smallScenario());
    QCOMPARE(find<VerdictBar>()->state(), QString());
  }

  void line_of_a_bill_is_explained_when_it_is_chosen() {
    openSmall();
    window_->showPane("Bill");
    auto* const tree = find<QAbstractItemView>("Bills");
    TreeModel& bills = window_->workspace().bills();
    const QModelIndex line = bills.index(0, 0, bills.index(2, 0));
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualRect(line).center());
    QVERIFY(find<BillPane>()->explanation().contains("models/aws/"));
  }

  void control_k_finds_an_action_by_its_words() {
    openSmall();
    QTest::keyClick(window_.get(), Qt::Key_K, Qt::ControlModifier);
    auto* const palette = window_->findChild<CommandPalette*>();
    QVERIFY(palette != nullptr);
    QVERIFY(widgetsWithoutName(*palette).isEmpty());
    auto* const words = palette->findChild<QLineEdit*>();
    QTest::keyClicks(words, "command copy");
    QTest::keyClick(words, Qt::Key_Return);
    QCOMPARE(QGuiApplication::clipboard()->text(), "isocost run " + folder_.filePath("small.yaml"));
  }

  void keys_show_panes() {
    openSmall();
    QTest::keyClick(window_.get(), Qt::Key_4, Qt::ControlModifier);
    QCOMPARE(window_->currentChart(), find<CostPlot>());
    QTest::keyClick(window_.get(), Qt::Key_5, Qt::ControlModifier);
    QCOMPARE(window_->currentChart(), find<TimelinePlot>());
  }

  void duplicate_rename_and_delete_by_keys_and_undo_to_the_start() {
    openSmall();
    QTest::keyClick(window_.get(), Qt::Key_D, Qt::ControlModifier);
    settle();
    QCOMPARE(window_->workspace().alternativeNames().size(), 4);
    QCOMPARE(window_->workspace().renameAlternative(1, "Twin"), QString());
    settle();
    QVERIFY(window_->workspace().alternativeNames().contains("Twin"));
    QCOMPARE(window_->workspace().deleteAlternative(1), QString());
    settle();
    QCOMPARE(window_->workspace().alternativeNames().size(), 3);
    while (window_->workspace().document().undoStack()->canUndo())
      QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier);
    settle();
    QCOMPARE(window_->workspace().document().state().text, smallScenario());
    QVERIFY(!window_->isWindowModified());
  }

  void break_even_is_asked_and_answered_in_its_pane() {
    openSmall();
    window_->showPane("Break-even");
    QTest::qWait(20);
    auto* const pane = find<BreakEvenPane>();
    QTest::mouseClick(find<QPushButton>("Find the break-even"), Qt::LeftButton);
    QVERIFY(window_->workspace().breakEven().isBusy());
    QVERIFY(QTest::qWaitFor([&] { return !window_->workspace().breakEven().isBusy(); }, 100000));
    QVERIFY2(pane->answer().contains("does not flip") || pane->answer().contains("flips at"),
             qPrintable(pane->answer()));
    QVERIFY(pane->plot().table().size() > 7);
  }

  void report_is_written_as_the_workspace_has_it_and_on_paper() {
    openSmall();
    window_->exportReport();
    auto* const preview = window_->findChild<ReportPreview*>();
    QVERIFY(preview != nullptr);
    QCOMPARE(preview->writeTo(folder_.filePath("report.html")), QString());
    const QString shown = window_->workspace().reports().text(ReportFormat::html);
    QCOMPARE(QString::fromUtf8(bytesOfFile(folder_.filePath("report.html"))), shown);
    QCOMPARE(preview->writeTo(folder_.filePath("report.xlsx")), QString());
    QVERIFY(bytesOfFile(folder_.filePath("report.xlsx")).startsWith("PK"));
    QCOMPARE(preview->writeTo(folder_.filePath("report.focus.csv")), QString());
    QVERIFY(bytesOfFile(folder_.filePath("report.focus.csv")).contains("x_Simulated"));
    const QString problem = preview->writeTo(folder_.filePath("report.pdf"));
    if (QStandardPaths::findExecutable("weasyprint").isEmpty()) {
      QVERIFY2(problem.contains("PDF needs WeasyPrint"), qPrintable(problem));
    } else {
      QCOMPARE(problem, QString());
      QVERIFY(bytesOfFile(folder_.filePath("report.pdf")).startsWith("%PDF"));
    }
    window_->workspace().setBaseline(2);
    QVERIFY(window_->workspace().reports().text(ReportFormat::html) != shown);
    QCOMPARE(preview->writeTo(folder_.filePath("report.html")), QString());
    QCOMPARE(QString::fromUtf8(bytesOfFile(folder_.filePath("report.html"))), shown);
    QVERIFY(preview->writeTo(folder_.filePath("none/r.html")).contains("cannot be written"));
  }

  void session_brings_back_the_scenario_its_baseline_and_what_was_off() {
    openSmall();
    window_->workspace().setBaseline(2);
    window_->workspace().showAlternative(0, false);
    window_->close();
    window_ = std::make_unique<MainWindow>(folder_.filePath("gui.ini"), folder_.filePath("data"));
    window_->restoreSession(true);
    window_->show();
    QCOMPARE(window_->workspace().document().state().baseline, QString("Amazon EC2"));
    QCOMPARE(window_->workspace().document().state().hidden, QStringList("AWS Lambda"));
  }

  void every_widget_that_takes_the_focus_has_an_accessible_name() {
    openSmall();
    const QStringList nameless = widgetsWithoutName(*window_);
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join('\n')));
    window_->exportReport();
    QVERIFY(widgetsWithoutName(*window_->findChild<ReportPreview*>()).isEmpty());
  }

  void no_label_or_button_is_clipped_data() {
    QTest::addColumn<QSize>("size");
    QTest::newRow("1280x720") << QSize(1280, 720);
    QTest::newRow("1440x900") << QSize(1440, 900);
  }
  void no_label_or_button_is_clipped() {
    QFETCH(QSize, size);
    openSmall();
    window_->resize(size);
    for (const char* const pane : {"Welcome", "Scenario", "Break-even", "Latency"}) {
      window_->showPane(pane);
      QTest::qWait(30);
      QCOMPARE(window_->size(), size);
      for (const QWidget* const one : window_->findChildren<QWidget*>()) {
        const auto* const label = qobject_cast<const QLabel*>(one);
        if ((label == nullptr && qobject_cast<const QPushButton*>(one) == nullptr) || !one->isVisible())
          continue;
        const int needed = label != nullptr && label->wordWrap() ? label->heightForWidth(one->width())
                                                                 : one->sizeHint().height();
        const bool isWide =
            (label != nullptr && label->wordWrap()) || one->width() >= one->sizeHint().width();
        QVERIFY2(isWide && one->height() >= needed,
                 qPrintable(label != nullptr ? label->text() : one->accessibleName()));
      }
    }
  }

  void event_loop_gap_while_ten_alternatives_simulate_is_printed() {
    openWindow();
    QString text = smallScenario().replace("20k/month", "200k/month");
    for (int i = 0; i < 7; ++i)
      text += QString("  - {name: More %1, platform: aws-lambda, memory: 512 MiB}\n").arg(i);
    QVERIFY(window_->openFile(write("ten.yaml", text)));
    qint64 worst = 0;
    QElapsedTimer clock;
    clock.start();
    QTimer beat;
    beat.setInterval(1);
    connect(&beat, &QTimer::timeout, this, [&] { worst = std::max(worst, clock.restart()); });
    beat.start();
    settle();
    qInfo("worst gap of the event loop while ten alternatives simulate: %lld ms", worst);
    QCOMPARE(window_->workspace().comparison().rowCount(), 10);
  }

  void cancel_ends_a_run_and_closing_while_it_runs_is_safe() {
    openWindow();
    QVERIFY(window_->openFile(write("long.yaml", smallScenario().replace("20k/month", "300/s"))));
    QTest::qWait(400);
    QVERIFY(window_->workspace().isBusy());
    QTest::keyClick(window_.get(), Qt::Key_F5, Qt::ShiftModifier);
    QVERIFY(!window_->workspace().isBusy());
    QCOMPARE(find<VerdictBar>()->state().contains("…"), false);
    QVERIFY(!find<VerdictBar>()->verdict().contains("on their way"));
    window_->workspace().run();
    QTest::qWait(400);
    QElapsedTimer clock;
    clock.start();
    window_->close();
    window_.reset();
    qInfo("closing while it runs took %lld ms", clock.elapsed());
  }

  void file_that_is_no_scenario_opens_as_text_with_its_problems() {
    openWindow();
    QVERIFY(window_->openFile(write("broken.yaml", "alternatives: [\n")));
    settle();
    QVERIFY(window_->workspace().problems().errorCount() > 0);
    QVERIFY(find<ScenarioEditor>()->isVisible());
    QCOMPARE(find<VerdictBar>()->verdict(), QString("The scenario has problems: they are listed below."));
    QVERIFY(!window_->openFile(folder_.path()));
    QVERIFY(window_->statusBar()->currentMessage().contains("is a folder"));
  }
};

}  // namespace isocost::gui

QTEST_MAIN(isocost::gui::WindowTest)
#include "window_test.moc"
