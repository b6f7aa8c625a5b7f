#include "gui/viewmodels/bill_rows.h"

#include <QCoreApplication>
#include <QLocale>

#include "gui/viewmodels/figures.h"
#include "gui/viewmodels/shown.h"
#include "simulator/report/explain.h"
#include "simulator/report/figures.h"
#include "simulator/report/report_model.h"

namespace isocost::gui {
namespace {

struct Words {
  Q_DECLARE_TR_FUNCTIONS(bill)
};
QString plain(const std::string& text) { return QString::fromStdString(text); }

double number(const Decimal& value) { return value.to_double(); }

QString amountText(const BillLine& line) {
  return line.unpriced ? Words::tr("UNPRICED") : moneyText(number(line.rounded().amount));
}

/// Cells in the order of the headings.
TreeRow row(int place, const QString& line, const QString& amount = {}, const QString& quantity = {},
            const QString& unit = {}, const QString& price = {}, const QString& source = {}) {
  return {{line, amount, quantity, unit, price, source}, {}, place, {}};
}

void addWaste(const BillLine& line, int place, TreeRow& above) {
  for (std::size_t i = 0; i < waste_count; ++i) {
    const auto what = static_cast<Waste>(i);
    const double cost = number(line.cost_of(what).amount);
    if (!line.unpriced && cost >= 0.005)
      above.add(row(place, Words::tr("of which %1").arg(QLatin1String(words_of(what))), moneyText(cost),
                    plain(quantity_text(line.wasted(what))), plain(line.unit)));
  }
}

void addSource(const BillLine& line, int place, TreeRow& above) {
  if (line.unpriced) above.add(row(place, Words::tr("no price: %1").arg(plain(*line.unpriced))));
  if (line.source_file.empty()) return;
  above.add(row(place, Words::tr("price %1").arg(plain(line.price_id)), {}, {}, {}, {}, plain(line.region)));
  TreeRow& page = above.add(
      row(place, Words::tr("page: %1").arg(plain(line.source.title)), {}, {}, {}, {},
          Words::tr("read %1, grade %2").arg(plain(to_string(line.source.read)), plain(line.source.grade))));
  page.address = plain(line.source.url);
}

void addLine(const BillLine& line, int place, int numberOfLine, TreeRow& alternative) {
  TreeRow& made =
      alternative.add(row(place, plain(line.name), amountText(line), plain(quantity_text(line.quantity)),
                          plain(line.unit), plain(price_text(line)), plain(source_text(line))));
  made.address = plain(line.source.url);
  made.line = plain(line.name);
  made.number = numberOfLine;
  addWaste(line, place, made);
  addSource(line, place, made);
}

void addBill(const AlternativeResult& one, int place, TreeRow& root) {
  const Bill& bill = one.bill;
  const QString atLeast = bill.has_unpriced() ? QStringLiteral("≥ ") : QString();
  TreeRow& top =
      root.add(row(place, plain(one.name) + " (" + plain(one.size) + ", " + plain(one.region) + ")",
                   atLeast + moneyText(number(bill.net().amount))));
  top.isStrong = true;
  for (std::size_t i = 0; i < bill.lines.size(); ++i) addLine(bill.lines[i], place, static_cast<int>(i), top);
  for (const Adjustment& term : bill.adjustments)
    top.add(row(place, plain(term.name), moneyText(number(term.rounded().amount))));
  for (const std::string& text : one.assumptions)
    top.add(row(place, Words::tr("assumed: %1").arg(plain(text))));
  for (const std::string& text : one.notes) top.add(row(place, plain(text)));
}

}  // namespace

void setBills(TreeModel& model, const Shown* shown) {
  auto root = std::make_unique<TreeRow>();
  if (shown != nullptr)
    for (std::size_t i = 0; i < shown->places.size(); ++i)
      addBill(shown->result.alternatives[i], shown->places[i], *root);
  model.setRows({Words::tr("Line"), Words::tr("USD"), Words::tr("Quantity"), Words::tr("Unit"),
                 Words::tr("Price, USD"), Words::tr("Price from")},
                {1, 2, 4}, std::move(root));
}

QString explainLine(const Shown& shown, int place, const QString& line) {
  const std::string name = shown.outcome->result.alternatives[static_cast<std::size_t>(place)].name;
  Loaded<SavedResult> saved = read_saved_text("result", write_json(shown.result, shown.comparison));
  if (!saved.value) return plain(render(saved.diagnostics));
  const SavedAlternative* const one = saved.value->find(name, saved.diagnostics);
  if (one == nullptr) return plain(render(saved.diagnostics));
  const Loaded<ReportModel> report = explain(*saved.value, *one, line.toStdString());
  return plain(report.value ? write_text(*report.value) : render(report.diagnostics));
}

}  // namespace isocost::gui
