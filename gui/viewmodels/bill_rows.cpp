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

QString words(const char* text) { return QCoreApplication::translate("bill", text); }
QString plain(const std::string& text) { return QString::fromStdString(text); }

double number(const Decimal& value) { return value.convert_to<double>(); }

QString amountText(const BillLine& line) {
  return line.unpriced ? words("UNPRICED") : moneyText(number(line.rounded().amount));
}

void addWaste(const BillLine& line, int place, TreeRow& row) {
  for (std::size_t i = 0; i < waste_count; ++i) {
    const auto what = static_cast<Waste>(i);
    if (line.unpriced || number(line.cost_of(what).amount) < 0.005) continue;
    row.add({{words("of which %1").arg(QLatin1String(words_of(what))),
              plain(quantity_text(line.wasted(what))),
              plain(line.unit),
              {},
              moneyText(number(line.cost_of(what).amount)),
              {}},
             {},
             place,
             {}});
  }
}

void addSource(const BillLine& line, int place, TreeRow& row) {
  if (line.unpriced) row.add({{words("no price: %1").arg(plain(*line.unpriced))}, {}, place, {}});
  if (line.source_file.empty()) return;
  row.add({{words("price %1").arg(plain(line.price_id)), {}, {}, {}, {}, plain(line.region)}, {}, place, {}});
  row.add({{words("page: %1").arg(plain(line.source.title)),
            {},
            {},
            {},
            {},
            words("read %1, grade %2").arg(plain(to_string(line.source.read)), plain(line.source.grade))},
           plain(line.source.url),
           place,
           {}});
}

void addLine(const BillLine& line, int place, int numberOfLine, TreeRow& alternative) {
  TreeRow& row = alternative.add({{plain(line.name), plain(quantity_text(line.quantity)), plain(line.unit),
                                   plain(price_text(line)), amountText(line), plain(source_text(line))},
                                  plain(line.source.url),
                                  place,
                                  plain(line.name),
                                  numberOfLine});
  addWaste(line, place, row);
  addSource(line, place, row);
}

void addBill(const AlternativeResult& one, int place, TreeRow& root) {
  const Bill& bill = one.bill;
  const QString atLeast = bill.has_unpriced() ? QStringLiteral("≥ ") : QString();
  TreeRow& row = root.add({{plain(one.name) + " (" + plain(one.size) + ", " + plain(one.region) + ")",
                            {},
                            {},
                            {},
                            atLeast + moneyText(number(bill.net().amount)),
                            {}},
                           {},
                           place,
                           {},
                           -1,
                           true});
  for (std::size_t i = 0; i < bill.lines.size(); ++i) addLine(bill.lines[i], place, static_cast<int>(i), row);
  for (const Adjustment& term : bill.adjustments)
    row.add({{plain(term.name), {}, {}, {}, moneyText(number(term.rounded().amount)), {}}, {}, place, {}});
  for (const std::string& text : one.assumptions)
    row.add({{words("assumed: %1").arg(plain(text))}, {}, place, {}});
  for (const std::string& text : one.notes) row.add({{plain(text)}, {}, place, {}});
}

}  // namespace

void setBills(TreeModel& model, const Shown* shown) {
  auto root = std::make_unique<TreeRow>();
  if (shown != nullptr)
    for (std::size_t i = 0; i < shown->places.size(); ++i)
      addBill(shown->result.alternatives[i], shown->places[i], *root);
  model.setRows({words("Line"), words("Quantity"), words("Unit"), words("Price, USD"), words("USD"),
                 words("Price from")},
                {1, 3, 4}, std::move(root));
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
