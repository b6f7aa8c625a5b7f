#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QLineEdit>
#include <QMessageBox>
#include <QSlider>
#include <QStatusBar>
#include <QTimer>
#include <QUndoStack>

#include "gui/widgets/scenario_editor.h"
#include "tests/gui/window_fixture.h"

namespace isocost::gui {

class FilesTest : public WindowFixture {
  Q_OBJECT

 private:
  /// Clicks that button of the next question.
  void answer(const QString& button) {
    QTimer::singleShot(0, this, [button] {
      auto* const question = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
      if (question == nullptr) return;
      for (QAbstractButton* const one : question->buttons())
        if (QString(one->text()).remove('&') == button) return one->click();
      question->reject();
    });
  }

  QByteArray small() { return bytesOfFile(folder_.filePath("small.yaml")); }
  DocumentState state() { return window_->workspace().document().state(); }

  void changeRate(double value) {
    window_->workspace().setChange(window_->workspace().parameters().first(), value, {});
  }

 private slots:
  void cleanup() { window_.reset(); }

  void file_that_another_program_changed_is_overwritten_only_when_that_is_said() {
    openSmall();
    changeRate(30);
    const QString theirs = smallScenario() + "seed: 7\n";
    write("small.yaml", theirs);
    answer("Cancel");
    QVERIFY(!window_->save());
    QCOMPARE(small(), theirs.toUtf8());
    QVERIFY(window_->isWindowModified());
    answer("Overwrite");
    QVERIFY(window_->save());
    QCOMPARE(small(), smallScenario().replace("20k", "30k").toUtf8());
    changeRate(40);
    QVERIFY(window_->save());
    QCOMPARE(small(), smallScenario().replace("20k", "40k").toUtf8());
  }

  void change_that_cannot_be_written_is_told_and_stays() {
    openSmall();
    DocumentState changed = state();
    changed.changes["alternatives[9].memory"] = "1 GiB";
    window_->workspace().document().edit("Change", changed);
    QVERIFY(!window_->save());
    QVERIFY2(window_->statusBar()->currentMessage().contains("but for alternatives[9].memory"),
             qPrintable(window_->statusBar()->currentMessage()));
    QVERIFY(window_->isWindowModified());
    answer("Discard");
    window_->close();
  }

  void typing_keeps_line_ends_and_spaces_of_the_file() {
    openWindow();
    QString text = smallScenario().replace("\n", "\r\n");
    text.replace("# a few", QString("# a") + QChar(QChar::Nbsp) + "few");
    QVERIFY(window_->openFile(write("dos.yaml", text)));
    window_->showPane("Scenario");
    auto* const editor = find<ScenarioEditor>();
    editor->moveCursor(QTextCursor::End);
    QTest::keyClicks(editor, "seed: 3");
    QTest::keyClick(editor, Qt::Key_Return);
    QCOMPARE(state().text, text + "seed: 3\r\n");
    QTest::keyClick(editor, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(state().text, text);
    settle();
  }

  void undo_in_a_field_takes_back_its_last_change_and_each_drag_is_a_step() {
    openSmall();
    window_->showPane("What-if");
    QTest::qWait(20);
    const QUndoStack& steps = *window_->workspace().document().undoStack();
    auto* const value = find<QLineEdit>("rate, value");
    value->setFocus();
    value->selectAll();
    QTest::keyClicks(value, "45");
    QTest::keyClick(value, Qt::Key_Return);
    QCOMPARE(steps.count(), 1);
    QTest::keyClick(value, Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(state().changes.isEmpty());
    auto* const slider = window_->findChild<QSlider*>("workload.rate");
    for (int drag = 1; drag <= 2; ++drag) {
      slider->setSliderDown(true);
      for (int at = 1; at <= 3; ++at) slider->setValue(slider->value() + 5);
      slider->setSliderDown(false);
      QCOMPARE(steps.count(), drag);
    }
    QTest::keyClick(slider, Qt::Key_Right);
    QTest::keyClick(slider, Qt::Key_Right);
    QCOMPARE(steps.count(), 3);
  }

  void quit_closes_every_window() {
    openWindow();
    const auto second = newWindow();
    second->show();
    QVERIFY(QTest::qWaitForWindowActive(second.get()));
    for (QAction* const action : second->findChildren<QAction*>())
      if (action->text() == "&Quit") action->trigger();
    QVERIFY(!window_->isVisible());
    QVERIFY(!second->isVisible());
  }

  void discarded_work_does_not_come_back() {
    openSmall();
    changeRate(30);
    for (QTimer* const timer : window_->findChildren<QTimer*>())
      if (timer->interval() == 30 * 1000) timer->setInterval(10);
    QTest::qWait(50);
    const QDir kept(folder_.filePath("data/recovery"));
    QCOMPARE(kept.entryList({"*.json"}).size(), 1);
    answer("Discard");
    QVERIFY(window_->close());
    QTest::qWait(50);
    QCOMPARE(kept.entryList({"*.json"}).size(), 0);
  }
};

}  // namespace isocost::gui

QTEST_MAIN(isocost::gui::FilesTest)
#include "files_test.moc"
