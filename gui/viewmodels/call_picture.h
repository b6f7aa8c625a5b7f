/// Which component calls which on one alternative, as plain data to be drawn: the same figures and places as
/// the report's picture.
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

namespace isocost::gui {

struct Shown;

struct CallPicture {
  struct Node {
    QString name;
    QStringList details;  ///< below the name
    QString all;          ///< every figure, with intervals
    double weight = 0;    ///< 0 to 1: its share of the users' time
    int column = 0;
    int row = 0;
    int rows = 1;  ///< in its column
  };
  struct Edge {
    int from = 0;  ///< numbers of nodes
    int to = 0;
    bool isMessage = false;
  };
  QString alternative;
  QString legend;
  QList<Node> nodes;  ///< empty: the application is one piece
  QList<Edge> edges;
  QByteArray svg;  ///< the picture as a file
};

/// Of the alternative at this place of the scenario, or of the first that is shown.
[[nodiscard]] CallPicture callPicture(const Shown& shown, int place);

/// Rows for the clipboard.
[[nodiscard]] QList<QStringList> tableOf(const CallPicture& picture);

}  // namespace isocost::gui
