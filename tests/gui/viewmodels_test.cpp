#include "gui/viewmodels/alternatives_model.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUndoStack>
#include <atomic>

#include "gui/viewmodels/command_line.h"
#include "gui/viewmodels/comparison_model.h"
#include "gui/viewmodels/problems_model.h"
#include "gui/viewmodels/recovery.h"
#include "gui/viewmodels/scenario_text.h"
#include "gui/viewmodels/tree_model.h"
#include "gui/viewmodels/worker.h"
#include "gui/viewmodels/workspace.h"
#include "tests/gui/scenarios.h"

namespace isocost::gui {

class ViewmodelsTest : public QObject {
  Q_OBJECT

 private:
  QTemporaryDir folder_;

  QString write(const QString& name, const QString& text) {
    const QString path = folder_.filePath(name);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly)) return {};
    file.write(text.toUtf8());
    return path;
  }

  static bool settle(Workspace& workspace) {
    return QTest::qWaitFor([&] { return !workspace.isBusy(); }, 60000);
  }

  static QString byCommandLine(const QStringList& words) {
    QProcess program;
    program.start(ISOCOST_PROGRAM, words);
    program.waitForFinished(60000);
    return QString::fromUtf8(program.readAllStandardOutput());
  }

 private Q_SLOTS:
  void value_is_changed_in_place_and_the_comment_stays() {
    const QString changed = withValue(smallScenario(), "workload.rate", "3M/month");
    QCOMPARE(changed, smallScenario().replace("20k/month", "3M/month"));
    QCOMPARE(withValue(changed, "alternatives[1].memory", "1 GiB"),
             QString(changed).replace("512 MiB", "1 GiB"));
    QCOMPARE(withValue(changed, "workload.nothing", "1"), changed);
  }

  void alternative_is_duplicated_renamed_and_deleted_by_its_lines() {
    const auto twice = withDuplicate(smallScenario(), 1, "Run (2)");
    QVERIFY(twice);
    QVERIFY(
        twice->contains("  - {name: Run, platform: gcp-run-functions, memory: 512 MiB}\n"
                        "  - {name: Run (2), platform: gcp-run-functions, memory: 512 MiB}\n"));
    QCOMPARE(*withoutAlternative(*twice, 2), smallScenario());
    QVERIFY(withName(smallScenario(), 0, "L: \"x\"")
                ->contains("- {name: \"L: \\\"x\\\"\", platform: aws-lambda"));
    QVERIFY(!withoutAlternative("alternatives: [{platform: aws-lambda}, {platform: aws-ec2}]", 0));
    QVERIFY(!withoutAlternative("alternatives:\n  - platform: aws-lambda\n", 0));
  }

  void block_alternative_gets_its_name_as_a_line() {
    const auto named = withName("alternatives:\n  - platform: aws-lambda\n    memory: 1 GiB\n", 0, "L");
    QVERIFY(named);
    QCOMPARE(*named, QString("alternatives:\n  - name: L\n    platform: aws-lambda\n    memory: 1 GiB\n"));
  }

  void quantity_is_split_into_number_and_unit() {
    QCOMPARE(quantityOf("3M/month")->number, 3.0);
    QCOMPARE(quantityOf("3M/month")->unit, QString("M/month"));
    QCOMPARE(textOf({4.25, " MiB"}), QString("4.25 MiB"));
    QVERIFY(!quantityOf("aws-lambda"));
  }

  void every_edit_is_undone_and_a_drag_is_one_step() {
    Document document;
    document.startWith(smallScenario());
    DocumentState state = document.state();
    for (const char* const rate : {"30k/month", "40k/month", "50k/month"}) {
      state.changes["workload.rate"] = rate;
      document.edit("Change rate", state, "rate drag 1");
    }
    state.baseline = "Run";
    document.edit("Baseline", state);
    QCOMPARE(document.undoStack()->count(), 2);
    QVERIFY(document.isModified());
    document.undoStack()->undo();
    QCOMPARE(document.state().changes.value("workload.rate"), QString("50k/month"));
    QVERIFY(document.state().baseline.isEmpty());
    document.undoStack()->undo();
    QVERIFY(document.state().changes.isEmpty());
  }

  void saving_writes_the_changes_into_the_text() {
    const QString path = write("save.yaml", smallScenario());
    Document document;
    QCOMPARE(document.open(path), QString());
    QVERIFY(!document.isModified());
    DocumentState state = document.state();
    state.changes["workload.rate"] = "30k/month";
    document.edit("Change rate", state);
    QVERIFY(document.isModified());
    QCOMPARE(document.save(path), QString());
    QVERIFY(!document.isModified());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(QString::fromUtf8(file.readAll()), smallScenario().replace("20k", "30k"));
  }

  void file_that_cannot_be_written_is_one_sentence_and_nothing_is_lost() {
    Document document;
    document.startWith(smallScenario());
    const QString problem = document.save(folder_.filePath("no-such-folder/a.yaml"));
    QVERIFY2(problem.startsWith(folder_.filePath("no-such-folder/a.yaml") + " cannot be written: "),
             qPrintable(problem));
    QCOMPARE(document.state().text, smallScenario());
    QVERIFY(document.isModified());
  }

  void command_quotes_what_a_shell_would_split() {
    DocumentState state{smallScenario(),
                        {{"workload.rate", "3M/month"}, {"alternatives[0].memory", "512 MiB"}},
                        {"Run"},
                        "Amazon EC2"};
    QCOMPARE(
        runCommand("my shop.yaml", state, {"AWS Lambda", "Run", "Amazon EC2"}),
        QString(
            "isocost run 'my shop.yaml' --set 'alternatives[0].memory=512 MiB' --set workload.rate=3M/month "
            "--alternative 'AWS Lambda' --alternative 'Amazon EC2' --baseline 'Amazon EC2'"));
    QCOMPARE(shellWord("it's"), QString("'it'\\''s'"));
  }

  void newest_task_wins_and_the_old_one_is_asked_to_stop() {
    std::atomic<int> stopped{0}, done{0};
    std::atomic<bool> isRunning{false};
    Worker worker;
    worker.start([&](const std::stop_token& stop) {
      isRunning = true;
      while (!stop.stop_requested()) QThread::msleep(1);
      ++stopped;
    });
    QTRY_VERIFY(isRunning);
    worker.start([&](const std::stop_token&) { done = 1; });
    worker.start([&](const std::stop_token&) { done = 2; });
    QTRY_COMPARE(done.load(), 2);
    QCOMPARE(stopped.load(), 1);
  }

  void models_keep_the_rules_of_qt_through_runs_and_edits() {
    Workspace workspace;
    const auto mode = QAbstractItemModelTester::FailureReportingMode::QtTest;
    QAbstractItemModelTester a(&workspace.comparison(), mode), b(&workspace.bills(), mode),
        c(&workspace.problems(), mode), d(&workspace.alternatives(), mode);
    workspace.document().startWith(smallScenario());
    QVERIFY(settle(workspace));
    QCOMPARE(workspace.comparison().rowCount(), 3);
    QCOMPARE(workspace.bills().rowCount(), 3);
    workspace.showAlternative(1, false);
    QCOMPARE(workspace.comparison().rowCount(), 2);
    workspace.setText("alternatives: 3", {});
    QVERIFY(settle(workspace));
    QVERIFY(workspace.problems().rowCount() > 0);
    workspace.document().undoStack()->undo();
    QVERIFY(settle(workspace));
    QCOMPARE(workspace.problems().errorCount(), 0);
  }

  void window_and_command_line_write_the_same_bytes() {
    const QString path = write("same.yaml", smallScenario());
    Workspace workspace;
    QCOMPARE(workspace.document().open(path), QString());
    QVERIFY(settle(workspace));
    workspace.setBaseline(2);
    workspace.showAlternative(1, false);
    const QStringList words{"run",           path,         "--alternative", "AWS Lambda",
                            "--alternative", "Amazon EC2", "--baseline",    "Amazon EC2"};
    using Format = ReportFormat;
    QCOMPARE(workspace.reports().text(Format::html), byCommandLine(words + QStringList{"--format", "html"}));
    QCOMPARE(workspace.reports().text(Format::json), byCommandLine(words + QStringList{"--format", "json"}));
    QCOMPARE(workspace.reports().text(Format::csv), byCommandLine(words + QStringList{"--format", "csv"}));
    QCOMPARE(workspace.reports().text(Format::text), byCommandLine(words));
  }

  void slider_gives_what_set_gives() {
    const QString path = write("set.yaml", smallScenario());
    Workspace workspace;
    QCOMPARE(workspace.document().open(path), QString());
    QVERIFY(settle(workspace));
    const Parameter rate = workspace.parameters().first();
    QCOMPARE(rate.path, QString("workload.rate"));
    workspace.setChange(rate, 45, "drag");
    QVERIFY(workspace.isStale());
    QVERIFY(settle(workspace));
    QVERIFY(!workspace.isStale());
    QCOMPARE(workspace.reports().text(ReportFormat::text),
             byCommandLine({"run", path, "--set", "workload.rate=45k/month"}));
  }

  void memory_slider_stops_at_sizes_that_are_offered() {
    Workspace workspace;
    workspace.document().startWith(smallScenario());
    QVERIFY(settle(workspace));
    workspace.select(1);
    for (const Parameter& one : workspace.parameters())
      if (one.path == "alternatives[1].memory")
        for (const double position : {0.0, 0.3, 0.5, 1.0}) QVERIFY(one.steps.contains(one.valueAt(position)));
  }

  void result_that_was_found_before_is_there_without_simulating_again() {
    Workspace workspace;
    workspace.document().startWith(smallScenario());
    QVERIFY(settle(workspace));
    const QString before = workspace.reports().text(ReportFormat::text);
    workspace.setChange(workspace.parameters().first(), 45, "drag");
    QVERIFY(settle(workspace));
    QSignalSpy progress(&workspace, &Workspace::progressed);
    workspace.document().undoStack()->undo();
    QVERIFY(settle(workspace));
    QCOMPARE(workspace.reports().text(ReportFormat::text), before);
    QCOMPARE(progress.count(), 0);
  }

  void fork_takes_the_changes_and_leaves_the_original() {
    Workspace workspace;
    workspace.document().startWith(smallScenario());
    QVERIFY(settle(workspace));
    for (const Parameter& one : workspace.parameters())
      if (one.path == "alternatives[0].memory") workspace.setChange(one, 2048, "drag");
    QVERIFY(workspace.duplicateAlternative(0));
    QVERIFY(workspace.document().state().text.contains(
        "  - {platform: aws-lambda, memory: 1024 MiB}\n"
        "  - {name: AWS Lambda (2), platform: aws-lambda, memory: 2048 MiB}\n"));
    QVERIFY(workspace.document().state().changes.isEmpty());
    QVERIFY(settle(workspace));
    QCOMPARE(workspace.alternativeNames(),
             QStringList({"AWS Lambda", "AWS Lambda (2)", "Run", "Amazon EC2"}));
  }

  void line_of_a_bill_is_explained_as_the_command_line_does() {
    const QString path = write("explain.yaml", smallScenario());
    Workspace workspace;
    QCOMPARE(workspace.document().open(path), QString());
    QVERIFY(settle(workspace));
    const QString saved = write("result.json", workspace.reports().text(ReportFormat::json));
    const QString line =
        workspace.bills().index(0, 0, workspace.bills().index(2, 0)).data(TreeModel::lineRole).toString();
    QVERIFY(!line.isEmpty());
    QCOMPARE(workspace.explain(2, line),
             byCommandLine({"explain", saved, line, "--alternative", "Amazon EC2"}));
  }

  void break_even_is_that_of_the_command_line() {
    const QString path = write("even.yaml", smallScenario());
    Workspace workspace;
    QCOMPARE(workspace.document().open(path), QString());
    QVERIFY(settle(workspace));
    const BreakEvenQuestion question{
        "AWS Lambda", "Amazon EC2", "application.response_size", "1 kB", "100 kB", true, 3};
    QVERIFY(!workspace.askBreakEven({"Run", "Run", "workload.rate", "1k/month", "9k/month"}).isEmpty());
    QVERIFY(!workspace.askBreakEven({"Run", "Amazon EC2", "workload.rate", "1k/month", "9/s"}).isEmpty());
    QCOMPARE(workspace.askBreakEven(question), QString());
    QVERIFY(QTest::qWaitFor([&] { return !workspace.breakEven().isBusy(); }, 60000));
    QVERIFY(workspace.breakEven().chart());
    const QString printed = byCommandLine(QStringList{"breakeven", path} + question.options()).simplified();
    QVERIFY2(printed.contains(workspace.breakEven().chart()->answer.simplified()), qPrintable(printed));
  }

  void crash_leaves_the_work_of_its_window_and_a_live_window_keeps_its_own() {
    const QString kept = folder_.filePath("recovery");
    Document document;
    document.startWith(smallScenario());
    DocumentState state = document.state();
    state.changes["workload.rate"] = "30k/month";
    document.edit("Change rate", state);
    auto first = std::make_unique<Recovery>(kept);
    QCOMPARE(first->keep(document), QString());
    const Recovery second(kept);
    QVERIFY(!second.leftBehind());
    first.reset();
    const auto left = second.leftBehind();
    QVERIFY(left);
    QCOMPARE(left->state, document.state());
    Recovery::discard(*left);
    QVERIFY(!second.leftBehind());
  }
};

}  // namespace isocost::gui

QTEST_MAIN(isocost::gui::ViewmodelsTest)
#include "viewmodels_test.moc"
