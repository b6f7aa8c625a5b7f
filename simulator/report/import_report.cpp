#include <fmt/format.h>

#include <map>

#include "simulator/report/report_model.h"

namespace isocost {
namespace {

/// Rows with the same reason together, so that a list of thousands is a page.
ReportTable by_reason(const std::vector<RowNote>& notes) {
  ReportTable table{{{"rows", true}, {"first at", false}, {"such as", false}, {"why", false}}, {}};
  std::vector<std::string> order;
  std::map<std::string, std::pair<std::size_t, const RowNote*>> groups;
  for (const RowNote& note : notes) {
    auto& [count, first] = groups[note.why];
    if (count++ > 0) continue;
    first = &note;
    order.push_back(note.why);
  }
  for (const std::string& why : order)
    table.rows.push_back(
        {std::to_string(groups[why].first), groups[why].second->place, groups[why].second->what, why});
  return table;
}

}  // namespace

ReportModel make_import_report(const PriceList& list) {
  ReportModel report{list.files.size() == 1
                         ? list.files.front()
                         : fmt::format("{} and {} more", list.files.front(), list.files.size() - 1),
                     {}};
  ReportSection taken{"Taken", {}, {}, {}};
  taken.notes.push_back(list.title + (list.published ? ", of " + to_string(*list.published) : ""));
  taken.notes.push_back(fmt::format("{} rows: {} taken as {} prices, {} refused; {} of them interpreted",
                                    list.rows, list.taken, list.prices.size(), list.refused.size(),
                                    list.resolved.size()));
  ReportTable services{{{"service", false}, {"prices", true}}, {}};
  for (const std::string& service : services_of(list)) {
    std::size_t count = 0;
    for (const Price& price : list.prices) count += price.id.starts_with(service + "/") ? 1 : 0;
    services.rows.push_back({service, std::to_string(count)});
  }
  taken.tables.push_back(std::move(services));
  report.sections.push_back(std::move(taken));
  if (!list.resolved.empty()) report.sections.push_back({"Interpreted", {}, {by_reason(list.resolved)}, {}});
  if (!list.refused.empty()) report.sections.push_back({"Refused", {}, {by_reason(list.refused)}, {}});
  return report;
}

std::string write_import_csv(const PriceList& list) {
  std::string text = "place,status,what,why\n";
  for (const RowNote& note : list.resolved)
    text +=
        fmt::format("{},interpreted,{},{}\n", csv_text(note.place), csv_text(note.what), csv_text(note.why));
  for (const RowNote& note : list.refused)
    text += fmt::format("{},refused,{},{}\n", csv_text(note.place), csv_text(note.what), csv_text(note.why));
  for (const Price& price : list.prices)
    text += fmt::format("{},taken,{},{}\n", csv_text(price.note), csv_text(price.id), csv_text(price.name));
  return text;
}

}  // namespace isocost
