#include "simulator/report/call_section.h"

#include "simulator/report/figures.h"

namespace isocost {

std::optional<ReportSection> call_section(const Result& result) {
  if (result.alternatives.empty() || !result.alternatives.front().calls) return std::nullopt;
  ReportSection section{"Calls between components", {}, {}, {}};
  ReportTable table{{{"alternative", false},
                     {"component", false},
                     {"runs on", false},
                     {"calls a request", true},
                     {"share of latency", true},
                     {"waiting", true},
                     {"cold starts", true},
                     {"errors", true},
                     {"messages lost", true}},
                    {}};
  for (const AlternativeResult& one : result.alternatives) {
    if (!one.calls) continue;
    for (const ComponentResult& part : one.calls->components)
      table.rows.push_back({one.name, part.name, part.place, number_text(part.calls),
                            share_text(part.share_of_latency), share_text(part.waiting_share),
                            share_text(part.cold_share), share_text(part.error_share),
                            part.lost_share ? share_text(*part.lost_share) : "-"});
    table.rows.push_back({one.name, "all", "", "", "", share_text(one.calls->waiting_share), "", "", ""});
  }
  for (const AlternativeResult& one : result.alternatives)
    if (one.calls && one.calls->components.size() > 1) section.charts.emplace_back(call_chart(one));
  section.tables.push_back(std::move(table));
  section.notes.emplace_back(
      "share of latency: of the time from a user's request to its answer, the part that passes in the "
      "component "
      "itself, on the critical path (a call that is given up counts for its caller); waiting: part of its "
      "handler "
      "time in which it waits for others, paid for where time in handlers is; messages that are delivered "
      "again are "
      "calls again; a component that runs together with others is part of theirs");
  return section;
}

}  // namespace isocost
