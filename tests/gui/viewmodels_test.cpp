#include "gui/viewmodels/alternatives_model.h"

#include <QAbstractItemModelTester>
#include <QProcess>
#include <QSet>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QUndoStack>
#include <atomic>
#include <cmath>

#include "gui/viewmodels/command_line.h"
#include "gui/viewmodels/comparison_model.h"
#include "gui/viewmodels/problems_model.h"
#include "gui/viewmodels/recovery.h"
#include "gui/viewmodels/tree_model.h"
#include "gui/viewmodels/worker.h"
#include "gui/viewmodels/workspace.h"
#include "tests/gui/files.h"
#include "tests/gui/scenarios.h"

namespace isocost::gui {

class ViewmodelsTest : public QObject {
  Q_OBJECT

 private:
  QTemporaryDir folder_;

  QString write(const QString& name, const QString& text) {
    return writtenFile(folder_, name, text.toUtf8());
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
    QCOMPARE(bytesOfFile(path), smallScenario().replace("20k", "30k").toUtf8());
  }

  void change_without_a_place_in_the_text_stays_a_change_when_saved() {
    const QString path = write("left.yaml", smallScenario());
    Document document;
    QCOMPARE(document.open(path), QString());
    DocumentState state = document.state();
    state.changes = {{"alternatives[7].memory", "1 GiB"}, {"slo.p95", "2 s"}};
    document.edit("Change", state);
    QCOMPARE(document.save(path), QString());
    QCOMPARE(bytesOfFile(path), smallScenario().replace("slo: {", "slo: {p95: 2 s, ").toUtf8());
    QCOMPARE(document.state().changes, (Changes{{"alternatives[7].memory", "1 GiB"}}));
    QVERIFY(document.isModified());
    QVERIFY(!document.isTextModified());
  }

  void file_that_is_not_utf8_is_refused_and_a_mark_of_order_is_kept() {
    const QString latin = writtenFile(folder_, "latin.yaml", "scenario: Caf\xe9\n");
    Document document;
    QCOMPARE(document.open(latin), latin + " is not UTF-8 text: save it as UTF-8 first.");
    QVERIFY(document.isEmpty());
    const QByteArray marked = "\xef\xbb\xbf" + smallScenario().replace("\n", "\r\n").toUtf8();
    const QString path = writtenFile(folder_, "marked.yaml", marked);
    QCOMPARE(document.open(path), QString());
    QVERIFY(!document.isModified());
    QCOMPARE(document.save(path), QString());
    QCOMPARE(bytesOfFile(path), marked);
  }

  void change_by_another_program_is_noticed() {
    const QString path = write("mine.yaml", smallScenario());
    Document document;
    QCOMPARE(document.open(path), QString());
    QVERIFY(!document.isChangedOnDisk());
    write("mine.yaml", smallScenario() + "seed: 2\n");
    QVERIFY(document.isChangedOnDisk());
    QCOMPARE(document.save(path), QString());
    QVERIFY(!document.isChangedOnDisk());
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
                        "Amazon EC2",
                        {}};
    QCOMPARE(
        runCommand("my shop.yaml", state, {"AWS Lambda", "Run", "Amazon EC2"}),
        QString(
            "isocost run 'my shop.yaml' --set 'alternatives[0].memory=512 MiB' --set workload.rate=3M/month "
            "--alternative 'AWS Lambda' --alternative 'Amazon EC2' --baseline 'Amazon EC2'"));
    QCOMPARE(shellWord("it's"), QString("'it'\\''s'"));
    QCOMPARE(shellWord("a\n"), QString("'a\n'"));
    state = {smallScenario(), {}, {"Run"}, "Run", {}};
    QCOMPARE(runCommand("-x.yaml", state, {"-L", "Run"}), QString("isocost run ./-x.yaml --alternative=-L"));
  }

  void break_even_command_puts_a_name_with_a_comma_behind_the_other() {
    const DocumentState state{smallScenario(), {}, {}, {}, {}};
    const auto between = [&](const QString& first, const QString& second) {
      return breakEvenCommand({}, state, {first, second, "workload.rate", "1/s", "9/s"});
    };
    QCOMPARE(between("A, b", "C"),
             QString("isocost breakeven SCENARIO.yaml --between 'C,A, b' --vary workload.rate=1/s:9/s "
                     "--metric cost --points 7"));
    QCOMPARE(between("A, b", "C, d"), QString());
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
    QCOMPARE(workspace.reports().text(Format::markdown),
             byCommandLine(words + QStringList{"--format", "markdown"}));
    QCOMPARE(workspace.reports().text(Format::focus),
             byCommandLine(words + QStringList{"--format", "focus"}));
    QList<std::pair<Format, QString>> files{{Format::xlsx, "xlsx"}};
    if (!QStandardPaths::findExecutable("weasyprint").isEmpty()) files.append({Format::pdf, "pdf"});
    for (const auto& [format, ending] : files) {
      const QString file = folder_.filePath("same." + ending);
      byCommandLine(words + QStringList{"--format", ending, "--output", file});
      QVERIFY(workspace.reports().bytes(format) == bytesOfFile(file));
    }
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
    workspace.setChange(workspace.parameters().first(), 45, "drag");
    QCOMPARE(workspace.forkAlternative(0), QString());
    QVERIFY(workspace.document().state().text.contains(
        "  - {platform: aws-lambda, memory: 1024 MiB}\n"
        "  - {name: AWS Lambda (2), platform: aws-lambda, memory: 2048 MiB}\n"));
    QCOMPARE(workspace.document().state().changes, (Changes{{"workload.rate", "45k/month"}}));
    QVERIFY(settle(workspace));
    QCOMPARE(workspace.alternativeNames(),
             QStringList({"AWS Lambda", "AWS Lambda (2)", "Run", "Amazon EC2"}));
  }

  void changes_stay_with_their_alternative_when_others_are_copied_and_deleted() {
    Workspace workspace;
    workspace.document().startWith(smallScenario());
    QVERIFY(settle(workspace));
    workspace.select(1);
    for (const Parameter& one : workspace.parameters())
      if (one.path == "alternatives[1].memory") workspace.setChange(one, 1024, "drag");
    QCOMPARE(workspace.duplicateAlternative(0), QString());
    QCOMPARE(workspace.document().state().changes, (Changes{{"alternatives[2].memory", "1024 MiB"}}));
    QVERIFY(settle(workspace));
    QCOMPARE(workspace.alternativeNames().value(workspace.selected()), QString("Run"));
    QCOMPARE(workspace.deleteAlternative(0), QString());
    QCOMPARE(workspace.document().state().changes, (Changes{{"alternatives[1].memory", "1024 MiB"}}));
    QVERIFY(settle(workspace));
    QCOMPARE(workspace.duplicateAlternative(1), QString());
    QCOMPARE(workspace.document().state().changes,
             (Changes{{"alternatives[1].memory", "1024 MiB"}, {"alternatives[2].memory", "1024 MiB"}}));
  }

  void list_of_the_last_result_acts_on_the_text_as_it_is_now() {
    Workspace workspace;
    workspace.document().startWith(smallScenario());
    QVERIFY(settle(workspace));
    const QString run = "  - {name: Run, platform: gcp-run-functions, memory: 512 MiB}\n";
    workspace.setText(smallScenario().replace("  - {platform: aws-lambda, memory: 1024 MiB}\n", ""), {});
    QCOMPARE(workspace.alternativeNames().first(), QString("AWS Lambda"));
    QCOMPARE(workspace.deleteAlternative(0), QString("The text has no alternative AWS Lambda now."));
    QCOMPARE(workspace.renameAlternative(1, "Walk"), QString());
    QVERIFY(workspace.document().state().text.contains(QString(run).replace("Run", "Walk")));
  }

  void figures_are_stale_until_those_of_the_text_are_there() {
    Workspace workspace;
    workspace.document().startWith(smallScenario());
    QVERIFY(settle(workspace));
    QVERIFY(!workspace.isStale());
    const Parameter rate = workspace.parameters().first();
    workspace.setChange(rate, 45, "drag");
    QVERIFY(workspace.isStale());
    QSignalSpy shown(&workspace, &Workspace::shownChanged);
    workspace.run();
    workspace.setChange(rate, 46, "drag");
    QTest::qWait(1);
    QVERIFY(workspace.isStale());
    workspace.stop();
    QVERIFY(workspace.isStale());
    QVERIFY(!workspace.isBusy());
    workspace.run();
    QVERIFY(settle(workspace));
    QVERIFY(!workspace.isStale());
  }

  void one_alternative_is_shown_whatever_is_switched_off_and_deleted() {
    Workspace workspace;
    workspace.document().startWith(smallScenario());
    QVERIFY(settle(workspace));
    workspace.showAlternative(0, false);
    workspace.showAlternative(1, false);
    workspace.showAlternative(2, false);
    QCOMPARE(workspace.comparison().rowCount(), 1);
    QCOMPARE(workspace.deleteAlternative(2), QString());
    QVERIFY(settle(workspace));
    QCOMPARE(workspace.comparison().rowCount(), 2);
    QCOMPARE(workspace.command(), QString("isocost run SCENARIO.yaml"));
  }

  void list_says_that_a_figure_is_thin() {
    Workspace workspace;
    workspace.document().startWith(smallScenario().replace("20k/month", "1k/month"));
    QVERIFY(settle(workspace));
    QVERIFY2(workspace.alternatives().entries().first().figures.endsWith(" (INSUFFICIENT)"),
             qPrintable(workspace.alternatives().entries().first().figures));
  }

  void trace_that_changes_is_simulated_again() {
    write("counts.csv", "hour,requests\n0,40\n1,40\n");
    const QString path =
        write("trace.yaml", smallScenario().replace("rate: 20k/month", "trace: {file: counts.csv}"));
    Workspace workspace;
    QCOMPARE(workspace.document().open(path), QString());
    QVERIFY(settle(workspace));
    QVERIFY2(workspace.hasResult(), qPrintable(workspace.problems().problems().value(0).message));
    const QString before = workspace.reports().text(ReportFormat::csv);
    workspace.followFiles();
    QVERIFY(!workspace.isBusy());
    write("counts.csv", "hour,requests\n0,400\n1,40\n");
    workspace.setText(workspace.document().state().text + "seed: 2\n", {});
    QVERIFY(settle(workspace));
    workspace.document().undoStack()->undo();
    QVERIFY(settle(workspace));
    const QString after = workspace.reports().text(ReportFormat::csv);
    QVERIFY(after != before);
    write("counts.csv", "hour,requests\n0,4000\n1,40\n");
    workspace.followFiles();
    QVERIFY(settle(workspace));
    QVERIFY(workspace.reports().text(ReportFormat::csv) != after);
  }

  void problem_of_another_file_is_not_marked_in_the_scenario() {
    Workspace workspace;
    workspace.document().startWith(smallScenario());
    QVERIFY(settle(workspace));
    DocumentState state = workspace.document().state();
    state.changes["workload.rate"] = "fast";
    workspace.document().edit("Change", state);
    QVERIFY(settle(workspace));
    QCOMPARE(workspace.problems().errorCount(), 1);
    QVERIFY(!workspace.problems().problems().first().isInScenario);
    workspace.setText("alternatives: 3", {});
    QVERIFY(settle(workspace));
    QVERIFY(workspace.problems().problems().first().isInScenario);
  }

  void costs_add_up_to_what_is_to_be_paid() {
    Workspace workspace;
    workspace.document().startWith(smallScenario() +
                                   "account: {discounts: [{on: aws, share: 10 %}], tax: 20 %}\n");
    QVERIFY(settle(workspace));
    const CostChart chart = workspace.costChart();
    QVERIFY(chart.groups.contains("discounts"));
    QVERIFY(chart.groups.contains("tax"));
    QCOMPARE(QSet<int>(chart.colors.begin(), chart.colors.end()).size(), chart.groups.size());
    for (const CostBar& bar : chart.bars) {
      double sum = 0;
      for (const CostSegment& piece : bar.segments) sum += piece.amount;
      QVERIFY2(std::abs(sum - bar.total) < 1e-9, qPrintable(bar.alternative));
    }
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
    const auto found = *workspace.breakEven().chart();
    BreakEvenQuestion swapped = question;
    std::swap(swapped.first, swapped.second);
    QCOMPARE(workspace.askBreakEven(swapped), QString());
    QVERIFY(!workspace.breakEven().chart());
    QVERIFY(QTest::qWaitFor([&] { return !workspace.breakEven().isBusy(); }, 60000));
    QCOMPARE(tableOf(*workspace.breakEven().chart()), tableOf(found));
    const QString printed = byCommandLine(QStringList{"breakeven", path} + question.options()).simplified();
    QVERIFY2(printed.contains(workspace.breakEven().chart()->answer.simplified()), qPrintable(printed));
    QVERIFY(!workspace.isBreakEvenStale());
    workspace.setChange(workspace.parameters().first(), 45, "drag");
    QVERIFY(workspace.isBreakEvenStale());
    workspace.document().startWith(smallScenario());
    QVERIFY(!workspace.breakEven().chart());
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
