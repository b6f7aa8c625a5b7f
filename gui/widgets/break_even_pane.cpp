#include "gui/widgets/break_even_pane.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>

#include "gui/viewmodels/scenario_text.h"
#include "gui/widgets/charts_of_views.h"

namespace isocost::gui {
namespace {

void fill(QComboBox* box, const QStringList& names, int preferred) {
  const QString chosen = box->currentText();
  const QSignalBlocker quiet(box);
  box->clear();
  box->addItems(names);
  const int found = box->findText(chosen);
  box->setCurrentIndex(found >= 0 ? found : std::min(preferred, static_cast<int>(names.size()) - 1));
}

/// What is no quantity stays as it is, to be refused where the question is answered.
QString scenarioText(const QLineEdit& field) {
  const auto typed = typedQuantity(field.text().trimmed());
  return typed ? textOf(*typed) : field.text().trimmed();
}

}  // namespace

BreakEvenPane::BreakEvenPane(QWidget* parent)
    : QWidget(parent),
      first_(new QComboBox),
      second_(new QComboBox),
      path_(new QComboBox),
      metric_(new QComboBox),
      low_(new QLineEdit),
      high_(new QLineEdit),
      find_(new QPushButton(tr("Find"))),
      answer_(new QLabel),
      stale_(new QLabel(tr("STALE: found before the latest change; Find searches again"))),
      plot_(new BreakEvenPlot) {
  auto* const layout = new QGridLayout(this);
  layout->setContentsMargins(6, 6, 6, 4);
  addFields(layout);
  answer_->setWordWrap(true);
  answer_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  answer_->setAccessibleName(tr("Answer of the search"));
  layout->addWidget(answer_, 2, 0, 1, 9);
  layout->addWidget(stale_, 3, 0, 1, 9);
  layout->addWidget(plot_, 4, 0, 1, 9);
  layout->setRowStretch(4, 1);
  stale_->hide();
  metric_->addItems({tr("cost"), tr("p99")});
  connect(find_, &QPushButton::clicked, this, [this] { isBusy_ ? emit stopAsked() : emit asked(); });
  connect(path_, &QComboBox::currentIndexChanged, this, [this] { suggestRange(); });
}

void BreakEvenPane::addFields(QGridLayout* layout) {
  const auto add = [&](int row, int column, const QString& label, const QString& name, QWidget* field) {
    layout->addWidget(new QLabel(label), row, column);
    layout->addWidget(field, row, column + 1);
    field->setAccessibleName(name);
    if (auto* const box = qobject_cast<QComboBox*>(field)) box->view()->setAccessibleName(name);
  };
  add(0, 0, tr("Between"), tr("First alternative"), first_);
  add(0, 2, tr("and"), tr("Second alternative"), second_);
  add(0, 4, tr("by"), tr("What is compared"), metric_);
  add(1, 0, tr("vary"), tr("What is varied"), path_);
  add(1, 2, tr("from"), tr("Lowest value"), low_);
  add(1, 4, tr("to"), tr("Highest value"), high_);
  find_->setAccessibleName(tr("Find the break-even"));
  layout->addWidget(find_, 1, 6);
  layout->setColumnStretch(1, 3);
  layout->setColumnStretch(3, 3);
  layout->setColumnStretch(5, 2);
  for (QComboBox* const box : {first_, second_, path_}) {
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(10);
  }
}

void BreakEvenPane::setChoices(const QStringList& alternatives, const QList<Parameter>& parameters) {
  fill(first_, alternatives, 0);
  fill(second_, alternatives, static_cast<int>(alternatives.size()) - 1);
  parameters_.clear();
  QStringList paths;
  for (const Parameter& one : parameters)
    if (one.base > 0 && !one.path.startsWith("slo.")) {
      parameters_.append(one);
      paths.append(one.path);
    }
  const QString before = path_->currentText();
  fill(path_, paths, 0);
  if (path_->currentText() != before || low_->text().isEmpty()) suggestRange();
  find_->setEnabled(alternatives.size() > 1 && !paths.isEmpty());
}

void BreakEvenPane::suggestRange() {
  const int at = path_->currentIndex();
  if (at < 0 || at >= parameters_.size()) return;
  const Parameter& one = parameters_[at];
  const double low = one.isWhole ? 1 : one.low > 0 ? one.low : one.base / 10;
  low_->setText(shownText({low, one.unit}));
  high_->setText(shownText({one.high, one.unit}));
}

BreakEvenQuestion BreakEvenPane::question() const {
  return {first_->currentText(), second_->currentText(), path_->currentText(),
          scenarioText(*low_),   scenarioText(*high_),   metric_->currentIndex() == 0};
}

void BreakEvenPane::setAnswer(const BreakEvenChart& chart) {
  answer_->setText(chart.answer);
  plot_->setChart(chart);
}

void BreakEvenPane::setStale(bool isStale) { stale_->setVisible(isStale); }

void BreakEvenPane::forget() {
  setAnswer({});
  setStale(false);
}

void BreakEvenPane::setMessage(const QString& sentence) { answer_->setText(sentence); }
QString BreakEvenPane::answer() const { return answer_->text(); }

void BreakEvenPane::setBusy(bool isBusy) {
  isBusy_ = isBusy;
  find_->setText(isBusy ? tr("Stop") : tr("Find"));
}

}  // namespace isocost::gui
