#include "gui/viewmodels/series_style.h"

#include <QGuiApplication>
#include <QPainter>
#include <QPalette>
#include <QPixmap>
#include <QPolygonF>
#include <array>

namespace isocost::gui {
namespace {

constexpr std::array<QRgb, 8> onLight{0xff0072b2, 0xffd55e00, 0xff009e73, 0xffcc79a7,
                                      0xffb58900, 0xff56b4e9, 0xff5a5a5a, 0xff7f3fbf};
constexpr std::array<QRgb, 8> onDark{0xff4fa8e0, 0xffff8c42, 0xff2ecc9b, 0xffe7a3c9,
                                     0xfff0c541, 0xff9ad7f5, 0xffb8b8b8, 0xffb48ae6};
constexpr std::array<QRgb, 4> moreOnLight{0xffa9a9a9, 0xff6b8e23, 0xff2e8b8b, 0xff8b4513};
constexpr std::array<QRgb, 4> moreOnDark{0xff6f7680, 0xffa9cf54, 0xff5fd0d0, 0xffd08a5a};
constexpr std::array dashes{Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};

void drawMarker(QPainter& painter, QPointF at, Marker marker) {
  constexpr double r = 4;
  switch (marker) {
    case Marker::disc: painter.drawEllipse(at, r, r); break;
    case Marker::circle:
      painter.setBrush(Qt::NoBrush);
      painter.drawEllipse(at, r, r);
      break;
    case Marker::square: painter.drawRect(QRectF(at.x() - r, at.y() - r, 2 * r, 2 * r)); break;
    case Marker::diamond:
      painter.drawPolygon(
          QPolygonF({at + QPointF(0, -r), at + QPointF(r, 0), at + QPointF(0, r), at - QPointF(r, 0)}));
      break;
    case Marker::triangle:
      painter.drawPolygon(QPolygonF({at + QPointF(0, -r), at + QPointF(r, r), at + QPointF(-r, r)}));
      break;
    case Marker::star:
    case Marker::cross:
      painter.drawLine(at + QPointF(-r, -r), at + QPointF(r, r));
      painter.drawLine(at + QPointF(-r, r), at + QPointF(r, -r));
      if (marker == Marker::cross) break;
      [[fallthrough]];
    case Marker::plus:
      painter.drawLine(at + QPointF(-r, 0), at + QPointF(r, 0));
      painter.drawLine(at + QPointF(0, -r), at + QPointF(0, r));
      break;
  }
}

}  // namespace

SeriesStyle seriesStyle(int index, bool isDark) {
  const auto place = static_cast<std::size_t>(index);
  const auto& colors = isDark ? onDark : onLight;
  return {QColor::fromRgba(colors[place % colors.size()]), dashes[(place + place / 8) % dashes.size()],
          static_cast<Marker>((place + place / 8) % 8)};
}

QColor pieceColor(int index, bool isDark) {
  const auto place = static_cast<std::size_t>(index);
  if (index < dearestPieces) return seriesStyle(index, isDark).color;
  return QColor::fromRgba((isDark ? moreOnDark : moreOnLight)[(place - dearestPieces) % moreOnLight.size()]);
}

namespace {

QPixmap seriesPicture(int index, bool isDark, const QColor& ground) {
  const SeriesStyle style = seriesStyle(index, isDark);
  constexpr int width = 36, height = 16;
  const qreal scale = qGuiApp == nullptr ? 1 : qGuiApp->devicePixelRatio();
  QPixmap picture(QSize(width, height) * scale);
  picture.setDevicePixelRatio(scale);
  picture.fill(ground);
  QPainter painter(&picture);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(style.color, 2, style.dash));
  painter.drawLine(QPointF(1, height / 2.0), QPointF(width - 1, height / 2.0));
  painter.setPen(QPen(style.color, 2));
  painter.setBrush(style.color);
  drawMarker(painter, QPointF(width / 2.0, height / 2.0), style.marker);
  return picture;
}

}  // namespace

QIcon seriesIcon(int index, bool isDark) {
  QIcon icon(seriesPicture(index, isDark, Qt::transparent));
  // On the colour of a selection the stroke would hardly be seen.
  icon.addPixmap(seriesPicture(index, isDark, isDark ? QColor("#0f1318") : QColor(Qt::white)),
                 QIcon::Selected);
  return icon;
}

bool isDarkPalette() { return QGuiApplication::palette().color(QPalette::Base).lightness() < 128; }

}  // namespace isocost::gui
