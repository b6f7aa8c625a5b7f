#include "gui/widgets/welcome_page.h"

#include <QDir>
#include <QFileInfo>
#include <QFrame>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>

#include "gui/viewmodels/scenario_library.h"

namespace isocost::gui {
namespace {

QLabel* heading(const QString& text) {
  auto* const label = new QLabel(text);
  QFont bold = label->font();
  bold.setBold(true);
  label->setFont(bold);
  return label;
}

QString tilde(const QString& path) {
  const QString home = QDir::homePath();
  return path.startsWith(home + '/') ? '~' + path.mid(home.size()) : path;
}

}  // namespace

WelcomePage::WelcomePage(QWidget* parent) : QWidget(parent) {
  auto* const layout = new QGridLayout(this);
  layout->setContentsMargins(16, 12, 16, 12);
  layout->setHorizontalSpacing(20);
  recovery_ = makeRecoveryBar();
  layout->addWidget(recovery_, 0, 0, 1, 2);
  layout->addWidget(heading(tr("Scenarios that come with Isocost")), 1, 0);
  shipped_ = makeList(tr("Shipped scenarios"));
  for (const ShippedScenario& one : shippedScenarios()) {
    auto* const item = new QListWidgetItem(one.title + '\n' + one.question, shipped_);
    item->setData(Qt::UserRole, one.path);
    item->setToolTip(one.path);
  }
  layout->addWidget(shipped_, 2, 0, 3, 1);
  layout->addWidget(heading(tr("Recent files")), 1, 1);
  recent_ = makeList(tr("Recent files"));
  layout->addWidget(recent_, 2, 1);
  auto* const drop = new QLabel(tr("Drop a scenario here"));
  drop->setAlignment(Qt::AlignCenter);
  drop->setFrameShape(QFrame::StyledPanel);
  drop->setMinimumHeight(48);
  layout->addWidget(drop, 3, 1);
  auto* const buttons = new QHBoxLayout;
  auto* const open = new QPushButton(tr("Open…"));
  auto* const fresh = new QPushButton(tr("New scenario"));
  open->setAccessibleName(tr("Open a scenario"));
  fresh->setAccessibleName(tr("New scenario"));
  buttons->addWidget(open);
  buttons->addWidget(fresh);
  layout->addLayout(buttons, 4, 1);
  layout->setColumnStretch(0, 3);
  layout->setColumnStretch(1, 2);
  layout->setRowStretch(2, 1);
  connect(open, &QPushButton::clicked, this, &WelcomePage::chooseAsked);
  connect(fresh, &QPushButton::clicked, this, &WelcomePage::newAsked);
}

QWidget* WelcomePage::makeRecoveryBar() {
  auto* const bar = new QFrame(this);
  bar->setFrameShape(QFrame::StyledPanel);
  auto* const layout = new QHBoxLayout(bar);
  leftBehind_ = new QLabel;
  leftBehind_->setWordWrap(true);
  layout->addWidget(leftBehind_, 1);
  auto* const recover = new QPushButton(tr("Recover"));
  auto* const discard = new QPushButton(tr("Discard"));
  recover->setAccessibleName(tr("Recover unsaved work"));
  discard->setAccessibleName(tr("Discard unsaved work"));
  layout->addWidget(recover);
  layout->addWidget(discard);
  connect(recover, &QPushButton::clicked, this, &WelcomePage::recoverAsked);
  connect(discard, &QPushButton::clicked, this, &WelcomePage::discardAsked);
  bar->hide();
  return bar;
}

QListWidget* WelcomePage::makeList(const QString& name) {
  auto* const list = new QListWidget(this);
  list->setAccessibleName(name);
  list->setWordWrap(true);
  list->setSpacing(2);
  list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  connect(list, &QListWidget::itemActivated, this,
          [this](const QListWidgetItem* item) { emit openAsked(item->data(Qt::UserRole).toString()); });
  connect(list, &QListWidget::itemClicked, this,
          [this](const QListWidgetItem* item) { emit openAsked(item->data(Qt::UserRole).toString()); });
  return list;
}

void WelcomePage::setRecent(const QStringList& paths) {
  recent_->clear();
  for (const QString& path : paths) {
    auto* const item =
        new QListWidgetItem(QFileInfo(path).fileName() + '\n' + tilde(QFileInfo(path).path()), recent_);
    item->setData(Qt::UserRole, path);
    item->setToolTip(path);
  }
  if (!paths.isEmpty()) return;
  auto* const hint = new QListWidgetItem(tr("What you open stands here the next time."), recent_);
  hint->setFlags(Qt::NoItemFlags);
}

void WelcomePage::setLeftBehind(const QString& sentence) {
  leftBehind_->setText(sentence);
  recovery_->setVisible(!sentence.isEmpty());
}

}  // namespace isocost::gui
