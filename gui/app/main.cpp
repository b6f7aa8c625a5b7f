#include <QApplication>
#include <QFileInfo>
#include <QIcon>
#include <QStandardPaths>
#include <cstdio>
#include <memory>
#include <optional>
#include <vector>

#include "gui/widgets/main_window.h"

namespace {

constexpr const char* usage =
    "isocost-gui [SCENARIO.yaml ...]: compares architectures by hand and eye\n"
    "\n"
    "Opens a window for each scenario; without one, what was open last, or the welcome page.\n"
    "\n"
    "Examples:\n"
    "  isocost-gui\n"
    "  isocost-gui scenarios/web-shop.yaml\n"
    "\n"
    "Options:\n"
    "  --help      this text\n"
    "  --version   the version\n"
    "\n"
    "Environment: ISOCOST_MODELS names another folder of prices, as for isocost.\n";

constexpr int badInput = 2;

/// What --help, --version and slips print; nothing when a window is to be opened.
std::optional<int> answerWithoutWindow(const QStringList& words) {
  for (const QString& word : words) {
    if (word == "--help" || word == "-h") {
      std::fputs(usage, stdout);
      return 0;
    }
    if (word == "--version") {
      std::printf("isocost-gui %s\n", ISOCOST_VERSION);
      return 0;
    }
    if (word.startsWith('-')) {
      std::fprintf(stderr, "error: unrecognised option '%s'\nhint: isocost-gui --help lists the options\n",
                   qPrintable(word));
      return badInput;
    }
    if (!QFileInfo::exists(word)) {
      std::fprintf(stderr,
                   "error: %s: there is no such file\nhint: isocost-gui without a file shows the scenarios "
                   "there are\n",
                   qPrintable(word));
      return badInput;
    }
  }
  return std::nullopt;
}

}  // namespace

int main(int argc, char** argv) {
  QStringList words;
  for (int i = 1; i < argc; ++i) words.append(QString::fromLocal8Bit(argv[i]));
  if (const auto code = answerWithoutWindow(words)) return *code;
  QApplication application(argc, argv);
  QApplication::setApplicationName("isocost-gui");
  QApplication::setApplicationDisplayName("Isocost");
  QApplication::setDesktopFileName("isocost");
  QApplication::setWindowIcon(QIcon::fromTheme("isocost", QIcon(":/isocost.svg")));
  isocost::gui::rememberSystemPalette();
  const QString settings =
      QStandardPaths::writableLocation(QStandardPaths::ConfigLocation) + "/isocost/gui.ini";
  const QString data = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + "/isocost";
  std::vector<std::unique_ptr<isocost::gui::MainWindow>> windows;
  if (words.isEmpty()) words.append(QString());
  for (const QString& path : words) {
    windows.push_back(std::make_unique<isocost::gui::MainWindow>(settings, data));
    windows.back()->restoreSession(path.isEmpty());
    if (!path.isEmpty()) windows.back()->openFile(path);
    windows.back()->show();
  }
  return QApplication::exec();
}
