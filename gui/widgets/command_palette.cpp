#include "gui/widgets/command_palette.h"

#include <QAction>
#include <QCoreApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

namespace isocost::gui {
namespace {

QString wordsOf(const QAction& action) {
  QString text = action.text();
  return text.remove('&').remove(QStringLiteral("…"));
}

}  // namespace

CommandPalette::CommandPalette(const QList<QAction*>& actions, QWidget* parent)
    : QDialog(parent, Qt::Popup),
      actions_(actions),
      words_(new QLineEdit(this)),
      found_(new QListWidget(this)) {
  setAttribute(Qt::WA_DeleteOnClose);
  auto* const layout = new QVBoxLayout(this);
  layout->setContentsMargins(6, 6, 6, 6);
  layout->addWidget(words_);
  layout->addWidget(found_);
  words_->setPlaceholderText(tr("What do you want to do?"));
  words_->setAccessibleName(tr("Find action"));
  found_->setAccessibleName(tr("Actions"));
  words_->installEventFilter(this);
  setMinimumSize(460, 320);
  connect(words_, &QLineEdit::textChanged, this, &CommandPalette::list);
  connect(words_, &QLineEdit::returnPressed, this, &CommandPalette::runCurrent);
  connect(found_, &QListWidget::itemClicked, this, &CommandPalette::runCurrent);
  list({});
  words_->setFocus();
}

void CommandPalette::list(const QString& words) {
  found_->clear();
  const QStringList parts = words.split(' ', Qt::SkipEmptyParts);
  for (qsizetype i = 0; i < actions_.size(); ++i) {
    const QString text = wordsOf(*actions_[i]);
    bool fits = actions_[i]->isEnabled() && !text.isEmpty();
    for (const QString& part : parts) fits = fits && text.contains(part, Qt::CaseInsensitive);
    if (!fits) continue;
    const QString keys = actions_[i]->shortcut().toString(QKeySequence::NativeText);
    auto* const item =
        new QListWidgetItem(keys.isEmpty() ? text : text + QStringLiteral("   ") + keys, found_);
    item->setData(Qt::UserRole, static_cast<int>(i));
  }
  found_->setCurrentRow(0);
}

void CommandPalette::runCurrent() {
  const QListWidgetItem* const item = found_->currentItem();
  if (item == nullptr) return;
  QAction* const action = actions_[item->data(Qt::UserRole).toInt()];
  close();
  action->trigger();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
  if (watched != words_ || event->type() != QEvent::KeyPress) return QDialog::eventFilter(watched, event);
  const int key = static_cast<QKeyEvent*>(event)->key();
  if (key != Qt::Key_Up && key != Qt::Key_Down) return false;
  QCoreApplication::sendEvent(found_, event);
  return true;
}

}  // namespace isocost::gui
