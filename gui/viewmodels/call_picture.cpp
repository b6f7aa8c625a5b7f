#include "gui/viewmodels/call_picture.h"

#include <QCoreApplication>
#include <algorithm>

#include "gui/viewmodels/shown.h"
#include "simulator/report/chart.h"
#include "simulator/report/figures.h"

namespace isocost::gui {
namespace {

struct Words {
  Q_DECLARE_TR_FUNCTIONS(calls)
};

QString text(const std::string& from) { return QString::fromStdString(from); }

QString allFigures(const ComponentResult& one) {
  QStringList lines{text(one.name), text(one.place)};
  lines.append(Words::tr("calls a request: %1").arg(text(number_text(one.calls))));
  lines.append(Words::tr("share of latency: %1").arg(text(share_text(one.share_of_latency))));
  lines.append(Words::tr("waiting: %1").arg(text(share_text(one.waiting_share))));
  lines.append(Words::tr("cold starts: %1").arg(text(share_text(one.cold_share))));
  lines.append(Words::tr("errors: %1").arg(text(share_text(one.error_share))));
  if (one.lost_share) lines.append(Words::tr("messages lost: %1").arg(text(share_text(*one.lost_share))));
  return lines.join('\n');
}

/// None: no alternative that is shown has components.
const AlternativeResult* alternativeAt(const Shown& shown, int place) {
  const auto at = std::find(shown.places.begin(), shown.places.end(), place);
  if (at != shown.places.end()) {
    const AlternativeResult& one =
        shown.result.alternatives[static_cast<std::size_t>(at - shown.places.begin())];
    if (one.calls) return &one;
  }
  for (const AlternativeResult& one : shown.result.alternatives)
    if (one.calls) return &one;
  return nullptr;
}

}  // namespace

CallPicture callPicture(const Shown& shown, int place) {
  CallPicture picture;
  const AlternativeResult* const alternative = alternativeAt(shown, place);
  if (alternative == nullptr) return picture;
  const GraphChart chart = call_chart(*alternative);
  const std::vector<GraphPlace> places = places_of(chart);
  picture.alternative = text(alternative->name);
  picture.legend = text(chart.legend);
  picture.svg = QByteArray::fromStdString(write_svg(chart));
  for (std::size_t i = 0; i < chart.nodes.size(); ++i) {
    CallPicture::Node node{text(chart.nodes[i].name),
                           {},
                           allFigures(alternative->calls->components[i]),
                           chart.nodes[i].weight,
                           static_cast<int>(places[i].column),
                           static_cast<int>(places[i].row),
                           static_cast<int>(places[i].rows)};
    for (const std::string& detail : chart.nodes[i].details) node.details.append(text(detail));
    picture.nodes.append(node);
  }
  for (const GraphChart::Edge& edge : chart.edges)
    picture.edges.append({static_cast<int>(edge.from), static_cast<int>(edge.to), edge.is_dashed});
  return picture;
}

QList<QStringList> tableOf(const CallPicture& picture) {
  QList<QStringList> table{{Words::tr("component"), Words::tr("figures"), Words::tr("calls")}};
  for (int i = 0; i < picture.nodes.size(); ++i) {
    QStringList called;
    for (const CallPicture::Edge& edge : picture.edges)
      if (edge.from == i) called.append(picture.nodes[edge.to].name);
    table.append({picture.nodes[i].name, picture.nodes[i].details.join(", "), called.join(", ")});
  }
  return table;
}

}  // namespace isocost::gui
