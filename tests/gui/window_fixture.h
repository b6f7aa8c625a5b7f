#pragma once

#include <QTemporaryDir>
#include <QTest>
#include <memory>

#include "gui/widgets/main_window.h"
#include "tests/gui/files.h"
#include "tests/gui/scenarios.h"

namespace isocost::gui {

/// A window with settings and data of its own, in a folder that goes with the test.
class WindowFixture : public QObject {
 protected:
  QTemporaryDir folder_;
  std::unique_ptr<MainWindow> window_;

  QString write(const QString& name, const QString& text) {
    return writtenFile(folder_, name, text.toUtf8());
  }

  std::unique_ptr<MainWindow> newWindow() {
    return std::make_unique<MainWindow>(folder_.filePath("gui.ini"), folder_.filePath("data"));
  }

  void openWindow() {
    window_ = newWindow();
    window_->restoreSession(false);
    window_->resize(1440, 900);
    window_->show();
    QVERIFY(QTest::qWaitForWindowActive(window_.get()));
  }

  void openSmall() {
    openWindow();
    QVERIFY(window_->openFile(write("small.yaml", smallScenario())));
    settle();
  }

  void settle() {
    QVERIFY(QTest::qWaitFor([&] { return !window_->workspace().isBusy(); }, 60000));
    QTest::qWait(20);
  }

  template <class Widget>
  Widget* find(const QString& accessibleName = {}) {
    for (Widget* const one : window_->findChildren<Widget*>())
      if (accessibleName.isEmpty() || one->accessibleName() == accessibleName) return one;
    return nullptr;
  }
};

}  // namespace isocost::gui
